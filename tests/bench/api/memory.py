"""What the server keeps, while all six questions and some new ones are asked of it for a long time."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

from tests.bench.api import served
from tests.bench.api.load import asked
from tests.bench.api.programs import SERVERS, postgresql
from tests.bench.api.served import Served
from tests.bench.api.six import questions
from tests.bench.table import Claim

MINUTES: Final = 15
MOST_MIB: Final = 200
SLOPE: Final = 0.5
"""MiB a minute, over the second half: what is learned is learned in the first."""
NEW: Final = 1_000
"""Documents that are asked besides, more than the server may remember."""
CONNECTIONS, EVERY = 4, 1.0
Samples = list[tuple[float, float]]


def claims(url: str, key: str, directory: Path, minutes: float = MINUTES) -> Iterator[Claim]:
    postgresql(served.plain(url)).pin(SERVERS)
    with served.ours(url, key, directory) as ours:
        bodies = [body for question in questions(served.plain(url)) for body in question.bodies()]
        bodies += [orjson.dumps({"query": f"{{ customers(first: 5) {{ edges {{ node {{ id a{n}: name }} }} }} }}"})
                   for n in range(NEW)]  # fmt: skip
        random.Random(6).shuffle(bodies)
        samples: Samples = []
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(ours, samples, done))
        watch.start()
        found = asked(ours.target, bodies, connections=CONNECTIONS, seconds=minutes * 60)
        done.set()
        watch.join()
    late = samples[len(samples) // 2 :]
    most = max(mib for _, mib in samples)
    told = f"{samples[0][1]:.0f} MiB at first, {samples[-1][1]:.0f} at last; {found.answered:,} answers, {found.refused} refused"
    yield Claim(f"MiB of the server in {minutes:g} minutes", most, MOST_MIB, told)
    slope = statistics.linear_regression([at for at, _ in late], [mib for _, mib in late]).slope * 60
    yield Claim("MiB more a minute, in the second half", slope, SLOPE)


def _watch(ours: Served, samples: Samples, done: threading.Event) -> None:
    began = time.monotonic()
    while not done.wait(EVERY):
        samples.append((time.monotonic() - began, ours.program.memory()))

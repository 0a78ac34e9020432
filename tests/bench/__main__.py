"""`python -m tests.bench [--quick] [PART]`: the measured claims, in one run, or a part of them."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import churning, compare, exporting, importing, mistaken, printing, reporting
from tests.bench.api import measured as api
from tests.bench.api import memory
from tests.bench.house import House, houses
from tests.bench.pages import VIEWERS
from tests.bench.table import Claim, printed, summed_up
from tests.databases import ENGINES

Parts = Iterator[tuple[str, list[Claim]]]
LONG = "memory"
QUICK, FULL = (1_000, 100_000), (1_000, 100_000, 1_000_000)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument(
        "--quick", action="store_true", help="leave out the million; of the API, small companies and few rounds"
    )
    asked.add_argument("part", nargs="?", choices=[*PARTS, LONG], help="only this")
    asked.add_argument("--minutes", type=float, default=memory.MINUTES, help="how long, for the part memory")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # with all that was started
    sizes = QUICK if given.quick else FULL
    found: list[Claim] = []
    for title, claims in chosen(given.part, sizes, given.minutes):
        printed(title, claims)
        found += claims
    summed_up(found)


def chosen(part: str | None, sizes: tuple[int, ...], minutes: float) -> Parts:
    """The whole, or a part; the memory over many minutes is only watched when it is asked for."""
    if part == LONG:
        yield from api.for_long(minutes)
        return
    for name in [part] if part else PARTS:
        yield from PARTS[name](sizes)


def pages(sizes: tuple[int, ...]) -> Parts:
    """Lists and forms of customers whose owners are among a hundred thousand employees."""
    print(f"Making {', '.join(f'{size:,}' for size in sizes)} customers on each engine.", flush=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory, houses(sizes, Path(directory)) as made:
        for engine in ENGINES:
            yield from of_engine(engine, [house for house in made if house.engine_name == engine])


def of_engine(engine: str, made: list[House]) -> Parts:
    for viewer, reach in VIEWERS.items():
        claims = [claim for name in made[0].pages for claim in listed(name, viewer, made)]
        claims += edited(viewer, made) if viewer != "luis" else []
        yield f"{engine}: {viewer} ({reach})", claims


def listed(name: str, viewer: str, made: list[House]) -> list[Claim]:
    return compare.claims(name, made, lambda house: house.listed(name, viewer))


def edited(viewer: str, made: list[House]) -> list[Claim]:
    return compare.claims("edit form", made, lambda house: house.edited(viewer))


PARTS: dict[str, Callable[[tuple[int, ...]], Parts]] = {
    "pages": pages,
    "api": lambda sizes: api.parts(api.QUICK if sizes == QUICK else api.FULL),
    "mistakes": lambda sizes: iter([("API, what is sent by mistake", mistaken.claims())]),
    "import": lambda sizes: iter([("Import", importing.claims())]),
    "export": lambda sizes: iter([("Export", exporting.claims())]),
    "printing": lambda sizes: iter([("Printing", printing.claims())]),
    "churn": lambda sizes: iter([("Churn", churning.claims(churning.QUICK if sizes == QUICK else churning.FULL))]),
    "reports": lambda sizes: iter(
        [("Reports", reporting.claims(reporting.QUICK if sizes == QUICK else reporting.FULL))]
    ),
}

if __name__ == "__main__":
    main()

"""Who asks: so many connections, each with one request under way, from a process of its own.

`python -m tests.bench.api.load` reads what to ask from its input and writes what it measured.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.api.programs import LOAD


@dataclass(frozen=True)
class Target:
    """Where to ask, and with which further header."""

    port: int
    path: str
    header: str = ""

    def request(self, body: bytes) -> bytes:
        head = f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
        return f"{head}{self.header}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class Measured:
    """What came of it; a refusal is an answer that no good one looks like."""

    answered: int = 0
    refused: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    waited: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.waited) * 1000

    @property
    def share(self) -> float:
        """Of its core, that the one who asks was busy."""
        return self.cpu / self.seconds


def asked(target: Target, bodies: Sequence[bytes], *, connections: int, seconds: float) -> Measured:
    """The bodies in turn, over and over, on a core of their own."""
    said = {"target": asdict(target), "bodies": [body.decode() for body in bodies], "connections": connections}
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.api.load"],
        input=json.dumps({**said, "seconds": seconds}),
        capture_output=True,
        text=True,
        check=True,
    )
    return Measured(**json.loads(told.stdout))


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered, until it is late."""

    def __init__(self, requests: Iterator[bytes], until: float, found: Measured, done: asyncio.Future[None]) -> None:
        self.requests, self.until, self.found, self.done = requests, until, found, done
        self.got, self.missing = b"", 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if self.missing:
            self.missing -= len(data)
        else:
            self.got += data
            if b"\r\n\r\n" not in self.got:
                return
            self.missing = _missing(self.got)
        if not self.missing:
            self._answered()

    def connection_lost(self, why: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self.got, self.sent = b"", time.perf_counter()
        self.transport.write(next(self.requests))

    def _answered(self) -> None:
        now = time.perf_counter()
        self.found.waited.append(now - self.sent)
        if self.got.startswith(b"HTTP/1.1 200") and b'"errors"' not in self.got[:400]:
            self.found.answered += 1
        else:
            self.found.refused += 1
        if now < self.until:
            self._send()
        else:
            self.transport.close()


def _missing(got: bytes) -> int:
    """How much of an answer is still to come, once its head is here."""
    head, _, body = got.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return int(length) - len(body)


async def _all(target: Target, bodies: Sequence[str], connections: int, seconds: float) -> Measured:
    loop, found = asyncio.get_running_loop(), Measured()
    requests = itertools.cycle([target.request(body.encode()) for body in bodies])
    began, spent = time.perf_counter(), time.process_time()
    ends = [loop.create_future() for _ in range(connections)]
    for done in ends:
        await loop.create_connection(
            lambda done=done: Connection(requests, began + seconds, found, done),  # type: ignore[misc]
            "127.0.0.1",
            target.port,
        )
    await asyncio.gather(*ends)
    found.seconds, found.cpu = time.perf_counter() - began, time.process_time() - spent
    return found


def main() -> None:
    os.sched_setaffinity(0, LOAD)
    said = json.load(sys.stdin)
    target = Target(**said.pop("target"))
    print(json.dumps(asdict(asyncio.run(_all(target, **said)))))


if __name__ == "__main__":
    main()

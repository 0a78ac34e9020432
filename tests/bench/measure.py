"""What a page costs: processor time of ours and of the database, time on the wall, statements; medians of many."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import EnvironBuilder

MOST, LEAST, SECONDS = 31, 7, 4


@dataclass
class Cost:
    """Of one page, measured often."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.cpu) * 1000

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.wall) * 1000


class Request:
    """A GET that is asked again and again, without the cost of a client."""

    def __init__(self, app: Flask, path: str, cookie: str) -> None:
        self.app, self.environ = app, EnvironBuilder(path=path, headers={"Cookie": f"trato={cookie}"}).get_environ()
        self.environ["HTTP_ACCEPT_LANGUAGE"] = "en"

    def __call__(self) -> bytes:
        said: list[str] = []
        answer = self.app.wsgi_app(dict(self.environ), lambda status, *_: said.append(status))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if said != ["200 OK"]:
            raise RuntimeError(f"{self.environ['PATH_INFO']}?{self.environ['QUERY_STRING']}: {said}")
        return body


def once(request: Request, cost: Cost, backend: Callable[[], float]) -> None:
    wall, cpu, behind = time.perf_counter(), time.process_time(), backend()
    request()
    cost.wall.append(time.perf_counter() - wall)
    cost.cpu.append(time.process_time() - cpu + backend() - behind)


def compared(requests: list[Request], engines: list[sa.Engine]) -> list[Cost]:
    """Each in turn, over and over, so that a busy moment of the machine hits all of them; less often what is slow."""
    costs = [Cost() for _ in requests]
    backends = [backend_of(engine) for engine in engines]
    for request, engine, cost in zip(requests, engines, costs, strict=True):
        request()
        cost.statements = counted(request, engine)
    gc.collect()
    gc.disable()
    until = time.monotonic() + SECONDS
    while len(costs[0].wall) < LEAST or (len(costs[0].wall) < MOST and time.monotonic() < until):
        for request, cost, backend in zip(requests, costs, backends, strict=True):
            once(request, cost, backend)
    gc.enable()
    return costs


def counted(request: Request, engine: sa.Engine) -> int:
    """How many statements it takes, besides beginning to read."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.extend(() if statement.startswith("BEGIN") else (statement,))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        request()
        return len(said)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def backend_of(engine: sa.Engine) -> Callable[[], float]:
    """The processor time that PostgreSQL has spent for this engine; SQLite's is the process's own."""
    if engine.dialect.name == "sqlite":
        return lambda: 0.0
    with engine.connect() as connection:
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    file = Path(f"/proc/{pid}/schedstat")
    return lambda: int(file.read_text().split()[0]) / 1e9 if file.exists() else 0.0

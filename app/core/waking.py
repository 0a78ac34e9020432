"""huey wakes workers and keeps their threads; what is to be done and what was done is known by the outbox alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from huey import Huey, PostgresHuey, SqliteHuey

from app.core.worker import Worker

log = logging.getLogger(__name__)
THREADS = 2
EVERY_SECONDS = 5.0


def queue(engine: sa.Engine, directory: Path) -> Huey:
    """Beside the data with SQLite, in the database with PostgreSQL."""
    if engine.dialect.name == "postgresql":
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("trato", dsn=address, results=False, options="-c client_min_messages=warning")
    return SqliteHuey("trato", filename=str(directory / "queue.db"), results=False)


def caller(make: Callable[[], Huey]) -> Callable[[int], None]:
    """Tells a worker the id of a job; the queue is opened when the first is told."""
    known: list[tuple[Huey, Any]] = []

    def wake(job_id: int) -> None:
        if not known:
            huey = make()
            known.append((huey, _task(huey, None)))
        huey, tell = known[0]
        try:
            tell(job_id)
        finally:
            huey.storage.close()

    return wake


def _task(huey: Huey, worker: Worker | None) -> Any:
    @huey.task(name="trato_job")  # type: ignore[untyped-decorator]
    def run(job_id: int) -> None:
        if worker is not None:
            worker.run(job_id)

    return run


def work(huey: Huey, worker: Worker, *, threads: int = THREADS, every: float = EVERY_SECONDS) -> None:
    """Work until told to stop: what was told at once, and every few seconds what nobody told."""
    run = _task(huey, worker)
    over = threading.Event()
    looking = threading.Thread(target=_look, args=(worker, run, huey, over, every), daemon=True)
    looking.start()
    try:
        huey.create_consumer(workers=threads, periodic=False, max_delay=1.0, graceful_signal="TERM").run()
    finally:
        over.set()


def _look(worker: Worker, run: Callable[[int], Any], huey: Huey, over: threading.Event, every: float) -> None:
    """The hints may be lost and the clock gives none, so the outbox is looked through again and again."""
    while not over.is_set():
        try:
            worker.plan()
            if not huey.pending_count():
                for job_id in worker.find():
                    run(job_id)
        except Exception:
            log.exception("the outbox could not be looked through")
        over.wait(every)

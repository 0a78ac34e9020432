"""Documents and charts are made in a few processes of their own, so that this one stays small and cannot be hurt."""

from __future__ import annotations

import atexit
import json
import logging
import os
import queue
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, NoReturn, cast

from app.core.errors import Refused
from app.core.words import N_
from app.press.worker import read_frame

ROOT: Final = Path(__file__).resolve().parents[2]
WORKERS: Final = 2
DOCUMENTS: Final = 50  # after so many a worker is replaced: libraries in C keep what they once took
PATIENCE: Final = 90.0  # seconds for one document, waiting included
LONGEST: Final = 8_000_000  # characters of a page
log = logging.getLogger("trato")
TOO_LARGE: Final = N_("The document is too large to print. Choose a shorter period or fewer rows.")
MISSING: Final = N_("This server cannot print: a library is missing. An administrator finds its name in the log.")
BUSY: Final = N_("Too many documents are being printed. Try again in a minute.")


@dataclass(frozen=True)
class Paper:
    """A printed document."""

    pdf: bytes
    pages: int
    marks: Sequence[tuple[int, str, int]] = ()
    """Level, words and page of each heading."""


def printed(
    page: str,
    charts: Mapping[str, Any] | None = None,
    *,
    tagged: bool = True,
    measured: bool = False,
    opened: bool = False,
) -> Paper:
    """The page as PDF; each `<svg data-chart="name"></svg>` in it becomes the chart of that name.

    What is only `measured` has pages and headings, but is not written. What is going to be bound with others is
    `opened`: its objects stand one by one, which makes it longer, and quick to take apart.
    """
    if len(page) > LONGEST:
        raise Refused("REFUSED", TOO_LARGE)
    how = {"tagged": tagged, "measured": measured, "opened": opened}
    head, body = _press.ask({"html": page, "charts": charts or {}, **how})
    return Paper(body, head["pages"], [(level, words, number) for level, words, number in head["marks"]])


def drawn(charts: Mapping[str, Any]) -> dict[str, str]:
    """Each chart as SVG."""
    head, _ = _press.ask({"charts": charts})
    found: dict[str, str] = head["charts"]
    return found


def warm() -> None:
    """Start a worker before the first reader waits for it."""

    def start() -> None:
        with suppress(Refused):
            drawn({})

    threading.Thread(target=start, daemon=True).start()


def workers() -> list[int]:
    """The processes that are at work, for who wants to know what they cost."""
    return [worker.process.pid for worker in list(_press.all)]


@dataclass
class Worker:
    """One process and the pipes to it."""

    process: subprocess.Popen[bytes]
    scratch: tempfile.TemporaryDirectory[str]
    left: int = DOCUMENTS

    @classmethod
    def start(cls) -> Worker:
        """It gets none of our settings, no secret and no database, and a directory that is gone when it is."""
        scratch = tempfile.TemporaryDirectory(prefix="trato-press-", ignore_cleanup_errors=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith(("TRATO_", "FLASK_"))}
        own |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch.name)
        command = [sys.executable, "-m", "app.press.worker"]
        pipe = subprocess.PIPE
        return cls(subprocess.Popen(command, cwd=ROOT, env=own, stdin=pipe, stdout=pipe), scratch)  # noqa: S603 - our own

    def ask(self, asked: bytes, patience: float) -> tuple[dict[str, Any], bytes] | None:
        """Its answer, or nothing if it ended or was ended over the question."""
        to, back = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)
        alarm = threading.Timer(patience, self.process.kill)
        alarm.start()
        try:
            to.write(struct.pack(">Q", len(asked)) + asked)
            to.flush()
            head, body = read_frame(back), read_frame(back)
        except BrokenPipeError:
            head = body = None
        finally:
            alarm.cancel()
        self.left -= 1
        return None if head is None or body is None else (json.loads(head), body)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.scratch.cleanup()


@dataclass
class Press:
    """At most so many workers, each with one document at a time."""

    places: queue.Queue[Worker | None] = field(default_factory=queue.LifoQueue)
    all: list[Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        for _ in range(WORKERS):
            self.places.put(None)

    def ask(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self.worker() as worker:
            head, body = worker.ask(json.dumps(asked).encode(), PATIENCE) or ({"too_large": True}, b"")
            if "too_large" in head:
                worker.left = 0
        if "pages" not in head and "charts" not in head:
            _refuse(head)
        return head, body

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A warm one if there is one; the last used comes first, so that one alone serves a quiet house."""
        try:
            worker = self.places.get(timeout=PATIENCE)
        except queue.Empty:
            raise Refused("REFUSED", BUSY) from None
        try:
            worker = worker or self._started()
            yield worker
        finally:
            if worker and worker.left <= 0:
                self.all.remove(worker)
                worker.end()
                worker = None
            self.places.put(worker)

    def _started(self) -> Worker:
        self.all.append(worker := Worker.start())
        return worker

    def close(self) -> None:
        """End the workers that are not at work; the others end by themselves when their pipe closes."""
        while not self.places.empty():
            if worker := self.places.get():
                worker.end()


def _refuse(head: dict[str, Any]) -> NoReturn:
    if "too_large" in head:
        raise Refused("REFUSED", TOO_LARGE)
    if "missing" in head:
        log.error("WeasyPrint needs Pango:\n%s", head["missing"])
        raise Refused("REFUSED", MISSING)
    raise RuntimeError(f"The press failed:\n{head['failed']}")


_press: Final = Press()
atexit.register(_press.close)

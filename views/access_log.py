"""The log of accesses, for which the server writes a line a request: written together, once a second."""

from __future__ import annotations

import logging
from collections import deque
from multiprocessing.util import Finalize
from threading import Thread
from time import sleep
from typing import Any, Final

LOG: Final = logging.getLogger("granian.access")
SECONDS: Final = 1.0


class Gathered(logging.Handler):
    """Keeps lines until they are written.

    Each line by itself is a lock that is held while the system writes, and every thread of the server waits for it.
    """

    def __init__(self, target: logging.StreamHandler[Any]) -> None:
        super().__init__()
        self.target = target
        self.waiting: deque[logging.LogRecord] = deque()

    def handle(self, record: logging.LogRecord) -> bool:
        """Without a lock, which a deque does not need."""
        self.waiting.append(record)
        return True

    def flush(self) -> None:
        """One at a time."""
        self.acquire()
        try:
            lines = [self.target.format(self.waiting.popleft()) for _ in range(len(self.waiting))]
            if lines:
                self.target.stream.write("".join(f"{line}\n" for line in lines))
                self.target.flush()
        finally:
            self.release()


def gather() -> None:
    """For a process that serves, from here on; where nothing is logged, nothing changes."""
    for target in [each for each in LOG.handlers if isinstance(each, logging.StreamHandler)]:
        gathered = Gathered(target)
        LOG.removeHandler(target)
        LOG.addHandler(gathered)
        Finalize(None, gathered.flush, exitpriority=0)  # a worker that was forked ends without `atexit`
        Thread(target=_write, args=(gathered,), name="access log", daemon=True).start()


def _write(gathered: Gathered) -> None:
    while True:
        sleep(SECONDS)
        gathered.flush()

"""How much each has asked of late, so that none of them asks so much that the others wait.

A bucket that leaks: what is asked fills it, and it empties as fast as is allowed. Who it overflows for waits. Of each
bucket only the moment is kept at which it will be empty (GCRA), and all of them lie in a file that the processes of one
machine map into their memory: they count together, and a request costs no statement. Each machine counts for itself.
"""

from __future__ import annotations

import mmap
import os
import platform
import time
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final

SLOTS, TRIED = 4096, 8
"""So many buckets, and so many places where one may lie."""
WIDTH: Final = 8
SIZE: Final = 2 * SLOTS * WIDTH
BURST: Final = 60.0
"""Seconds: as much as is allowed in this time may be asked at once."""


class Rates:
    """The buckets, each by the name of whose it is. Two processes that write in one at the same instant may count one
    of the two requests: a limit need not be exact, and no lock is waited for."""

    def __init__(self, memory: mmap.mmap | None = None, clock: Callable[[], float] = time.time) -> None:
        whole = memoryview(memory if memory is not None else mmap.mmap(-1, SIZE))
        self.owners, self.empty = whole[: SIZE // 2].cast("Q"), whole[SIZE // 2 :].cast("d")
        self.clock, self.lock = clock, Lock()

    def wait(self, who: str) -> float:
        """The seconds until they may ask again; none, if they may now."""
        owner, now = _owner(who), self.clock()
        with self.lock:
            theirs = self._place(owner)
            return 0.0 if theirs is None else max(0.0, self._filled(theirs, now) - BURST)

    def charge(self, who: str, price: float, rate: float) -> None:
        """They have asked for so much, of so much a minute; the last request may overflow the bucket."""
        owner, now = _owner(who), self.clock()
        with self.lock:
            theirs = self._place(owner)
            filled = 0.0 if theirs is None else self._filled(theirs, now)
            place = self._emptiest(owner, now) if theirs is None else theirs
            self.owners[place], self.empty[place] = owner, now + filled + price * 60 / rate

    def _place(self, owner: int) -> int | None:
        for place in _places(owner):
            if self.owners[place] == owner:
                return place
        return None

    def _emptiest(self, owner: int, now: float) -> int:
        return min(_places(owner), key=lambda place: self._filled(place, now))

    def _filled(self, place: int, now: float) -> float:
        """Seconds until it is empty. What no request can have written is none: the clock was set back."""
        left = self.empty[place] - now
        return left if 0 < left < 10 * BURST else 0.0


@lru_cache(maxsize=SLOTS)
def _places(owner: int) -> tuple[int, ...]:
    """Where the bucket may lie."""
    return tuple((owner + n) % SLOTS for n in range(TRIED))


@lru_cache(maxsize=SLOTS)
def _owner(who: str) -> int:
    return int.from_bytes(blake2b(who.encode(), digest_size=WIDTH).digest(), "little") or 1


rates = Rates()


def share(directory: Path) -> None:
    """The buckets lie in this directory from now on; told once, at the start. Where that cannot be, each process
    counts for itself."""
    global rates
    rates = Rates(_mapped(directory / f"rates-{platform.node() or 'here'}"))


def _mapped(path: Path) -> mmap.mmap | None:
    """Every block of the file is there before it is mapped: a full disk is noticed now and not while counting."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, SIZE)
            return mmap.mmap(file, SIZE)
        finally:
            os.close(file)
    except (OSError, AttributeError):
        return None

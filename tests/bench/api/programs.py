"""Programs that are measured: started on a core of their own, watched through /proc, and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg

SERVERS: Final = {min(os.sched_getaffinity(0))}
LOAD: Final = {max(os.sched_getaffinity(0))}
"""The core of what is measured, and the core of who asks; with a single one they are the same."""
PATIENCE: Final = 120
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Program:
    """A process and all that it has started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu(self) -> float:
        """Seconds of processor time that it has taken, with every thread."""
        return sum(_spent(pid) for pid in self._all())

    def memory(self) -> float:
        """MiB of its largest process."""
        return max(_resident(pid) for pid in self._all()) / 2**20

    def pin(self, cores: set[int]) -> None:
        """What it starts from now on is pinned, too."""
        for thread in (thread for pid in self._all() for thread in _threads(pid)):
            with suppress(OSError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread.name), cores)

    def _all(self) -> list[int]:
        below: dict[int, list[int]] = {}
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            below.setdefault(_parent(pid), []).append(pid)
        found = [self.pid]
        for pid in found:  # grows while it is read
            found += below.get(pid, [])
        return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _spent(pid: int) -> float:
    spent = 0.0
    for thread in _threads(pid):
        try:
            spent += int((thread / "schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue
    return spent


def _threads(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


@contextmanager
def running(command: Sequence[str], port: int, log: Path, environment: dict[str, str]) -> Iterator[Program]:
    """A server, from the moment that it listens; what it says goes into the log."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
            preexec_fn=lambda: os.sched_setaffinity(0, SERVERS),
            start_new_session=True,
        )
        try:
            _await(port, process, log)
            yield Program(process.pid)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asked first; then with all that it has started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
        return
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"It does not listen:\n{log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgresql(url: str) -> Program:
    """The server of this database, with those who serve its connections."""
    with psycopg.connect(url) as connection:
        [place] = connection.execute("SHOW data_directory").fetchone() or [""]
    return Program(int((Path(place) / "postmaster.pid").read_text().split()[0]))

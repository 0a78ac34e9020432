"""Accesses are written together, in their order, and none of them is lost when the process ends."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from threading import Event

import pytest

from views import access_log
from views.access_log import LOG, Gathered, gather

PROGRAM = """
import logging, multiprocessing, sys
from views.access_log import LOG, gather

def serve():
    LOG.addHandler(logging.StreamHandler(sys.stdout))
    LOG.setLevel(logging.INFO)
    gather()
    LOG.info("the last %s", "one")

"""
ALONE = "serve()"
FORKED = "worker = multiprocessing.get_context('fork').Process(target=serve); worker.start(); worker.join()"


class Told(StringIO):
    """Tells when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.is_written = Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        if text:
            self.is_written.set()
        return written


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Where the log of accesses goes."""
    stream, before, level = Told(), LOG.handlers[:], LOG.level
    LOG.handlers[:] = [logging.StreamHandler(stream)]
    LOG.setLevel(logging.INFO)
    yield stream
    LOG.handlers[:] = before
    LOG.setLevel(level)


def test_lines_wait_and_are_written_together(stream: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "SECONDS", 3600)
    gather()
    LOG.info("%(method)s %(path)s", {"method": "GET", "path": "/"})
    LOG.info("second")
    assert stream.getvalue() == ""
    [handler] = LOG.handlers
    handler.flush()
    handler.flush()
    assert (type(handler), stream.getvalue()) == (Gathered, "GET /\nsecond\n")


def test_nobody_has_to_ask_for_them(stream: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "SECONDS", 0.01)
    gather()
    LOG.info("here")
    assert stream.is_written.wait(60)
    assert stream.getvalue() == "here\n"


@pytest.mark.parametrize("way", [ALONE, FORKED])
def test_what_waits_when_the_process_ends_is_written(way: str) -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM + way], capture_output=True, text=True, check=True)
    assert told.stdout == "the last one\n"


def test_where_nothing_is_logged_nothing_changes(stream: Told) -> None:
    LOG.handlers.clear()
    gather()
    assert LOG.handlers == []

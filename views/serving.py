"""Web and jobs, started together by one command."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

from app.core.database import system_session
from app.core.errors import REFUSED, Refused
from app.core.words import N_
from app.demo.company import PEOPLE
from app.organization import founding
from config import DEMO_PASSWORD, Settings, listening_host
from views.fab.session import engine
from views.first_run import code_of
from views.loopback import demo_is_open

THREADS = 4
LONGEST_END = 30
"""Seconds: a worker that is told to end while it begins may not hear it."""


def serve(settings: Settings) -> None:
    """Serve until told to stop; the worker of the jobs comes and goes with the server."""
    with system_session(engine()) as session:
        is_open, nobody = demo_is_open(session), founding.is_new(session)
    host = listening_host(settings, demo_is_open=is_open)
    refuse_taken(host, settings.port)
    _announce(settings, is_open)
    if nobody:
        _tell_how_to_begin(settings)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "run", "jobs", "work"])
    try:
        _server(host, settings.port).serve()
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _announce(settings: Settings, is_open: bool) -> None:
    click.echo(f"Trato  {settings.address}")
    if is_open:
        click.echo(f"       {', '.join(PEOPLE)}: {DEMO_PASSWORD}")


def _tell_how_to_begin(settings: Settings) -> None:
    """The code is asked for wherever somebody else might come first."""
    click.echo(f"       {settings.address}/welcome/")
    click.echo(f"       setup code: {code_of(settings)}")


def _server(address: str, port: int) -> Any:
    return Granian(
        "run:web",
        factory=True,
        interface=Interfaces.WSGI,
        address=address,
        port=port,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=LONGEST_END,
        log_access=False,
    )


def keep_what_is_loaded() -> None:
    """For a process that begins to serve or to work: modules, nouns, screens and rules stay as long as it does.

    They are half a million objects. Each full collection looked at all of them (0.25 s, and one fell on every second
    large report); from here on it looks at what came later (0.03 s).
    """
    gc.collect()
    gc.freeze()


def refuse_taken(host: str, port: int) -> None:
    """The server would share a port with another one and get every second request."""
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except OSError:
            message = N_("Port {port} is taken. Stop what listens there, or set TRATO_PORT.")
            raise Refused(REFUSED, message, port=port) from None

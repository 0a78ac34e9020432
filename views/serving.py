"""Web and jobs, started together by one command."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import click
import sqlalchemy as sa
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.core.database import system_session
from app.organization.employee import Employee
from config import DEMO_PASSWORD, DEMO_PEOPLE, Settings, listening_host
from views.fab.session import engine

THREADS = 4


def serve(settings: Settings) -> None:
    """Serve until told to stop; the worker of the jobs comes and goes with the server."""
    with system_session(engine()) as session:
        is_open = demo_is_open(session)
    host = listening_host(settings, demo_is_open=is_open)
    _announce(settings, is_open)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "run", "jobs", "work"])
    try:
        _server(host, settings.port).serve()
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _announce(settings: Settings, is_open: bool) -> None:
    click.echo(f"Trato  {settings.address}")
    if is_open:
        click.echo(f"       {', '.join(DEMO_PEOPLE)}: {DEMO_PASSWORD}")


def _server(address: str, port: int) -> Any:
    return Granian(
        "run:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=address,
        port=port,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
    )


def demo_is_open(session: Session) -> bool:
    """Whether any of the demo people still signs in with the published password."""
    theirs = sa.select(Employee.password).where(Employee.active.is_(True), Employee.username.in_(DEMO_PEOPLE))
    return any(known and check_password_hash(known, DEMO_PASSWORD) for known in session.scalars(theirs))

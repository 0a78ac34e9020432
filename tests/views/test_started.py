"""The server as it is started for others: what the README says is run, and answers."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.core.noun import now
from app.demo.company import PEOPLE
from app.organization.access_key import issue
from app.organization.employee import Employee
from tests.databases import Database

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.search(r"^ +(granian (?:.*\\\n)*.*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str], port: int, directory: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until the test is over; from the moment that it says that it is ready."""
    named = {f"TRATO_{name}": value for name, value in settings.items()}
    place = {"TRATO_DATA_DIR": str(directory), "PYTHONPATH": str(ROOT)}
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | place | named, stdout=log, stderr=log)
    try:
        until = time.monotonic() + SECONDS
        while not is_ready(port):
            is_coming = process.poll() is None and time.monotonic() < until
            assert is_coming, (directory / "log").read_text()
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)


def is_ready(port: int) -> bool:
    try:
        return said(port, "GET", "/readyz", "crm.example.com")[0] == 200
    except OSError:
        return False


def said(port: int, method: str, path: str, host: str, body: str = "", **headers: str) -> tuple[int, str]:
    """As a proxy passes it on, that speaks TLS and knows the caller."""
    through = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": host}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request(method, path, body or None, through | headers)
    with connection.getresponse() as response:
        told = response.read().decode()
    connection.close()
    return response.status, told


def let_in(session: Session) -> str:
    """Nobody keeps the password of the demo; a key of Ana's."""
    for employee in session.scalars(sa.select(Employee).where(Employee.username.in_(PEOPLE))):
        employee.password = generate_password_hash("another long password", method="pbkdf2:sha256:1")
    ana = session.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
    key = issue(session, ana, at=now())
    session.commit()
    return key


@pytest.mark.slow
def test_the_recipe_serves_screens_and_api_behind_a_proxy(
    company: Database, as_system: Session, tmp_path: Path
) -> None:
    assert RECIPE is not None
    key, port = let_in(as_system), free_port()
    as_system.close()
    program, *options = shlex.split(RECIPE[1].replace("\\\n", " "), comments=True)
    command = [sys.executable, "-m", program, *options, "--port", str(port)]
    known = {
        "DATABASE_URL": company.url,
        "BASE_URL": "https://crm.example.com",
        "SECRET_KEY": secrets.token_urlsafe(48),
    }
    body = '{"query": "{ customers { edges { node { name } } } }"}'
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    with started(command, port, tmp_path, **known):
        assert said(port, "GET", "/login/", "crm.example.com")[0] == 200
        for _ in range(3):
            status, told = said(port, "POST", "/graphql", "crm.example.com", body, **headers)
            assert (status, "Acme" in told, "Zeta" in told) == (200, True, False)
    assert '"POST /graphql' in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_one_command_serves_web_and_jobs_and_ends_with_both(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "run", "serve"]
    with started(command, port, tmp_path, PORT=str(port), DEMO="no") as process:
        workers = children(process.pid)
        assert any("jobs work" in command for command in workers.values())
        assert said(port, "GET", "/welcome/", f"127.0.0.1:{port}")[0] == 200
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def children(pid: int) -> dict[int, str]:
    """What a process has started, by its command."""
    known = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(each): Path(f"/proc/{each}/cmdline").read_text().replace("\0", " ") for each in known}

"""Whom the server answers, and where it may stand."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.core.errors import Refused
from app.demo.company import PEOPLE
from app.organization.employee import Employee
from app.organization.sign_in import FailedTry
from config import Settings
from run import create_app, db
from tests.views.guest import Guest
from views.loopback import demo_is_open
from views.serving import keep_what_is_loaded, refuse_taken


@pytest.fixture
def in_the_world(app: Flask, tmp_path: Path) -> Settings:
    """The settings of the same database at an address that others reach."""
    known: Settings = app.extensions["settings"]
    key = SecretStr(known.secret)
    return Settings(data_dir=tmp_path, database_url=known.database, secret_key=key, base_url="https://crm.example.com")


@contextmanager
def served(settings: Settings, **config: Any) -> Iterator[FlaskClient]:
    """A guest at an application of these settings, which lets go of the database afterwards."""
    web = create_app(settings, **config)
    yield web.test_client()
    with web.app_context():
        db.session.remove()
        db.engine.dispose()


def change_passwords(session: Session) -> None:
    for employee in session.scalars(sa.select(Employee).where(Employee.username.in_(PEOPLE))):
        employee.password = generate_password_hash("another long password", method="pbkdf2:sha256:1")
    session.commit()


def test_in_the_world_nobody_is_answered_while_the_demo_password_works(
    in_the_world: Settings, as_system: Session
) -> None:
    assert demo_is_open(as_system)
    with served(in_the_world) as client:
        refused = client.get("/login/")
    assert (refused.status_code, "demo password" in refused.text) == (503, True)
    change_passwords(as_system)
    with served(in_the_world) as client:
        assert client.get("/login/").status_code == 200


def test_behind_a_proxy_each_caller_has_an_own_address(in_the_world: Settings, as_system: Session) -> None:
    change_passwords(as_system)
    with served(in_the_world, WTF_CSRF_ENABLED=False) as client:
        for caller in ("198.51.100.7", "198.51.100.8"):
            headers = {"X-Forwarded-For": caller, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "crm.example.com"}
            client.post("/login/", data={"username": "ana", "password": "wrong"}, headers=headers)
    as_system.rollback()
    assert as_system.scalars(sa.select(FailedTry.address).order_by(FailedTry.id)).all() == [
        "198.51.100.7",
        "198.51.100.8",
    ]


def test_at_home_a_header_changes_nobodys_address(app: Flask, as_system: Session) -> None:
    guest = Guest(app)
    guest.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.7"
    guest.sign_in("ana", "wrong")
    as_system.rollback()
    assert as_system.scalars(sa.select(FailedTry.address)).all() == ["127.0.0.1"]


def test_a_port_that_is_taken_is_refused_in_words() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"Port {port} is taken"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)


def test_what_is_loaded_is_not_looked_at_again_and_again(app: Flask) -> None:
    gc.unfreeze()  # the run of the tests has done the same
    loaded = len(gc.get_objects())
    keep_what_is_loaded()
    assert len(gc.get_objects()) < loaded / 10

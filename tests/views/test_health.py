"""Whoever watches over the server needs no sign-in and learns nothing else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from run import create_app
from tests.conftest import settings_for


def test_the_server_says_that_it_is_alive_and_ready(app: Flask) -> None:
    client = app.test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_without_its_database_the_server_is_alive_and_not_ready(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"
    client = create_app(settings_for(nowhere, tmp_path)).test_client()
    answer = client.get("/readyz")
    assert (client.get("/healthz").status_code, answer.status_code) == (200, 503)
    assert "nobody" not in answer.text

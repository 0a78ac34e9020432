"""Bad input at the API: how long the slowest of it keeps a process, known and unknown, by the engine and without."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from werkzeug.test import EnvironBuilder

from app.core.database import system_session
from app.core.noun import now
from app.organization.access_key import issue
from app.organization.employee import Employee
from run import create_app, db
from schema.published import engine
from tests.bench.table import Claim
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import Database
from tests.schema.bad_input import TABLE, Sent

ROUNDS, GOAL = 5, 50.0


def claims() -> list[Claim]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        app = create_app(settings_for(Database.made("sqlite", Path(directory), "").url, Path(directory)))
        key = _key(app)
        return [_claim(app, key, "by the engine", is_on=True), _claim(app, key, "by Strawberry", is_on=False)]


def _key(app: Flask) -> str:
    with app.app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        with system_session(db.engine) as session:
            key = issue(session, session.query(Employee).filter_by(username="admin").one(), at=now())
            session.commit()
        db.session.remove()
    return key


def _claim(app: Flask, key: str, way: str, *, is_on: bool) -> Claim:
    """Of each the median of some rounds, and of these the slowest; each round anew, so nothing is known yet."""
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"api_engine": is_on})
    took: dict[str, list[float]] = {sent.wrong: [] for sent in TABLE}
    for _ in range(ROUNDS):
        engine.documents.clear()
        engine.plans.clear()
        for sent in TABLE:
            took[sent.wrong].append(_took(app, key, sent))
    slowest = sorted(((statistics.median(each), wrong) for wrong, each in took.items()), reverse=True)
    told = ", ".join(f"{wrong} {one:.0f}" for one, wrong in slowest[:4])
    return Claim(f"{len(TABLE)} kinds of bad input {way}, milliseconds of the slowest", slowest[0][0], GOAL, told)


def _took(app: Flask, key: str, sent: Sent) -> float:
    headers = {"Authorization": f"Bearer {key}"}
    environ = EnvironBuilder(
        path="/graphql", method="POST", data=sent.body, content_type=sent.kind, headers=headers
    ).get_environ()
    said: list[str] = []
    began = time.process_time()
    b"".join(app.wsgi_app({**environ, "wsgi.input": io.BytesIO(sent.body)}, lambda status, *_: said.append(status)))
    if said[0] >= "5":
        raise RuntimeError(f"{sent.wrong}: {said[0]}")
    return (time.process_time() - began) * 1000

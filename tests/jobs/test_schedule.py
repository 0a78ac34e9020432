"""The jobs of the house: tidying up, and imports in the background."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import outbox
from app.core.database import system_session
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.customers.customer import Customer
from app.jobs import KEPT, SCHEDULE
from app.organization import access_key, sign_in
from app.organization.access_key import AccessKey
from app.organization.employee import Employee
from app.organization.sign_in import FailedTry, SignIn
from tests.core.files.taking_in import written

DAY = date(2026, 11, 21)
MIDNIGHT = datetime.combine(DAY, time(), UTC)


def asked(engine: sa.Engine, name: str, given: dict[str, str], by: str = "") -> Outbox:
    with system_session(engine) as session:
        by_id = session.scalar(sa.select(Employee.id).where(Employee.username == by))
        job = outbox.add(session, name, given, by_id=by_id)
        session.commit()
        job_id = job.id
    Worker(engine, SCHEDULE).run(job_id)
    with system_session(engine) as session:
        return session.get_one(Outbox, job_id)


def test_what_is_over_is_forgotten_and_what_is_not_is_kept(engine: sa.Engine) -> None:
    long_ago, lately = MIDNIGHT - KEPT - timedelta(days=120), MIDNIGHT - timedelta(hours=1)
    with system_session(engine) as session:
        ana = session.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
        for at in (long_ago, lately):
            sign_in.begin(session, ana.id, at=at)
            sign_in.note_failure(session, "ana", "127.0.0.1", at=at)
            access_key.issue(session, ana, at=at)
            done = outbox.add(session, "tidy", {})
            done.state, done.ended_at = State.DONE, at
        session.commit()
    job = asked(engine, "tidy", {"day": DAY.isoformat()})
    assert (job.state, job.result) == (
        State.DONE,
        {"sign_ins": 1, "failed_tries": 2, "access_keys": 1, "notifications": 0, "webhooks": 0, "jobs": 1},
    )
    with system_session(engine) as session:
        left = [session.scalar(sa.select(sa.func.count()).select_from(n)) for n in (SignIn, FailedTry, AccessKey)]
    assert left == [1, 0, 1]
    assert asked(engine, "tidy", {"day": DAY.isoformat()}).result == dict.fromkeys(job.result, 0)


def test_an_import_in_the_background_is_done_for_who_asked(engine: sa.Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["external_id", "name", "tier"], [["X1", "Ada", "A"], ["X2", "Bob", "Z"]])
    errors = tmp_path / "errors.csv"
    given = {"noun": "Customer", "file": str(path), "errors": str(errors)}
    job = asked(engine, "import", given, by="admin")
    assert (job.state, job.done, job.of, job.result["rejected"]) == (State.DONE, 2, 2, 1)
    assert "Z is none of the choices" in errors.read_text("utf-8-sig")
    with system_session(engine) as session:
        ada = session.scalars(sa.select(Customer).where(Customer.external_id == "X1")).one()
        assert ada.created_by_id == session.scalar(sa.select(Employee.id).where(Employee.username == "admin"))


@pytest.mark.parametrize(
    ("by", "noun", "reason"),
    [("ana", "Customer", "You may not import files."), ("admin", "Unicorn", "There is no noun called Unicorn.")],
)
def test_an_import_that_is_refused_says_why(engine: sa.Engine, tmp_path: Path, by: str, noun: str, reason: str) -> None:
    path = written(tmp_path / "a.csv", ["name"], [["Ada"]])
    job = asked(engine, "import", {"noun": noun, "file": str(path)}, by=by)
    assert (job.state, job.reason) == (State.DEAD, reason)


def test_commands_show_and_do_jobs(app: Flask) -> None:
    cli = app.test_cli_runner()
    assert "tidy: done" in cli.invoke(args=["jobs", "run", "tidy"]).output.lower()
    assert "daily 03:30" in cli.invoke(args=["jobs", "list"]).output
    assert "There is no job called dance" in cli.invoke(args=["jobs", "run", "dance"]).output

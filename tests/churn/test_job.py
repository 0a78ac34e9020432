"""The night's work as a job, as a button for managers, and as a command."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.churn.raising import raise_alerts
from app.core import outbox
from app.core.database import system_session
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.jobs import SCHEDULE
from tests.churn.buying import DAY, a_customer
from tests.views.guest import Guest

JOB = "raise-churn-alerts"
BUTTON = "/churn-alert/start/raise-churn-alerts"


def test_the_job_warns_and_tells_how_far_it_is(engine: sa.Engine) -> None:
    with system_session(engine) as session:
        a_customer(session, "Monthly", [61, 91, 121, 151])
        job_id = outbox.add(session, JOB, {"day": DAY.isoformat()}).id or 0
        session.commit()
        job_id = job_id or session.scalars(sa.select(Outbox.id)).one()
    Worker(engine, SCHEDULE).run(job_id)
    with system_session(engine) as session:
        job = session.get_one(Outbox, job_id)
        assert (job.state, job.done, job.of) == (State.DONE, 8, 8)
        assert job.result["by_rule"]["silent"] == 1


def test_what_was_broken_off_goes_on_with_the_next_rule(as_system: Session) -> None:
    a_customer(as_system, "Monthly", [61, 91, 121, 151])
    marks = []
    raise_alerts(as_system, DAY, mark=lambda session, done, of, **known: marks.append((done, of, known)))
    assert [done for done, *_ in marks] == [1, 2, 3, 4, 5, 6, 7, 8]
    done, _, known = marks[1]
    counts = raise_alerts(as_system, DAY, known={**known, "done": done})
    assert (counts["silent"], counts["told"]) == (1, 1)  # it knows what it had done, and tells the owner


def test_a_manager_asks_for_it_and_a_salesperson_may_not(app: Flask, engine: sa.Engine) -> None:
    max_, ana = Guest(app, "max"), Guest(app, "ana")
    assert BUTTON in max_.get("/churn-alert/list/").text
    assert BUTTON not in ana.get("/churn-alert/list/").text
    assert ana.post(BUTTON, page="/churn-alert/list/").status_code == 403
    assert max_.post(BUTTON, page="/churn-alert/list/").status_code == 302
    with system_session(engine) as session:
        [job] = session.scalars(sa.select(Outbox).where(Outbox.name == JOB))
        assert job.by_id is not None
        Worker(engine, SCHEDULE).run(job.id)
    assert "new alerts" in max_.post("/bell", page="/churn-alert/list/").text


def test_a_job_that_is_not_offered_here_is_not_started(app: Flask) -> None:
    assert Guest(app, "max").post("/churn-alert/start/tidy", page="/churn-alert/list/").status_code == 404


@pytest.mark.parametrize("twice", [1, 2])
def test_the_command_says_what_it_found(app: Flask, engine: sa.Engine, twice: int) -> None:
    with system_session(engine) as session:
        a_customer(session, "Monthly", [61, 91, 121, 151])
    for _ in range(twice):
        said = app.test_cli_runner().invoke(args=["churn", "--as-of", DAY.isoformat()])
    assert said.exit_code == 0, said.output
    assert f"silent beyond habit: {2 - twice}" in said.output

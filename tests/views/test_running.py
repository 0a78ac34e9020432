"""What an administrator is told of how the system runs: what failed lately and what ends soon, with the rows behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.files.batch import Batch, State
from app.core.noun import now
from app.core.outbox import Outbox
from app.core.outbox import State as JobState
from app.organization.access_key import AccessKey, issue
from app.organization.employee import Employee
from tests.views.guest import Guest, statements, take_away
from tests.views.test_home import MOST, kinds, listed

PAGES = ("/system/jobs", "/system/imports", "/system/keys")


def person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).where(Employee.username == name)).one()


@pytest.fixture
def troubled(app: Flask, as_system: Session) -> Flask:
    """Something of each kind that is told; and of each, one that is not told any more, or not yet."""
    for days, state in ((1, JobState.DEAD), (30, JobState.DEAD), (1, JobState.DONE)):
        at = now() - timedelta(days=days)
        as_system.add(Outbox(name="find-churn", state=state, ended_at=at, reason="It broke <b>off</b>"))
    for days, state, rejected in ((1, State.DONE, 3), (1, State.UNDONE, 3), (1, State.DONE, 0), (30, State.DONE, 3)):
        at = now() - timedelta(days=days)
        as_system.add(Batch(noun="Customer", file="new.csv", rows=9, rejected=rejected, state=state, started_at=at))
    for days in (3, 60):
        issue(as_system, person(as_system, "cti"), at=now(), days=days)
    issue(as_system, person(as_system, "cti"), at=now() - timedelta(days=5), days=3)
    person(as_system, "tom").roles = []
    as_system.commit()
    return app


def test_each_kind_is_told_and_leads_to_its_rows(troubled: Flask) -> None:
    admin = Guest(troubled, "admin")
    page = admin.get("/?work=system").text
    told = {href: count for count, href in kinds(page)}
    assert told == {**dict.fromkeys(PAGES, 1), "/employee/list/?f=active%3Ais%3Ayes&f=role%3Aempty%3A": 1}
    for href, count in told.items():
        assert listed(admin, href) == count, href
    assert "Tom" in page
    assert "new.csv" in page


def test_rows_say_what_happened_in_words(troubled: Flask) -> None:
    admin = Guest(troubled, "admin")
    jobs = admin.get("/system/jobs").text
    assert "Find churn" in jobs
    assert "It broke &lt;b&gt;off&lt;/b&gt;" in jobs
    imports = admin.get("/system/imports").text
    assert all(f"<td>{cell}</td>" in imports for cell in ("new.csv", "Customers", "9"))
    assert "trato_" in admin.get("/system/keys").text


def test_no_key_is_told_whole(troubled: Flask, as_system: Session) -> None:
    page = Guest(troubled, "admin").get("/system/keys").text
    hashes = as_system.scalars(sa.select(AccessKey.hash)).all()
    assert not [each for each in hashes if each in page]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["ana", "max", "dan", "rosa", "eva", "cti"])
def test_it_is_told_to_who_runs_the_system_only(troubled: Flask, name: str, path: str) -> None:
    assert Guest(troubled, name).get(path).status_code == 403


def test_who_may_not_set_the_system_up_is_not_told(troubled: Flask, engine: sa.Engine) -> None:
    take_away(engine, "Administrator", "can_edit", "Setting")
    admin = Guest(troubled, "admin")
    assert [href for _, href in kinds(admin.get("/?work=system").text) if href.startswith("/system/")] == []
    assert admin.get(PAGES[0]).status_code == 403


def test_it_is_few_statements(troubled: Flask) -> None:
    admin = Guest(troubled, "admin")
    for path in ("/?work=system", *PAGES):
        admin.get(path)
        with statements(troubled) as said:
            admin.get(path)
        assert len(said) <= MOST, path


def test_what_is_of_no_kind_is_not_there(app: Flask) -> None:
    assert Guest(app, "admin").get("/system/nothing").status_code == 404


def test_where_nothing_went_wrong_it_says_so(app: Flask) -> None:
    assert "Nothing of this kind" in Guest(app, "admin").get("/system/jobs").text

"""Files brought in by the browser: a job takes them in, and the bell tells what came of it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import system_session
from app.core.outbox import Outbox
from app.core.worker import Worker
from app.customers.customer import Customer
from app.jobs import SCHEDULE
from tests.views.guest import Guest


def sent(guest: Guest, content: str, name: str = "customers.csv", **more: Any) -> TestResponse:
    return guest.post("/import/customer", {"file": (io.BytesIO(content.encode()), name), **more})


def worked(engine: sa.Engine) -> Outbox:
    with system_session(engine) as session:
        job_id = session.scalars(sa.select(Outbox.id).order_by(Outbox.id.desc())).first()
    assert job_id is not None
    Worker(engine, SCHEDULE).run(job_id)
    with system_session(engine) as session:
        return session.get_one(Outbox, job_id)


def customers(engine: sa.Engine) -> int:
    with system_session(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Customer)) or 0


def test_a_file_is_taken_in_and_the_bell_tells(app: Flask, engine: sa.Engine) -> None:
    max_, before = Guest(app, "max"), customers(engine)
    assert 'href="/import/customer"' in max_.get("/customer/list/").text
    assert sent(max_, "Name,Tier,Owner\nAda,A,ana\nBob,Z,ana\nCid,A,\n").status_code == 302
    assert customers(engine) == before
    worked(engine)
    assert customers(engine) == before + 1
    bell = max_.post("/bell", page="/import/customer").text
    assert "1 created, 0 updated, 0 skipped, 2 failed" in bell
    [address] = re.findall(r'href="(/import/refused/\d+)"', bell)
    with max_.get(address) as answer:
        rows = answer.text
    assert "Bob,Z,ana,3,Tier: Z is none of the choices." in rows
    assert "Cid,A,,4,This customer would not be yours to see." in rows
    assert Guest(app, "ana").get(address).status_code == 404


def test_a_trial_writes_nothing(app: Flask, engine: sa.Engine) -> None:
    before = customers(engine)
    sent(Guest(app, "max"), "Name,Owner\nAda,ana\n", dry="1")
    assert worked(engine).result["counts"]["Customer"]["created"] == 1
    assert customers(engine) == before


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        ("Colour\nred\n", "customers.csv", "nothing is known about the column Colour"),
        ("", "customers.csv", "customers.csv is empty"),
        ("Name\nAda\n", "customers.pdf", "customers.pdf: files end in .csv or .xlsx"),
        ("Name\nAda\n", "../../evil.xlsx", "evil.xlsx is not what its ending says"),
        ("Name\nAda\n", "", "Choose a file"),
    ],
)
def test_what_is_wrong_is_told_at_once(app: Flask, engine: sa.Engine, content: str, name: str, reason: str) -> None:
    answer = sent(Guest(app, "max"), content, name)
    assert answer.status_code == 422
    assert reason in answer.text
    with system_session(engine) as session:
        assert not session.scalars(sa.select(Outbox.id)).all()


def test_who_may_not_import_has_no_such_page(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert "/import/" not in ana.get("/customer/list/").text
    assert ana.get("/import/customer").status_code == 403
    assert sent(ana, "Name\nAda\n").status_code in (400, 403)
    assert Guest(app, "max").get("/import/unicorn").status_code == 404
    assert Guest(app).get("/import/customer").status_code == 302

"""All rows of a report on paper: by a job, for who may read it, with the file in the bell."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import system_session
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.jobs import SCHEDULE
from app.press import appendix, document
from tests.views.guest import Guest, take_away

PATH = "/reports/contribution"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told is one row, so that three have an appendix."""
    monkeypatch.setattr(appendix, "TOP", 1)
    monkeypatch.setattr(document, "TOP", 1)


def asked(guest: Guest, query: str = "?from=2026-01-01&to=2026-03-31") -> Any:
    return guest.post(f"{PATH}/print{query}", page=PATH)


def worked(engine: sa.Engine) -> Outbox:
    with system_session(engine) as session:
        job_id = session.scalars(sa.select(Outbox.id).where(Outbox.name == "printed-report")).one()
    assert Worker(engine, SCHEDULE).run(job_id) in (State.DONE, State.DEAD)
    with system_session(engine) as session:
        return session.get_one(Outbox, job_id)


def test_the_file_with_all_rows_is_in_the_bell(app: Flask, engine: sa.Engine) -> None:
    eva = Guest(app, "eva")
    assert "Print all rows" in eva.get(f"{PATH}?from=2026-01-01&to=2026-03-31").text
    answer = asked(eva)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PATH}?from=2026-01-01&to=2026-03-31")
    job = worked(engine)
    assert (job.state, job.result["rows"]) == (State.DONE, 2)
    bell = eva.post("/bell", page="/customer/list/").text
    [href] = re.findall(rf'href="(/printed/{job.id})"', bell)
    with eva.get(href) as file:
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.data)).pages)
        assert file.headers["Cache-Control"] == "private, no-store"
    appended = text[text.index("All rows: Customer contribution") :]
    assert [words in appended for words in ("Acme", "Zeta", "All customers", "330.00", "200.00")] == [True] * 5
    assert Guest(app, "max").get(href).status_code == 404
    assert Guest(app).get(href).status_code == 302
    take_away(engine, "Executive", "can_read", "ContributionReport")
    assert Guest(app, "eva").get(href).status_code == 403


def test_it_holds_only_what_its_reader_may_see_when_it_is_made(app: Flask, engine: sa.Engine) -> None:
    asked(Guest(app, "eva"))
    take_away(engine, "Executive", "can_read", "ContributionReport")
    job = worked(engine)
    assert (job.state, job.reason) == (State.DEAD, "You may not read this report.")


def test_where_nothing_is_left_out_there_is_nothing_more_to_print(
    app: Flask, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appendix, "TOP", 30)
    eva = Guest(app, "eva")
    assert "Print all rows" not in eva.get(f"{PATH}?from=2026-01-01&to=2026-03-31").text
    assert asked(eva).headers["Location"].startswith(f"{PATH}.pdf?from=2026-01-01")


@pytest.mark.parametrize("name", ["dan", "rosa"])
def test_who_may_not_read_it_prints_nothing(app: Flask, engine: sa.Engine, name: str) -> None:
    assert Guest(app, name).post(f"{PATH}/print", page="/").status_code == 403
    with system_session(engine) as session:
        assert session.scalars(sa.select(Outbox.id).where(Outbox.name == "printed-report")).all() == []

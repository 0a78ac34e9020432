"""The life of an alert on its screens."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.churn.alert import ChurnAlert, Status
from app.core.database import system_session
from app.sales.opportunity import Opportunity
from tests.churn.buying import DAY, a_customer, raised
from tests.churn.warning import code_of, deferred, later, warned
from tests.company import session_of
from tests.sales.ordering import the
from tests.sales.test_opportunity import Looking, assigned, opened, person, taken
from tests.views.guest import Guest, statements


@pytest.fixture
def alert_id(engine: sa.Engine) -> int:
    with session_of(engine, "ana") as ana:
        return warned(ana).id


def now(engine: sa.Engine, alert_id: int) -> ChurnAlert:
    with system_session(engine) as session:
        return session.get_one(ChurnAlert, alert_id)


# On screens ---------------------------------------------------------------------------------------------------------


def test_a_warning_is_given_on_a_page(app: Flask, engine: sa.Engine) -> None:
    ana = Guest(app, "ana")
    with session_of(engine, "ana") as session:
        beta = the(session, "Beta").id
    answer = ana.post("/churn-alert/add", {"customer": beta, "reason": "They are quiet."})
    assert answer.status_code == 302
    assert (
        "There is an open alert of Beta already."
        in ana.post("/churn-alert/add", {"customer": beta, "reason": "Again."}).text
    )


@pytest.mark.parametrize(
    ("step", "typed", "becomes"),
    [
        ("defer", {"action": "CALL", "until": later().isoformat(), "cost": "12.50"}, Status.DEFERRED),
        ("retain", {"note": "They stay."}, Status.RETAINED),
        ("confirm_loss", {"reason": "PRICE", "note": "Cheaper elsewhere."}, Status.LOST),
    ],
)
def test_each_step_is_taken_on_a_page(
    app: Flask, engine: sa.Engine, alert_id: int, step: str, typed: dict[str, str], becomes: Status
) -> None:
    for name in ("action", "reason"):
        if name in typed:
            typed = {**typed, name: str(code_of(engine, typed[name]))}
    ana, address = Guest(app, "ana"), f"/churn-alert/step/{step}/{alert_id}"
    assert Guest(app, "rosa").get(address).status_code == 403
    assert Guest(app, "luis").get(address).status_code == 404
    assert ana.post(address, typed).status_code == 302
    assert now(engine, alert_id).status is becomes
    again = ana.post(address, typed)
    assert again.status_code == (302 if step == "defer" else 422)
    if step != "defer":
        assert "that needs it to be" in again.text


def test_a_deferred_one_is_opened_again_on_a_page(app: Flask, engine: sa.Engine, alert_id: int) -> None:
    with session_of(engine, "ana") as session:
        deferred(session, session.get_one(ChurnAlert, alert_id))
    ana = Guest(app, "ana")
    assert ana.post(f"/churn-alert/step/reopen/{alert_id}").status_code == 302
    assert now(engine, alert_id).status is Status.OPEN
    assert ana.post(f"/churn-alert/step/reopen/{alert_id}").status_code == 422


def test_the_page_of_an_alert_tells_why_and_what_was_tried(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        a_customer(session, "Monthly", [61, 91, 121, 151])
        alert = raised(session, DAY)["Monthly"]
        deferred(session, alert, "VISIT", note="Sunday is fine.")
        number, customer, order = alert.id, alert.customer_id, alert.customer.orders[0].number
    ana = Guest(app, "ana")
    page = ana.get(f"/churn-alert/show/{number}").text
    for words in ("Silent beyond habit", "Monthly", "61", "Visit by the owner", "Deferred", order):
        assert words in page, words
    assert "churn alert" in ana.get(f"/customer/show/{customer}").text


def test_what_is_open_with_them_is_shown_before_they_are_lost_and_named_after(
    app: Flask, engine: sa.Engine, looking: Looking, alert_id: int
) -> None:
    with session_of(engine, "ana") as session:
        acme, note = the(session, "Acme").id, {"reason": str(code_of(engine, "PRICE"))}
    mine, max_ = assigned(looking, "ana", customer=acme), looking("max")
    theirs = opened(max_, customer=acme).id
    taken(max_, "assign", theirs, to=person(max_, "luis"))
    with system_session(engine) as session:
        first, second = (session.get_one(Opportunity, key).number for key in (mine, theirs))
    ana = Guest(app, "ana")
    for address in (
        f"/churn-alert/step/confirm_loss/{alert_id}",
        f"/churn/?alert={alert_id}",
        f"/customer/step/lose/{acme}",
    ):
        page = ana.get(address).text
        assert "Still open with them" in page, address
        assert f"<li>{first} Chairs for two floors</li>" in page
        assert second not in page  # it is Luis's, whom Ana does not see
    ana.post(f"/churn/step/confirm_loss/{alert_id}", note, page="/profile/")
    assert f"Lost: Acme. Still open with them: {first}, {second}" in ana.get("/churn/").text
    assert f"{first}, {second}" in ana.get(f"/churn-alert/show/{alert_id}").text


def test_nothing_is_said_of_what_is_not_open(app: Flask, alert_id: int) -> None:
    assert "Still open" not in Guest(app, "ana").get(f"/churn-alert/step/confirm_loss/{alert_id}").text


def test_a_list_of_alerts_takes_few_statements(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        for n in range(12):
            a_customer(session, f"Monthly {n}", [61, 91, 121, 151])
        raised(session, DAY)
    ana = Guest(app, "ana")
    ana.get("/churn-alert/list/")
    with statements(app) as said:
        assert "Monthly 3" in ana.get("/churn-alert/list/").text
    assert len(said) <= 8


def test_a_reader_meets_the_rule_in_their_language(app: Flask, engine: sa.Engine, alert_id: int) -> None:
    with session_of(engine, "ana") as session:
        acme = the(session, "Acme").id
    assert "Noticed by somebody" in Guest(app, "ana").get(f"/customer/show/{acme}").text

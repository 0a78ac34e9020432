"""The churn desk, as its people use it: whose alerts they see, what they do about one, and how they are told no."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry, Topic
from app.churn import risk
from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.desk import Measure
from app.core import doorman
from app.core.noun import today
from app.core.outbox import Outbox
from app.customers.customer import Customer
from tests.churn import warning
from tests.churn.test_risk import GONE, LOYAL, TODAY, sell
from tests.churn.warning import deferred, lost, step, warned, word
from tests.views.guest import Guest, names_in, statements, token_of

Looking = Callable[[str], Session]
DESK = "/churn/"
PART = {"HX-Request": "true", "HX-Target": "card"}
BESIDE = {"HX-Request": "true", "HX-Target": "related"}


def taken(guest: Guest, alert: ChurnAlert, name: str, **given: Any) -> Any:
    """Send a form of the desk, as the card offers it."""
    known = {"version": alert.version, **given}
    return guest.post(f"/churn/step/{name}/{alert.id}", known, page="/profile/")


def fresh(session: Session, alert: ChurnAlert) -> ChurnAlert:
    """As it is now, whatever was read before."""
    session.rollback()
    return warning.fresh(session, alert)


@pytest.fixture
def alert(as_system: Session) -> ChurnAlert:
    return warned(as_system, "Acme")


def defers(session: Session, days: int = 14, **more: Any) -> dict[str, Any]:
    return {"action": word(session, "VISIT").id, "until": (today() + timedelta(days)).isoformat(), **more}


def test_ana_finds_her_alert_and_why_it_is_there(app: Flask, alert: ChurnAlert) -> None:
    page = Guest(app, "ana").get(DESK).text
    assert "Acme" in page
    assert "They asked for our terms of notice." in page
    assert re.search(r'Raised <span class="count">1</span>', page)
    assert "Visit by the owner" in page


def test_luis_sees_nothing_of_anas(app: Flask, alert: ChurnAlert) -> None:
    luis = Guest(app, "luis")
    assert "Acme" not in luis.get(DESK).text
    assert "Acme" not in luis.get(f"{DESK}?alert={alert.id}").text
    assert "Acme" not in luis.get(f"{DESK}?alert={alert.id}", headers=PART).text
    assert luis.get("/churn/count").text == ""
    assert "Acme" not in luis.get("/churn/owners").text


def test_luis_takes_no_step_on_anas(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    luis = Guest(app, "luis")
    assert taken(luis, alert, "retain").status_code == 404
    assert luis.get(f"/churn/chance/{alert.customer_id}").status_code == 404
    assert fresh(as_system, alert).status is Status.OPEN


def test_who_lists_no_alerts_has_no_desk(app: Flask, alert: ChurnAlert) -> None:
    rosa = Guest(app, "rosa")
    assert rosa.get(DESK).status_code == 403
    assert "Churn desk" not in rosa.get("/customer/list/").text


def test_ana_defers_with_a_measure(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    ana = Guest(app, "ana")
    assert taken(ana, alert, "defer", **defers(as_system, cost="40", note="Bring the catalogue")).status_code == 302
    now = fresh(as_system, alert)
    assert (now.status, now.look_again_on) == (Status.DEFERRED, today() + timedelta(14))
    page = ana.get(f"{DESK}?tab=deferred").text
    assert "Visit by the owner</b>, waiting, $40" in page
    assert "Bring the catalogue" in page


def test_a_day_that_has_passed_is_refused_beside_what_was_typed(
    app: Flask, alert: ChurnAlert, as_system: Session
) -> None:
    answer = taken(Guest(app, "ana"), alert, "defer", **defers(as_system, -1, note="Kept words"))
    assert answer.status_code == 422
    assert "This day has passed." in answer.text
    assert 'value="Kept words"' in answer.text
    assert fresh(as_system, alert).status is Status.OPEN


def test_nothing_to_try_is_no_deferring(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    answer = taken(Guest(app, "ana"), alert, "defer", **{**defers(as_system), "action": ""})
    assert (answer.status_code, "This is needed." in answer.text) == (422, True)


def test_a_loss_asks_for_its_reason(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    ana = Guest(app, "ana")
    answer = taken(ana, alert, "confirm_loss", reason="")
    assert (answer.status_code, "This is needed." in answer.text) == (422, True)
    assert '<details class="menu up" open>' in answer.text
    price = word(as_system, "PRICE", Topic.CHURN_REASON)
    assert taken(ana, alert, "confirm_loss", reason=price.id).status_code == 302
    assert fresh(as_system, alert).status is Status.LOST
    assert "Lost: Price." in ana.get(f"{DESK}?tab=lost").text


def test_who_stays_is_retained(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    ana = Guest(app, "ana")
    assert taken(ana, alert, "retain").status_code == 302
    assert fresh(as_system, alert).status is Status.RETAINED
    assert "100%</b> kept this quarter" in ana.get(DESK).text


def test_at_the_wrong_moment_it_is_refused_in_words(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    version = step(as_system, alert, "retain").version
    answer = taken(Guest(app, "ana"), alert, "defer", **defers(as_system, version=version))
    assert answer.status_code == 422
    assert "This churn alert is retained" in answer.text


def test_who_comes_second_is_told_so(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    ana, before = Guest(app, "ana"), alert.version
    deferred(as_system, alert)
    answer = taken(ana, alert, "retain", version=before)
    assert answer.status_code == 409
    assert "It was changed meanwhile. Look at it again." in answer.text
    assert fresh(as_system, alert).status is Status.DEFERRED


def test_eva_reads_and_changes_nothing(app: Flask, alert: ChurnAlert) -> None:
    eva = Guest(app, "eva")
    page = eva.get(DESK).text
    assert "Acme" in page
    assert "data-defer" not in page
    assert taken(eva, alert, "retain").status_code == 403


def test_max_picks_an_owner(app: Flask, alert: ChurnAlert, as_system: Session) -> None:
    warned(as_system, "Zeta")
    max_ = Guest(app, "max")
    page = max_.get(DESK).text
    assert ("Acme" in page, "Zeta" in page) == (True, True)
    owner = re.search(r'href="(/churn/\?owner=\d+)"[^>]*>.*?Luis', max_.get("/churn/owners").text)
    assert owner is not None
    page = max_.get(owner[1]).text
    assert ("Acme" in page, "Zeta" in page) == (False, True)


def test_max_asks_the_rules_and_ana_does_not(app: Flask, as_system: Session) -> None:
    assert Guest(app, "max").post("/churn/run", page="/profile/").status_code == 302
    asked = sa.select(Outbox.name).order_by(Outbox.name)
    assert as_system.scalars(asked).all() == ["raise-churn-alerts", "reckon-risk"]
    assert Guest(app, "ana").post("/churn/run", page="/profile/").status_code == 403


def test_the_menu_counts_what_is_open(app: Flask, alert: ChurnAlert) -> None:
    ana = Guest(app, "ana")
    assert 'hx-get="/churn/count"' in ana.get(DESK).text
    assert ana.get("/churn/count").text == "1"


def test_the_chance_is_told_with_its_reasons_or_that_there_is_none(
    app: Flask, alert: ChurnAlert, as_system: Session
) -> None:
    page = Guest(app, "ana").get(f"/churn/chance/{alert.customer_id}").text
    assert "Nothing was learnt yet" in page
    assert "the rules alone warn" in page


def test_the_chance_stands_on_the_page_of_the_customer_and_leads_to_its_reasons(
    app: Flask, alert: ChurnAlert, as_system: Session
) -> None:
    sell(as_system)
    doorman.once(as_system, lambda: risk.reckon_risk(as_system, TODAY))
    customer = as_system.scalars(sa.select(Customer).where(Customer.name == f"Buyer {LOYAL + GONE - 1}")).one()
    eva, address = Guest(app, "eva"), f"/churn/chance/{customer.id}"
    page = eva.get(f"/customer/show/{customer.id}", headers=BESIDE).text
    assert f'href="{address}"' in page
    assert f"{round(customer.chance_to_leave * 100)}%" in page
    reasons = eva.get(address).text
    assert ("raises it" in reasons or "raise it" in reasons, "AUC" in reasons) == (True, True)
    assert address not in Guest(app, "rosa").get(f"/customer/show/{customer.id}", headers=BESIDE).text


def test_a_list_of_customers_is_narrowed_and_sorted_by_the_chance(app: Flask, as_system: Session) -> None:
    sell(as_system)
    doorman.once(as_system, lambda: risk.reckon_risk(as_system, TODAY))
    page = Guest(app, "eva").get(
        "/customer/list/?f=chance_to_leave:from:50&sort=-chance_to_leave&c=name&c=chance_to_leave"
    )
    assert page.status_code == 200
    names = names_in(page.text)
    assert names
    assert {"Buyer 3", "Acme"}.isdisjoint(names)


@pytest.mark.parametrize("address", [DESK, f"{DESK}?tab=lost", f"{DESK}?alert=1", "/churn/owners", "/churn/count"])
def test_a_page_takes_eight_statements_at_most(app: Flask, as_system: Session, address: str) -> None:
    for name in ("Acme", "Beta", "Zeta"):
        deferred(as_system, warned(as_system, name))
    lost(as_system, warned(as_system, "Omega"))
    max_ = Guest(app, "max")
    max_.get(address)
    with statements(app) as said:
        max_.get(address)
    assert len(said) <= 8, said


def test_what_kept_most_stands_first_and_one_of_one_says_little() -> None:
    entry = DictionaryEntry(name_en="Visit", code="VISIT", topic=Topic.RETENTION_ACTION)
    once, often, never = (Measure(entry, n, n, kept, None) for n, kept in ((1, 1), (10, 9), (0, 0)))
    assert once.promise < often.promise
    assert never.promise < once.promise
    assert (often.share, never.share) == (Decimal("0.9"), None)


@pytest.mark.parametrize(
    ("rule", "evidence", "words"),
    [
        (Rule.FALLING, {"days": 182, "before": 6, "now": 2}, "buys less often: 2 orders in the last 182 days, 6 in"),
        (
            Rule.COMPLAINTS,
            {"days": 90, "before": 0, "now": 3},
            "complains more often: 3 complaints in the last 90 days",
        ),
        (Rule.UNHAPPY, {"ratings": 2, "sum": 3}, "is not satisfied: 2 ratings in half a year, 1.5 of 5 on average."),
        (Rule.FLOOR, {"floor_days": 180}, "days ago; the rule warns from 180 days, whatever the habit."),
        (Rule.NEVER_BOUGHT, {"since": "2026-01-02", "grace_days": 90}, "known since Jan 2, 2026 and has never bought"),
        (Rule.SILENT, {"factor": 2.0}, "usually buys every 30 days."),
        (Rule.SILENT, {"factor": 2.0}, "the rule warns from 2.0."),
        (Rule.SILENT, {}, "buys every 30"),
    ],
)
def test_each_rule_says_why_in_a_sentence(
    app: Flask, as_system: Session, rule: Rule, evidence: dict[str, Any], words: str
) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    as_system.add(ChurnAlert(customer=acme, rule=rule, evidence=evidence, silent_days=70, usual_days=30))
    as_system.commit()
    page = re.sub(r"</?b[^>]*>", "", Guest(app, "max").get(DESK).text)
    assert words in page


def test_its_numbers_are_written_as_the_reader_writes_them(app: Flask, as_system: Session) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    as_system.add(ChurnAlert(customer=acme, rule=Rule.SILENT, evidence={"factor": 2.0}, silent_days=70, usual_days=30))
    as_system.commit()
    max_ = Guest(app, "max")
    max_.client.set_cookie("language", "es")
    assert ">2,0</b>" in max_.get(DESK).text


@pytest.mark.parametrize("nonsense", ["tab=x", "alert=zz", "alert=999999", "owner=-1", "at=99999999", "at=x"])
def test_nonsense_in_the_address_opens_the_desk(app: Flask, alert: ChurnAlert, nonsense: str) -> None:
    assert Guest(app, "ana").get(f"{DESK}?{nonsense}").status_code == 200


def test_a_long_list_is_turned_in_pages(app: Flask, as_system: Session) -> None:
    for n in range(32):
        customer = Customer(name=f"Buyer {n:02}")
        as_system.add(customer)
        as_system.flush()
        as_system.add(ChurnAlert(customer=customer, value_at_risk=100 - n, reason="quiet"))
    as_system.commit()
    max_ = Guest(app, "eva")
    first = max_.get(DESK).text
    assert ("Buyer 00" in first, "Buyer 31" in first, 'rel="next"' in first) == (True, False, True)
    second = max_.get(f"{DESK}?at=30").text
    assert ("Buyer 31" in second, 'rel="prev"' in second) == (True, True)


def test_a_name_is_shown_as_it_is_written(app: Flask, as_system: Session) -> None:
    alert = warned(as_system, "Acme", reason="<b>They</b> {left}")
    page = Guest(app, "ana").get(f"{DESK}?alert={alert.id}").text
    assert "&lt;b&gt;They&lt;/b&gt; {left}" in page


def test_a_form_of_somebody_else_is_not_taken(app: Flask, alert: ChurnAlert) -> None:
    ana = Guest(app, "ana")
    assert token_of(ana.get(DESK).text)
    assert ana.client.post(f"/churn/step/retain/{alert.id}").status_code == 400

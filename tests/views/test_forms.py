"""Forms: wrong input is a message beside its field, nothing typed is lost, and references are asked for, not loaded."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import doorman, scope
from app.core.errors import REFUSED, Refused
from app.core.shape import fields
from app.customers.customer import Customer, Status
from app.sales.order import Order
from tests.views.guest import Guest, fields_of, statements, token_of

TYPED = "A remark that took ten minutes to write."


def message_at(page: str, name: str) -> str:
    found = re.search(rf'id="f-{name}-m">.*?<span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""


def test_a_record_is_made_and_shown(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    nobodys = ana.fill("/customer/add", name="Nova", owner="")
    assert nobodys.status_code == 422
    assert "would not be yours to see" in nobodys.text
    made = ana.fill("/customer/add", name="Nova", kind="CONSUMER")
    assert made.status_code == 302, "who makes it keeps it, unless told otherwise"
    page = ana.get(made.location).text
    assert "Nova" in page
    assert "Saved." in page


def test_a_record_is_changed(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "ana").fill("/customer/edit/1", city="Long Beach", tier="A")
    assert answer.status_code == 302
    acme = as_system.get(Customer, 1)
    assert (acme.city, acme.tier.name, acme.name) == ("Long Beach", "A", "Acme")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("tier", "BOGUS", "This is not one of the choices."),
        ("credit_limit", "abc", "This is not a number."),
        ("credit_limit", "1e999", "too large"),
        ("credit_limit", "9" * 30, "too large"),
        ("owner", "abc", "There is no such employee."),
        ("owner", "99999999999999999999", "There is no such employee."),
        ("email", "nobody", "This is not an e-mail address."),
        ("phone", "1", "This is not a telephone number."),
        ("name", "", "This is needed."),
        ("name", "x" * 300, "This is too long"),
        ("name", "a\x00b", "cannot be kept"),
    ],
)
def test_wrong_input_is_a_message_beside_its_field(app: Flask, name: str, typed: str, words: str) -> None:
    answer = Guest(app, "max").fill("/customer/edit/1", **{name: typed, "remarks": TYPED})
    assert answer.status_code == 422
    assert words in message_at(answer.text, name)
    assert TYPED in answer.text


def test_every_wrong_field_is_told_at_once(app: Flask) -> None:
    page = Guest(app, "max").fill("/customer/edit/1", credit_limit="abc", name="", tier="X").text
    assert "3 fields need your attention" in page
    assert 'href="#f-credit_limit"' in page


def test_what_is_missing_and_what_is_malformed_are_told_in_one_answer(app: Flask) -> None:
    typed = {"name": "", "phone": "1", "email": "nobody", "credit_limit": "abc", "registered_on": "9999-12-31"}
    page = Guest(app, "max").fill("/customer/edit/1", **typed).text
    assert {name: message_at(page, name)[:15] for name in typed} == {
        "name": "This is needed.", "phone": "This is not a t", "email": "This is not an ", "credit_limit": "This is not a n",
        "registered_on": "This day is not",
    }  # fmt: skip


def test_a_step_tells_what_is_missing_and_what_is_malformed_in_one_answer(app: Flask) -> None:
    page = Guest(app, "max").fill("/customer/step/override/1", reason="", stage="GONE").text
    assert (message_at(page, "reason"), message_at(page, "stage")) == (
        "This is needed.",
        "This is not one of the choices.",
    )


def test_a_refusal_of_the_database_is_told_in_words(app: Flask) -> None:
    answer = Guest(app, "max").fill("/customer/edit/1", number="C-00002", remarks=TYPED)
    assert answer.status_code == 422
    assert message_at(answer.text, "number").startswith("There is one with this")
    assert TYPED in answer.text
    assert not re.search(r"UNIQUE|unique constraint|UPDATE customer|psycopg|sqlite", answer.text)


def test_untranslated_it_would_be_told_in_sql(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Flask-AppBuilder does it: `flash(str(e))`."""
    monkeypatch.setattr(doorman, "refusal", lambda failure: Refused(REFUSED, "{text}", text=str(failure)))
    page = Guest(app, "max").fill("/customer/edit/1", number="C-00002").text
    assert "UPDATE customer" in page


def test_a_broken_database_costs_no_words_and_tells_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    max_ = Guest(app, "max")
    typed = {**fields_of(max_.get("/customer/edit/1").text), "remarks": TYPED}

    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE customer SET secret", {}, Exception("disk is full"))

    monkeypatch.setattr(doorman, "update", broken)
    answer = max_.post("/customer/edit/1", typed)
    assert answer.status_code == 500
    assert "disk is full" not in answer.text
    number = re.search(r"<code>(\w+)</code>", answer.text)
    assert number
    assert number[1] in caplog.text


def test_who_saves_second_sees_what_the_first_saved(app: Flask, as_system: Session) -> None:
    ana, max_ = Guest(app, "ana"), Guest(app, "max")
    stale = fields_of(ana.get("/customer/edit/1").text)
    assert max_.fill("/customer/edit/1", city="Max City").status_code == 302
    answer = ana.post("/customer/edit/1", {**stale, "city": "Ana City"})
    assert answer.status_code == 409
    assert "Ana City" in answer.text
    assert "Somebody saved meanwhile: Max City" in message_at(answer.text, "city")
    again = ana.post("/customer/edit/1", {**fields_of(answer.text), "city": "Ana City"})
    assert again.status_code == 302
    assert as_system.get(Customer, 1).city == "Ana City"


def test_nothing_but_its_fields_is_written(app: Flask, as_system: Session) -> None:
    """No status, no stamp, no number of the phone, whatever is sent along."""
    sent = {"status": "LOST", "phone_e164": "+1", "created_at": "2000-01-01", "last_order_on": "2000-01-01", "id": "9"}
    assert Guest(app, "max").fill("/customer/edit/1", **sent).status_code == 302
    acme = as_system.get(Customer, 1)
    assert (acme.status, acme.phone_e164, acme.last_order_on.year) == (Status.ACTIVE, None, 2026)


def test_a_guarded_field_is_not_written(app: Flask, as_system: Session) -> None:
    assert Guest(app, "ana").fill("/customer/edit/1", credit_limit="1").status_code == 302
    assert as_system.get(Customer, 1).credit_limit == 900


def test_a_step_asks_and_is_taken(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    wrong = ana.post("/order/step/cancel/2", {"reason": ""})
    assert wrong.status_code == 422
    assert "This is needed." in message_at(wrong.text, "reason")
    assert ana.post("/order/step/cancel/2", {"reason": "Too late"}).status_code == 302
    assert as_system.get(Order, 2).status.name == "CANCELLED"
    assert "Too late" in ana.get("/customer/show/1").text


def test_a_step_at_the_wrong_moment_is_refused_in_words(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "ana").post("/order/step/confirm/1")
    assert answer.status_code == 422
    assert "This order is confirmed" in answer.text


def test_deleting_is_refused_with_its_reason(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "max").post("/customer/delete/1")
    assert answer.status_code == 409
    assert "It cannot be deleted" in answer.text
    assert as_system.get(Customer, 1) is not None


def test_a_contact_is_deleted(app: Flask, as_system: Session) -> None:
    assert Guest(app, "ana").post("/contact/delete/1").status_code == 302
    assert names_of(as_system) == ["Beta Contact", "Omega Contact", "Zeta Contact"]


def names_of(session: Session) -> list[str]:
    return list(session.scalars(sa.text("SELECT name FROM contact ORDER BY name")))


# References ---------------------------------------------------------------------------------------------------------


def test_choices_are_those_the_reader_sees(app: Flask) -> None:
    found = Guest(app, "luis").get("/choices/customer").json["choices"]
    assert [choice["text"] for choice in found] == ["Zeta"]


def test_without_the_rule_choices_leak(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_rules_for", lambda viewer: ())
    assert len(Guest(app, "luis").get("/choices/customer").json["choices"]) == 4


def test_choices_of_what_one_may_not_list_are_refused(app: Flask) -> None:
    assert Guest(app, "luis").get("/choices/access-key").status_code == 403
    assert Guest(app, "luis").get("/choices/nothing").status_code == 404


@pytest.mark.parametrize("query", ["ac", "ACM", "cme", ""])
def test_choices_are_found_by_a_part_of_the_name(app: Flask, query: str) -> None:
    found = Guest(app, "eva").get("/choices/customer", query_string={"q": query}).json["choices"]
    assert "Acme" in [choice["text"] for choice in found]


def test_a_form_loads_the_chosen_one_only(app: Flask, as_system: Session) -> None:
    """Whatever hangs there: neither the page nor the statements grow with it."""
    ana = Guest(app, "ana")
    before = measured(app, ana)
    for n in range(300):
        as_system.add(Customer(name=f"More {n}", owner_id=as_system.get(Customer, 1).owner_id))
    as_system.commit()
    assert measured(app, ana) == before


def measured(app: Flask, guest: Guest) -> tuple[int, int]:
    with statements(app) as said:
        page = guest.get("/contact/edit/1").text
    return len(said), page.count("<option")


def test_a_new_record_starts_with_the_one_it_was_begun_from(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert '<option value="1" selected>Acme</option>' in ana.get("/contact/add?customer=1").text
    assert "Zeta" not in ana.get("/contact/add?customer=3").text


def test_a_form_without_its_token_changes_nothing(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    for address in ("/customer/edit/1", "/contact/delete/1", "/order/step/confirm/2", "/logout/", "/language", "/bell"):
        answer = ana.client.post(address, data={"name": "Forged", "version": "1"})
        assert answer.status_code == 400, address
    assert as_system.get(Customer, 1).name == "Acme"
    assert ana.get("/customer/list/").status_code == 200


def test_without_that_protection_a_forged_form_works(app: Flask, as_system: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ana = Guest(app)
    ana.client.post("/login/", data={"username": "ana", "password": "trato-demo-2026"})
    ana.client.post("/contact/delete/1")
    assert "Acme Contact" not in names_of(as_system)


def test_opening_a_page_changes_nothing(app: Flask, as_system: Session) -> None:
    """Every address that a GET may open, and none of them writes a line of history or moves a status."""
    max_ = Guest(app, "max")
    before = counted(as_system)
    for address in ("/contact/delete/1", "/order/step/confirm/2", "/customer/edit/1", "/customer/add", "/logout/"):
        assert max_.get(address).status_code == 200, address
    assert max_.get("/bell").status_code == 405
    assert counted(as_system) == before
    assert max_.get("/customer/list/").status_code == 200


def counted(session: Session) -> list[Any]:
    session.rollback()
    tables = ("customer", "contact", "change", "timeline_entry")
    return [session.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in tables]


KEYS = ("q", "size", "at", "after", "before", "sort", "any", "c", "count")
NASTY = ["abc", "-1", "0", "99999999999999999999", "1.5", "%00", "%ff%fe", "1'--", "../../etc", "%F0%9F%92%A9", "NaN"]


@pytest.mark.parametrize("value", NASTY)
def test_no_argument_breaks_a_page(app: Flask, value: str) -> None:
    eva = Guest(app, "admin")
    for address in (
        f"/customer/show/{value}", f"/customer/edit/{value}", f"/order/step/{value}/1",
        f"/order/step/confirm/{value}",
        f"/choices/{value}", f"/{value}", f"/reports/{value}",
        *(f"/customer/list/?{key}={value}" for key in KEYS),
        *(f"/customer/list/?f={f.name}:{sign}:{value}" for f in fields(Customer) for sign in ("is", "from")),
        f"/customer/list/?f={value}", f"/find?q={value}", f"/choices/customer?q={value}", f"/customer/show/1?tab={value}",
        f"/order/add?customer={value}", f"/customer/filter?field={value}&operator={value}&value={value}",
        f"/login/?next={value}", f"/reports/contribution?from={value}",
    ):  # fmt: skip
        assert eva.get(address).status_code < 500, address


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 400, "\x00", "NaN", "Infinity", "1e400", "2026-13-45"])
def test_no_value_breaks_a_form(app: Flask, value: str) -> None:
    admin = Guest(app, "admin")
    for address in ("/customer/edit/1", "/order/edit/2", "/order-line/edit/3", "/product/edit/1", "/contact/edit/1"):
        page = admin.get(address).text
        typed = fields_of(page)
        for name in typed:
            sent = {**typed, name: value, "csrf_token": token_of(page)}
            assert admin.client.post(address, data=sent).status_code < 500, (address, name)


def test_letters_in_a_broken_encoding_break_nothing(app: Flask) -> None:
    admin = Guest(app, "admin")
    token = token_of(admin.get("/customer/edit/1").text)
    broken = f"csrf_token={token}&version=1&name=%ff%fe%00&city=\x80\xff".encode("latin-1")
    kind = "application/x-www-form-urlencoded"
    assert admin.client.post("/customer/edit/1", data=broken, content_type=kind).status_code in (400, 422)
    assert admin.client.post("/customer/edit/1", data=b"\xff" * 2_000_000, content_type=kind).status_code in (400, 413)

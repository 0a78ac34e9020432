"""The page of a record: what it tells, what is written down on it, and what stands beside."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import doorman
from app.core.database import system_session
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from tests.views.guest import Guest, statements, take_away, token_of

PART = {"HX-Request": "true"}


def key_of(engine: sa.Engine, name: str, noun: Any = Customer) -> int:
    with system_session(engine) as session:
        return int(session.scalars(sa.select(noun.id).where(noun.name == name)).one())


@pytest.fixture
def acme(engine: sa.Engine) -> str:
    return f"/customer/show/{key_of(engine, 'Acme')}"


def wrote(guest: Guest, page: str, pen: str, **typed: Any) -> Any:
    return guest.post(page.replace("show", "write") + f"/{pen}", typed, page=page)


def test_a_note_is_written_down_where_one_reads(app: Flask, acme: str) -> None:
    ana = Guest(app, "ana")
    assert wrote(ana, acme, "note", words="Likes <b>blue</b> paper.").status_code == 302
    page = ana.get(acme).text
    assert "wrote a note" in page
    assert "Likes &lt;b&gt;blue&lt;/b&gt; paper." in page
    assert re.search(r"Notes <span class=\"count\">1</span>", page)


def test_an_empty_note_is_refused_beside_its_words(app: Flask, acme: str) -> None:
    answer = wrote(Guest(app, "ana"), acme, "note", words=" ")
    assert answer.status_code == 422
    assert "This is needed." in answer.text


def test_a_call_is_written_down_with_whom(app: Flask, engine: sa.Engine, acme: str) -> None:
    ana = Guest(app, "ana")
    who = key_of(engine, "Acme Contact", Contact)
    typed = {"summary": "Freight", "detail": "Charged twice.", "contact": who, "direction": "IN", "minutes": "6"}
    assert wrote(ana, acme, "call", **typed).status_code == 302
    page = re.sub(r"<[^>]+>", "", ana.get(acme).text)
    assert "Ana Torres took a call from Acme Contact, 6 min:  Freight" in page
    assert "Charged twice." in page


def test_a_contact_of_another_customer_is_refused_beside_the_field(app: Flask, engine: sa.Engine, acme: str) -> None:
    stranger = key_of(engine, "Beta Contact", Contact)
    answer = wrote(Guest(app, "ana"), acme, "call", summary="Freight", contact=stranger, direction="OUT")
    assert answer.status_code == 422
    assert "is a contact of another customer" in answer.text
    assert 'value="Freight"' in answer.text


def test_a_browser_gets_the_timeline_alone(app: Flask, acme: str) -> None:
    ana = Guest(app, "ana")
    signed = {"csrf_token": token_of(ana.get(acme).text), "words": "Likes blue paper."}
    address = acme.replace("show", "write") + "/note"
    answer = ana.client.post(address, data=signed, headers={**PART, "HX-Target": "story"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="t" id="story"')
    assert "Likes blue paper." in answer.text


def test_who_may_not_write_has_no_pen(app: Flask, engine: sa.Engine, acme: str) -> None:
    assert 'id="composer"' not in Guest(app, "eva").get(acme).text
    assert wrote(Guest(app, "eva"), acme, "note", words="Mine").status_code == 403
    take_away(engine, "Salesperson", "can_note", "Customer")
    page = Guest(app, "ana").get(acme).text
    assert "?pen=note" not in page
    assert "?pen=call" in page


def test_nobody_writes_on_what_they_do_not_see(app: Flask, engine: sa.Engine, acme: str) -> None:
    zeta = f"/customer/write/{key_of(engine, 'Zeta')}/note"
    assert Guest(app, "ana").post(zeta, {"words": "Mine"}, page=acme).status_code == 404


def test_the_timeline_is_narrowed_to_one_kind(app: Flask, acme: str) -> None:
    ana = Guest(app, "ana")
    wrote(ana, acme, "note", words="Likes blue paper.")
    notes, orders = ana.get(acme + "?kind=note").text, ana.get(acme + "?kind=Order").text
    assert "wrote a note" in notes
    assert "confirmed" not in notes
    assert "wrote a note" not in orders
    assert "confirmed" in orders


def test_changes_are_shown_unless_hidden(app: Flask, acme: str) -> None:
    max_ = Guest(app, "max")
    assert "created it" in max_.get(acme).text
    assert "created it" not in max_.get(acme + "?changes=0").text


def test_earlier_lines_are_asked_for(app: Flask, acme: str) -> None:
    ana = Guest(app, "ana")
    for number in range(31):
        wrote(ana, acme, "note", words=f"Note {number}.")
    page = ana.get(acme).text
    assert "Note 30." in page
    assert "Note 0." not in page
    earlier = re.search(r'href="([^"]*lines=60[^"]*)"', page)
    assert earlier is not None
    assert "Note 0." in ana.get(earlier[1].replace("&amp;", "&")).text


def test_a_page_asks_a_few_times_only(app: Flask, acme: str) -> None:
    ana = Guest(app, "ana")
    wrote(ana, acme, "call", summary="Freight", direction="OUT")
    ana.get(acme)
    with statements(app) as said:
        assert ana.get(acme).status_code == 200
    assert len(said) <= 8, "\n".join(said)


def test_what_stands_beside_is_counted_at_once_and_only_what_one_sees(app: Flask, engine: sa.Engine, acme: str) -> None:
    with system_session(engine) as session:
        parent = session.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
        for name in ("Beta", "Zeta"):
            session.scalars(sa.select(Customer).where(Customer.name == name)).one().parent = parent
        session.commit()
    ana, boss = Guest(app, "ana").get(acme + "?tab=children").text, Guest(app, "max").get(acme + "?tab=children").text
    assert re.search(r"Children <span class=\"count\">1<", ana)
    assert "Zeta" not in ana
    assert re.search(r"Children <span class=\"count\">2<", boss)
    assert re.search(r"Orders <span class=\"count\">2<", ana)


def test_a_parent_one_may_not_see_is_not_named(app: Flask, engine: sa.Engine, acme: str) -> None:
    with system_session(engine) as session:
        found = {each.name: each for each in session.scalars(sa.select(Customer))}
        found["Acme"].parent = found["Zeta"]
        session.commit()
    assert "Zeta" not in Guest(app, "ana").get(acme + "?tab=orders").text
    assert "Zeta" in Guest(app, "max").get(acme + "?tab=orders").text


def test_choices_are_those_of_the_record(app: Flask, engine: sa.Engine, acme: str) -> None:
    ana, key = Guest(app, "ana"), acme.rpartition("/")[2]
    assert f"/choices/contact?in={key}" in ana.get(acme + "?pen=call").text
    found = ana.get(f"/choices/contact?in={key}").json
    assert [each["text"] for each in found["choices"]] == ["Acme Contact"]


def test_a_short_code_typed_exactly_comes_first(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        beta = session.scalars(sa.select(Customer).where(Customer.name == "Beta")).one()
        beta.mnemonic = "acme"
        session.commit()
    found = Guest(app, "max").get("/find?q=acme").json["groups"]
    customers = next(group for group in found if group["label"] == "Customers")
    assert [each["text"] for each in customers["items"]] == ["Beta", "Acme"]


def test_an_order_page_tells_what_happened_with_it(app: Flask, engine: sa.Engine) -> None:
    ana = Guest(app, "ana")
    href = re.search(r'href="(/order/show/\d+)', ana.get("/order/list/").text)
    assert href is not None
    page = ana.get(href[1]).text
    assert "opened" in page
    assert 'id="composer"' not in page


def test_interactions_are_listed_by_customer_and_by_who_talked(app: Flask, engine: sa.Engine, acme: str) -> None:
    with system_session(engine) as session:
        customer = session.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
        given = {"customer": customer, "summary": "Freight", "channel": Channel.VISIT, "employee": customer.owner}
        doorman.create(session, Interaction, given)
        owner = customer.owner_id
    ana, key = Guest(app, "ana"), acme.rpartition("/")[2]
    assert "Freight" in ana.get(f"/interaction/list/?f=customer:is:{key}").text
    assert "Freight" in ana.get(f"/interaction/list/?f=employee:is:{owner}").text
    assert "Freight" in ana.get(acme + "?tab=interactions").text
    assert "Freight" not in Guest(app, "luis").get("/interaction/list/").text

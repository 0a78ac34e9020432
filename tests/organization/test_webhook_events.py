"""What webhooks tell: steps, beginnings, changes and ends, as the endpoint's owner sees them, and what happened only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.core.outbox import Outbox
from app.core.shape import fields
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.organization.webhook_event import SILENT, offered
from app.organization.webhook_record import seen
from app.sales.order import Order
from app.sales.order_line import OrderLine
from schema.published import schema
from schema.rooms import NOUNS
from tests.organization.hooks import endpoint, listening, messages, types
from tests.views.guest import take_away

Looking = Callable[[str], Session]


def named(session: Session, noun: Any, name: str) -> Any:
    return session.scalars(sa.select(noun).where(noun.name == name)).one()


def draft(session: Session) -> Order:
    return session.scalars(sa.select(Order).where(Order.ordered_on == date(2026, 3, 9))).one()


def test_a_step_is_told_by_noun_and_verb_with_the_record(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "order.confirm")
    ana = looking("ana")
    order = draft(ana)
    doorman.step(ana, Order, "confirm", order.id, {})
    [told] = messages(engine, hook)
    data = told["data"]
    assert (told["type"], data["id"], data["noun"], data["verb"]) == (
        "order.confirm",
        str(order.id),
        "Order",
        "confirm",
    )
    record = data["record"]
    assert (record["id"], record["number"], record["status"]) == (str(order.id), order.number, "CONFIRMED")
    assert (record["total"], record["orderedOn"], record["customer"]) == (
        format(order.total, "f"), "2026-03-09", {"id": str(order.customer_id)}
    )  # fmt: skip
    assert told["timestamp"].endswith("+00:00")


def test_the_fields_are_those_of_the_api(engine: sa.Engine, as_system: Session) -> None:
    """For whoever may see all: what a record is told with is what the API would answer, lists aside."""
    from app.core.viewer import SYSTEM

    for noun in (Customer, Order, OrderLine, Contact):
        [row] = seen(as_system, SYSTEM, set(offered()), noun, [1]).values()
        kind = schema.get_type_by_name(noun.__name__)
        published = {f.name or f.python_name for f in kind.fields}
        assert {f.python_name for f in kind.fields} >= {f.name for f in fields(noun) if f.is_told}
        assert len(row) > 5
        assert set(row) <= {_camel(name) for name in published}


def _camel(name: str) -> str:
    from app.core.words import camel

    return camel(name)


def test_nobody_is_told_what_they_did_not_choose(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "order.cancel", "customer.create")
    ana = looking("ana")
    doorman.step(ana, Order, "confirm", draft(ana).id, {})
    assert types(engine, hook) == []


def test_what_is_made_changed_and_taken_away_is_told(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "contact.create", "contact.update", "contact.delete", "order.open")
    ana = looking("ana")
    acme = named(ana, Customer, "Acme")
    contact = doorman.create(ana, Contact, {"customer": acme, "name": "Carla"})
    doorman.update(ana, Contact, contact.id, contact.version, {"name": "Carla Ruiz"})
    doorman.delete(ana, Contact, contact.id, None)
    doorman.create(ana, Order, {"customer": acme, "ordered_on": date(2026, 4, 1)})
    told = messages(engine, hook)
    assert [each["type"] for each in told] == ["contact.create", "contact.update", "contact.delete", "order.open"]
    assert [each["data"]["record"].get("name") for each in told[:3]] == ["Carla", "Carla Ruiz", "Carla Ruiz"]


def test_a_change_that_came_with_a_step_is_told_by_the_step(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "order.confirm", "order.update", "order.open")
    ana = looking("ana")
    doorman.step(ana, Order, "confirm", draft(ana).id, {})
    assert types(engine, hook) == ["order.confirm"]


def test_what_changed_nothing_is_not_told(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "customer.update")
    ana = looking("ana")
    acme = named(ana, Customer, "Acme")
    doorman.update(ana, Customer, acme.id, acme.version, {"name": "Acme"})
    assert types(engine, hook) == []


def test_what_is_rolled_back_was_never_told(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "order.confirm", "contact.create")
    ana = looking("ana")
    order = draft(ana)

    def half() -> None:
        doorman.taken(ana, order, Order.verbs["confirm"], {})
        ana.add(Contact(customer=order.customer, name="Carla"))
        ana.flush()
        raise LookupError

    with pytest.raises(LookupError):
        doorman.once(ana, half)
    doorman.tried(ana, lambda: doorman.taken(ana, order, Order.verbs["confirm"], {}))
    doorman.once(ana, lambda: None)
    assert types(engine, hook) == []
    assert ana.scalars(sa.select(Outbox.id).where(Outbox.name == "webhook")).all() == []


def test_of_a_part_that_was_taken_back_nothing_is_told(engine: sa.Engine, looking: Looking) -> None:
    """As an import does with a row that is refused: the others happen."""
    hook = listening(engine, "customer.update")
    ana = looking("ana")
    acme, beta = named(ana, Customer, "Acme"), named(ana, Customer, "Beta")

    def act() -> None:
        acme.city = "Lugo"
        ana.flush()
        part = ana.begin_nested()
        beta.city = "Vigo"
        ana.flush()
        part.rollback()

    doorman.once(ana, act)
    assert [each["data"]["record"]["city"] for each in messages(engine, hook)] == ["Lugo"]


def test_a_foreign_row_is_never_told(engine: sa.Engine, looking: Looking) -> None:
    """Luis's endpoint hears of Luis's customers, whoever does what."""
    events = "customer.update", "order.open", "contact.create", "contact.delete"
    hooks = {name: listening(engine, *events, owner=name) for name in ("luis", "max", "eva")}
    max_ = looking("max")
    for name in ("Acme", "Zeta"):
        customer = named(max_, Customer, name)
        doorman.update(max_, Customer, customer.id, customer.version, {"city": f"New {name}"})
        doorman.create(max_, Order, {"customer": customer, "ordered_on": date(2026, 4, 1)})
        contact = doorman.create(max_, Contact, {"customer": customer, "name": f"Carla of {name}"})
        doorman.delete(max_, Contact, contact.id, None)
    zeta = str(named(max_, Customer, "Zeta").id)
    told = {name: messages(engine, hook) for name, hook in hooks.items()}
    assert {(each["data"]["record"].get("customer") or each["data"])["id"] for each in told["luis"]} == {zeta}
    assert [len(told[name]) for name in ("luis", "max", "eva")] == [4, 8, 8]


def test_that_a_record_leads_to_a_foreign_one_is_not_told(engine: sa.Engine, looking: Looking) -> None:
    hooks = {name: listening(engine, "customer.update", owner=name) for name in ("luis", "max")}
    max_ = looking("max")
    acme, zeta = named(max_, Customer, "Acme"), named(max_, Customer, "Zeta")
    doorman.update(max_, Customer, zeta.id, zeta.version, {"parent": acme})
    told = {name: messages(engine, hook)[-1]["data"]["record"] for name, hook in hooks.items()}
    assert (told["luis"]["id"], told["luis"]["parent"]) == (str(zeta.id), None)
    assert told["max"]["parent"] == {"id": str(acme.id)}


def test_what_is_given_away_is_told_to_who_sees_it_now(engine: sa.Engine, looking: Looking) -> None:
    hooks = [listening(engine, "customer.update", owner=name) for name in ("ana", "luis")]
    max_ = looking("max")
    acme = named(max_, Customer, "Acme")
    luis = max_.scalars(sa.select(Employee).where(Employee.username == "luis")).one()
    doorman.update(max_, Customer, acme.id, acme.version, {"owner": luis})
    assert [types(engine, hook) for hook in hooks] == [[], ["customer.update"]]


def test_guarded_fields_are_not_told(engine: sa.Engine, looking: Looking) -> None:
    hooks = {name: listening(engine, "customer.update", owner=name) for name in ("ana", "max")}
    max_ = looking("max")
    acme = named(max_, Customer, "Acme")
    doorman.update(max_, Customer, acme.id, acme.version, {"credit_limit": Decimal(31415927)})
    [ana], [boss] = (messages(engine, hooks[name]) for name in ("ana", "max"))
    assert "creditLimit" not in ana["data"]["record"]
    assert "31415927" not in str(ana)
    assert boss["data"]["record"]["creditLimit"] == "31415927.00"


def test_of_a_noun_that_one_may_not_open_nothing_is_told(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "contact.create", owner="luis")
    take_away(engine, "Salesperson", "can_show", "Contact")
    max_ = looking("max")
    doorman.create(max_, Contact, {"customer": named(max_, Customer, "Zeta"), "name": "Carla"})
    assert types(engine, hook) == []


def test_where_a_record_leads_is_not_told_to_who_may_not_open_that(engine: sa.Engine, looking: Looking) -> None:
    hook = listening(engine, "contact.create", owner="luis")
    take_away(engine, "Salesperson", "can_show", "Customer")
    max_ = looking("max")
    doorman.create(max_, Contact, {"customer": named(max_, Customer, "Zeta"), "name": "Carla"})
    [told] = messages(engine, hook)
    assert "customer" not in told["data"]["record"]


def test_one_that_is_switched_off_hears_nothing(engine: sa.Engine, looking: Looking, as_system: Session) -> None:
    hook, other = listening(engine, "order.confirm"), listening(engine, "order.confirm")
    doorman.once(as_system, lambda: endpoint(as_system, hook).switch_off(by=None))
    ana = looking("ana")
    doorman.step(ana, Order, "confirm", draft(ana).id, {})
    assert [types(engine, each) for each in (hook, other)] == [[], ["order.confirm"]]


def test_when_its_owner_leaves_it_falls_silent(engine: sa.Engine, looking: Looking, as_system: Session) -> None:
    hook = listening(engine, "order.confirm", owner="max")
    admin = looking("admin")
    leaver = admin.scalars(sa.select(Employee).where(Employee.username == "max")).one()
    doorman.step(admin, Employee, "deactivate", leaver.id, {})
    known = endpoint(as_system, hook)
    assert (known.status.name, known.off_because and known.off_because.name) == ("OFF", "LEFT")
    with pytest.raises(Refused, match="does not work here any more"):
        doorman.step(as_system, type(known), "switch_on", hook, {})


def test_every_event_that_is_offered_is_of_a_published_noun(engine: sa.Engine) -> None:
    assert set(offered()) == {noun.__name__ for noun in NOUNS} - SILENT
    assert "order.confirm" in offered()["Order"]
    assert "order.open" in offered()["Order"]
    assert "order.create" not in offered()["Order"]

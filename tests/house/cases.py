"""Every step of a workflow that the rooms' own tests do not list, as each door is asked for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.catalog.dictionary import DictionaryEntry, Topic
from app.catalog.product import Product, ProductKind
from app.catalog.stock_level import StockLevel
from app.catalog.warehouse import Warehouse
from app.churn.alert import ChurnAlert
from app.core import doorman
from app.core.database import system_session
from app.core.outbox import Outbox
from app.customers.customer import Customer, Stage
from app.customers.timeline import TimelineEntry
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.webhook_delivery import WebhookDelivery
from app.organization.webhook_endpoint import WebhookEndpoint
from app.planning.task import Task
from app.reports.schedule import ReportSchedule, Subject
from app.sales.order import Order
from app.sales.payment import Payment
from tests.catalog.keeping import chairs
from tests.churn.warning import deferred, later, lost, warned, word
from tests.sales.ordering import confirmed, draft, line

Prepared = Callable[[Session], Any]
DUE = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def made(engine: sa.Engine, ready: Prepared) -> int:
    with system_session(engine) as session:
        return int(ready(session).id)


def nothing(session: Session) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Case:
    """A step: who takes it on what, what comes of it, when it is not the moment, and who may not."""

    noun: type[Any]
    name: str
    ready: Prepared
    comes: Callable[[Any], bool]
    by: str = "ana"
    given: Callable[[Session], dict[str, str]] = nothing
    too_late: Prepared | None = None
    """One that it is not the moment for; none where it always is."""
    may_not: str = "eva"
    sees_not: str = ""
    """Who may take it, and not on this one; nobody where all who may see it."""
    again: str = "REFUSED"
    """What is answered the second time; nothing where it may be said again."""

    def __str__(self) -> str:
        return f"{self.noun.__name__} {self.name}"


def named(noun: type[Any], name: str) -> Prepared:
    key = Employee.username if noun is Employee else noun.name
    return lambda session: session.scalars(sa.select(noun).where(key == name)).one()


def then(ready: Prepared, name: str, **given: Any) -> Prepared:
    """The same, after a step; what is called for by a function is asked of it then."""

    def prepared(session: Session) -> Any:
        record = ready(session)
        asked = {key: value(session) if callable(value) else value for key, value in given.items()}
        return doorman.step(session, type(record), name, record.id, asked)

    return prepared


def filled(**given: Any) -> Callable[[Session], dict[str, str]]:
    """What stands in the form: a record by its key."""
    return lambda session: {key: str(value(session).id) if callable(value) else value for key, value in given.items()}


def status(name: str) -> Callable[[Any], bool]:
    return lambda record: record.status.name == name


def is_active(record: Any) -> bool:
    return bool(record.is_active)


def is_closed(record: Any) -> bool:
    return not record.is_active


# What the workflows have -------------------------------------------------------------------------------------------


def task(session: Session) -> Task:
    given = {"subject": "Call about the freight", "due_at": DUE, "assignee": named(Employee, "ana")(session)}
    return doorman.create(session, Task, given)


def last_line(customer: Any) -> str:
    session = object_session(customer)
    told = sa.select(TimelineEntry.action).where(TimelineEntry.customer_id == customer.id)
    return str(session.scalars(told.order_by(TimelineEntry.id.desc())).first()) if session else ""


def schedule(session: Session) -> ReportSchedule:
    """Ana's own."""
    made = ReportSchedule(name="Each month", report=Subject["CONTRIBUTION"], owner=named(Employee, "ana")(session))
    doorman.once(session, lambda: session.add(made))
    return made


def is_sent(record: Any) -> bool:
    session = object_session(record)
    return bool(session and session.scalar(sa.select(Outbox.id).where(Outbox.name == "report-mail")))


acme, beta = named(Customer, "Acme"), named(Customer, "Beta")
overridden = then(acme, "override", stage=Stage.DORMANT, reason="They told us")
mine = {"sees_not": "luis", "may_not": "rosa"}
WORKFLOW = [
    Case(ReportSchedule, "pause", schedule, status("PAUSED"), too_late=then(schedule, "pause"), **mine),
    Case(ReportSchedule, "resume", then(schedule, "pause"), status("ACTIVE"), too_late=schedule, **mine),
    Case(ReportSchedule, "send_now", schedule, is_sent, again="", **mine),
    Case(Task, "complete", task, status("DONE"), given=filled(outcome="They are content"),
         too_late=then(task, "cancel", reason="No"), sees_not="luis"),
    Case(Task, "postpone", task, lambda it: it.due_at > DUE, given=filled(until="2026-03-05T10:00"),
         too_late=then(task, "complete"), sees_not="luis", again="INVALID"),
    Case(Task, "cancel", task, status("CANCELLED"), given=filled(reason="They wrote"),
         too_late=then(task, "complete"), sees_not="luis"),
    Case(Customer, "activate", beta, status("ACTIVE"), too_late=acme, **mine),
    Case(Customer, "lose", acme, status("LOST"), given=filled(reason="Cheaper elsewhere"), too_late=beta, **mine),
    Case(Customer, "win_back", then(acme, "lose", reason="x"), status("ACTIVE"), too_late=acme, **mine),
    Case(Customer, "deactivate", acme, status("INACTIVE"), "max", filled(reason="Closed"), then(acme, "deactivate"), "ana"),
    Case(Customer, "override", acme, lambda it: it.stage.name == "DORMANT" and it.is_stage_overridden, "max",
         filled(stage="DORMANT", reason="They told us"), None, "ana", again=""),
    Case(Customer, "take_back_override", overridden, lambda it: not it.is_stage_overridden, "max", nothing, acme, "ana"),
    Case(Customer, "note", acme, lambda it: last_line(it) == "customer.note", given=filled(words="Call first"),
         sees_not="luis", again=""),
    Case(ChurnAlert, "defer", warned, status("DEFERRED"), too_late=lambda s: lost(s, warned(s)), again="", **mine,
         given=filled(action=lambda s: word(s, "CALL"), until=later().isoformat(), cost="12.50")),
    Case(ChurnAlert, "reopen", lambda s: deferred(s, warned(s)), status("OPEN"), too_late=warned, **mine),
    Case(ChurnAlert, "retain", warned, status("RETAINED"), given=filled(note="They stay"),
         too_late=lambda s: lost(s, warned(s)), **mine),
    Case(ChurnAlert, "confirm_loss", warned, status("LOST"), too_late=lambda s: lost(s, warned(s)), **mine,
         given=filled(reason=lambda s: word(s, "PRICE", Topic.CHURN_REASON))),
]  # fmt: skip
"""Asked for four ways at both doors, and taken in a browser."""


# What the rooms have -----------------------------------------------------------------------------------------------


def sold(session: Session) -> Order:
    return confirmed(session)


def paid(session: Session) -> Payment:
    """Two payments of thirty, the first of which may be taken back."""
    order = confirmed(session)
    doorman.step(session, Order, "pay", order.id, {"amount": Decimal(10)})
    return order.payments[0]


def drafted(session: Session) -> Order:
    order = draft(session)
    line(session, order)
    return order


def owed_again(session: Session) -> Order:
    """Paid, and dearer since: what an import or a program may leave behind."""
    order = doorman.step(session, Order, "pay", confirmed(session).id, {})
    order.paid -= Decimal(5)
    session.commit()
    return order


def west(session: Session) -> Warehouse:
    known = session.scalars(sa.select(Warehouse).filter_by(name="West")).first()
    return known or doorman.create(session, Warehouse, {"name": "West", "code": "W"})


def entry(session: Session) -> DictionaryEntry:
    given = {"topic": Topic.UNIT, "code": "PALLET", "name_en": "Pallet"}
    return doorman.create(session, DictionaryEntry, given)


def holds(quantity: int) -> Callable[[Any], bool]:
    return lambda level: level.quantity == quantity


def course(session: Session) -> Product:
    """What is no good to be received."""
    return doorman.create(session, Product, {"name": "Course", "kind": ProductKind.TRAINING})


def hook(session: Session) -> WebhookEndpoint:
    """Of the administrator, told of confirmed orders."""
    made = WebhookEndpoint(
        name="Robot", url="https://93.184.215.14/", owner=named(Employee, "admin")(session), events="order.confirm"
    )
    doorman.once(session, lambda: session.add(made))
    return made


def message(session: Session) -> WebhookDelivery:
    return then(hook, "send_test")(session).deliveries[0]


def is_waiting(record: Any) -> bool:
    session = object_session(record)
    return bool(session and session.scalar(sa.select(Outbox.id).where(Outbox.name == "webhook")))


chair, tom, team = named(Product, "Chair"), named(Employee, "tom"), named(Department, "Sales West")
gone = then(tom, "deactivate")
ROOMS = [
    Case(Order, "confirm", drafted, status("CONFIRMED"), "max", too_late=sold),
    Case(Order, "pack", sold, lambda it: it.packed_on is not None, "max", too_late=drafted),
    Case(Order, "ship", sold, lambda it: it.shipped_on is not None, "max", too_late=drafted),
    Case(Order, "deliver", sold, lambda it: it.delivered_on is not None, "max", too_late=drafted),
    Case(Order, "pay", sold, status("PAID"), "max", too_late=drafted),
    Case(Order, "reopen", owed_again, status("CONFIRMED"), "admin", too_late=sold),
    Case(Order, "cancel", sold, status("CANCELLED"), "max", filled(reason="They moved"), too_late=then(sold, "pay")),
    Case(Order, "copy", sold, lambda it: object_session(it).scalar(sa.select(sa.func.max(Order.id))) > it.id, "max"),
    Case(Payment, "take_back", paid, status("TAKEN_BACK"), "max", filled(reason="It bounced"), too_late=then(paid, "take_back", reason="x")),
    Case(Product, "receive", chair, lambda it: it.stock[0].quantity == 2, "max", filled(warehouse=west, quantity="2"), course),
    Case(Product, "retire", chair, is_closed, "max", too_late=then(chair, "retire")),
    Case(Product, "reinstate", then(chair, "retire"), is_active, "max", too_late=chair),
    Case(StockLevel, "receive", chairs, holds(5), "max", filled(quantity="2")),
    Case(StockLevel, "count", chairs, holds(7), "max", filled(quantity="7")),
    Case(StockLevel, "move", chairs, holds(1), "max", filled(to=west, quantity="2")),
    Case(Warehouse, "deactivate", west, is_closed, "admin", too_late=then(west, "deactivate")),
    Case(Warehouse, "reinstate", then(west, "deactivate"), is_active, "admin", too_late=west),
    Case(DictionaryEntry, "deactivate", entry, is_closed, "admin", too_late=then(entry, "deactivate")),
    Case(DictionaryEntry, "reinstate", then(entry, "deactivate"), is_active, "admin", too_late=entry),
    Case(DictionaryEntry, "place", entry, lambda it: it.position == 1, "admin", filled(at="1")),
    Case(Employee, "hand_over", named(Employee, "ana"), lambda it: it.active, "admin", filled(to=named(Employee, "luis")), gone),
    Case(Employee, "reset_password", tom, lambda it: it.must_change_password, "admin",
         filled(password="a wheel for the third floor"), too_late=gone),
    Case(Employee, "deactivate", tom, lambda it: not it.active, "admin", too_late=gone),
    Case(Employee, "reinstate", gone, lambda it: it.active, "admin", too_late=tom),
    Case(WebhookEndpoint, "send_test", hook, is_waiting, "admin", too_late=then(hook, "switch_off")),
    Case(WebhookEndpoint, "switch_off", hook, status("OFF"), "admin", too_late=then(hook, "switch_off")),
    Case(WebhookEndpoint, "switch_on", then(hook, "switch_off"), status("ACTIVE"), "admin", too_late=hook),
    Case(WebhookEndpoint, "replace_secret", hook, lambda it: it.seed_before is not None, "admin"),
    Case(WebhookDelivery, "redeliver", message, is_waiting, "admin"),
    Case(Department, "move", team, lambda it: it.parent.name == "Service", "admin",
         filled(to=named(Department, "Service"))),
    Case(Department, "deactivate", team, is_closed, "admin", too_late=then(team, "deactivate")),
    Case(Department, "reinstate", then(team, "deactivate"), is_active, "admin", too_late=team),
]  # fmt: skip
"""Taken in a browser; at which door by whom is the matter of the matrix, when not of the rooms' own tests."""

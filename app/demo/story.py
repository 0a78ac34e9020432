"""The story of the example company, from an empty database to the day it is told for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.delivered import deliver_dictionary
from app.core import doorman
from app.core.database import system_session
from app.core.errors import REFUSED, Refused
from app.core.files import mapping
from app.core.files.importing import Outcome, Wish, imported
from app.core.files.sheet import Sheet
from app.customers.contact import Contact
from app.customers.customer import Customer, Status
from app.customers.interaction import Interaction
from app.customers.timeline import TimelineEntry
from app.demo import company, invented
from app.demo.churn import warned
from app.demo.goods import stocked
from app.demo.opportunities import pursued
from app.demo.orders import MAP, orders
from app.demo.planning import planned
from app.demo.service import helped
from app.demo.talks import talks
from app.organization.employee import Employee
from app.organization.setting import deliver_settings
from app.sales.order import Order

Progress = Callable[[int, int], None]
SILENT_DAYS = 730
LOSS = "No order for two years"
OPENS, CONFIRMS, PAID = time(9, 5), time(9, 40), time(16, 15)


def is_empty(session: Session) -> bool:
    """Nobody works here and nobody buys: the only database that the example is told into."""
    return not any(session.scalar(sa.select(noun.id).limit(1)) for noun in (Employee, Customer))


def tell(
    engine: sa.Engine, *, as_of: date, hashed: Callable[[str], str], progress: Progress = lambda done, of: None
) -> Outcome:
    """Everything, as the system; refused where there is something already."""
    with system_session(engine) as session:
        doorman.once(session, lambda: _found(session, hashed))
    sold = orders(as_of)
    outcome = _take_in(engine, sold, mapping.read(MAP, Order), progress)
    known = invented.buyers(sold)
    owned, contacts = invented.ownership(known), invented.contacts(known)
    _take_in(engine, owned, mapping.matched(Customer, owned.columns, key="External ID"))
    _take_in(engine, contacts, mapping.matched(Contact, contacts.columns))
    said = talks(known, as_of)
    _take_in(engine, said, mapping.matched(Interaction, said.columns))
    with system_session(engine) as session:
        doorman.once(session, lambda: stocked(session, as_of))
        _give_up(session, as_of)
        doorman.once(session, lambda: _date_the_timeline(session, as_of))
    pursued(engine, as_of)
    helped(engine, as_of)
    planned(engine, as_of)
    warned(engine, as_of)
    return outcome


def _found(session: Session, hashed: Callable[[str], str]) -> None:
    if not is_empty(session):
        raise Refused(REFUSED, "There is something in this database; the example company is for an empty one.")
    deliver_dictionary(session)
    company.found(session, hashed)
    deliver_dictionary(session)
    deliver_settings(
        session, company_name=company.NAME, working_days=company.OPEN_ON, service_hour_cost=company.SERVICE_HOUR
    )


def _take_in(
    engine: sa.Engine, sheet: Sheet, how: mapping.Mapping, progress: Progress = lambda done, of: None
) -> Outcome:
    with system_session(engine) as session:
        outcome = imported(session, sheet, how, Wish(progress=progress))
    if outcome.rejected:
        raise RuntimeError(f"the example's own {sheet.name} has {outcome.rejected} rows that cannot be imported")
    return outcome


def _give_up(session: Session, as_of: date) -> None:
    """Who has been silent for too long is lost."""
    silent = sa.select(Customer.id).where(
        Customer.status == Status.ACTIVE, Customer.last_order_on < as_of - timedelta(SILENT_DAYS)
    )
    for customer_id in session.scalars(silent).all():
        doorman.step(session, Customer, "lose", customer_id, {"reason": LOSS})


def _date_the_timeline(session: Session, as_of: date) -> None:
    """The past was told just now; its lines stand at the days that they tell of."""
    told_then = TimelineEntry.noun != Interaction.__name__  # these stand at their own moment
    about = sa.and_(TimelineEntry.noun == Order.__name__, TimelineEntry.record_id == Order.id)
    lines = sa.select(TimelineEntry, Order.ordered_on, Order.shipped_on).outerjoin(Order, about).where(told_then)
    by_customer = sa.select(Order.customer_id, sa.func.min(Order.ordered_on)).group_by(Order.customer_id)
    first = {row.customer_id: row[1] for row in session.execute(by_customer)}
    for line, ordered_on, shipped_on in session.execute(lines):
        line.at = _moment(line, ordered_on or first.get(line.customer_id, as_of), shipped_on, as_of)


def _moment(line: TimelineEntry, ordered_on: date, shipped_on: date | None, as_of: date) -> datetime:
    match line.action:
        case "order.open":
            day, clock = ordered_on, OPENS
        case "order.pay":
            day, clock = shipped_on or ordered_on, PAID
        case "customer.lose":
            day, clock = as_of, PAID
        case _:
            day, clock = ordered_on, CONFIRMS
    return datetime.combine(day, clock, UTC)

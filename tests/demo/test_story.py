"""The example company, told into an empty database: as much as the file says, to the fourth decimal.

The whole file takes its time, so each engine has one of the two; on slices of it both are tested elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.catalog.delivered import deliver_dictionary
from app.core.database import system_session
from app.core.errors import Refused
from app.core.files import undo
from app.core.files.batch import Batch
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.timeline import TimelineEntry
from app.demo import story
from app.demo.orders import FILE
from app.organization.employee import Employee
from app.organization.role import deliver
from app.organization.viewing import look_as
from app.sales.opportunity import Opportunity
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine
from app.sales.pipeline import Status as Outcome
from app.sales.plan_step import PlanStep
from config import ROLES, SPECIAL_PERMISSIONS
from run import create_app, db
from tests.conftest import settings_for
from tests.core.files.taking_in import fingerprint, take_orders

AS_OF = date(2026, 11, 21)
LINES, ORDERS, CUSTOMERS, SALES, COST = 9994, 5009, 793, Decimal("2297200.8603"), Decimal("2010803.8386")
WON = 5
"""Customers that the story of the opportunities brings."""


@pytest.fixture
def empty(engine_url: str, tmp_path: Path) -> Iterator[sa.Engine]:
    app: Flask = create_app(settings_for(engine_url, tmp_path))
    with app.app_context():
        upgrade(directory="migrations")
        with system_session(db.engine) as session:
            deliver(session, ROLES, SPECIAL_PERMISSIONS)
            deliver_dictionary(session)
            session.commit()
        yield db.engine
        db.session.remove()
        db.engine.dispose()


def totals(session: Session) -> tuple[int, int, int, Decimal, Decimal]:
    counts = (
        session.scalar(sa.select(sa.func.count()).select_from(noun)) or 0 for noun in (OrderLine, Order, Customer)
    )
    lines, orders, customers = counts
    sales, cost = session.execute(sa.select(sa.func.sum(OrderLine.amount), sa.func.sum(OrderLine.cost))).one()
    return lines, orders, customers, sales, cost


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_the_example_says_what_the_file_says(empty: sa.Engine) -> None:
    story.tell(empty, as_of=AS_OF, hashed=lambda name: generate_password_hash(name, "pbkdf2:sha256:1"))
    with system_session(empty) as session:
        assert totals(session) == (LINES, ORDERS, CUSTOMERS + WON, SALES, COST)
        assert set(session.scalars(sa.select(Opportunity.status).distinct())) == set(Outcome)
        assert session.scalars(sa.select(Opportunity.id).where(Opportunity.is_overdue)).all()
        assert session.scalars(sa.select(PlanStep.effect).where(PlanStep.effect.is_not(None))).all()
        assert session.scalar(sa.select(sa.func.sum(Order.total))) == SALES
        assert session.scalar(sa.select(sa.func.max(Order.ordered_on))) == AS_OF
        assert set(session.scalars(sa.select(Order.status).distinct())) == {Status.CONFIRMED, Status.PAID}
        assert not session.scalars(sa.select(Customer).where(Customer.owner_id.is_(None))).all()
        assert (session.scalar(sa.select(sa.func.count()).select_from(Contact)) or 0) > CUSTOMERS
        latest = session.scalar(sa.select(sa.func.max(TimelineEntry.at)))
        assert latest is not None
        assert latest.date() == AS_OF
        with pytest.raises(Refused, match="for an empty one"):
            story.tell(empty, as_of=AS_OF, hashed=str)
    for name in ("ana", "luis"):
        with Session(empty) as session:
            look_as(session, session.scalars(sa.select(Employee).where(Employee.username == name)).one())
            owners = session.scalars(sa.select(Customer.owner_id).distinct()).all()
            assert len(owners) == 1


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_whole_file_goes_in_once_and_comes_out_again(empty: sa.Engine) -> None:
    before = fingerprint(empty)
    with system_session(empty) as session:
        first = take_orders(session, FILE)
        assert first.outcome.rejected == 0
        assert totals(session) == (LINES, ORDERS, CUSTOMERS, SALES, COST)
        stored = fingerprint(empty)
        session.rollback()
        again = take_orders(session, FILE)
        for noun in again.outcome.counts:
            assert again.counts(noun)[:2] == (0, 0)
        assert again.counts("OrderLine") == (0, 0, LINES, 0)
        assert fingerprint(empty) == stored
        session.rollback()
        for batch in session.scalars(sa.select(Batch.id).order_by(Batch.id.desc())).all():
            undo.undone(session, batch)
    assert fingerprint(empty) == before

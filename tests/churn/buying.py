"""Customers and orders made by hand for the rules: each order is a day and an amount."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn.alert import ChurnAlert
from app.churn.raising import raise_alerts
from app.customers.customer import Customer, Status
from app.organization.employee import Employee
from app.sales.order import Order
from app.sales.order import Status as OrderStatus
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.words import RequestKind

DAY = date(2026, 6, 30)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def a_customer(
    session: Session,
    name: str,
    days: Iterable[int] = (),
    *,
    owner: str = "ana",
    amount: int = 100,
    since: int = 1000,
    status: Status | None = None,
) -> Customer:
    """Who ordered so many days ago, each time for the same amount."""
    bought = sorted({ago(each) for each in days})
    who = session.scalars(sa.select(Employee).where(Employee.username == owner)).one_or_none()
    customer = Customer(name=name, owner=who, last_order_on=max(bought, default=None))
    customer.status = status or (Status.ACTIVE if bought else Status.PROSPECT)
    session.add(customer)
    for day in bought:
        order = Order(customer=customer, ordered_on=day, total=Decimal(amount), gross=Decimal(amount))
        order.status = OrderStatus.CONFIRMED
        session.add(order)
    session.flush()
    customer.created_at = datetime.combine(ago(since), time(9), UTC)
    session.commit()
    return customer


def raised(session: Session, as_of: date = DAY) -> dict[str, ChurnAlert]:
    """The alerts of one night, by the name of the customer."""
    raise_alerts(session, as_of)
    mine = sa.select(ChurnAlert).where(ChurnAlert.raised_on == as_of).order_by(ChurnAlert.id)
    return {alert.customer.name: alert for alert in session.scalars(mine)}


def a_request(
    session: Session, customer: Customer, days: int, *, kind: RequestKind = RequestKind.COMPLAINT, score: int = 0
) -> ServiceRequest:
    """A call for help so many days ago, and how it was rated on the same day, if it was."""
    at = datetime.combine(ago(days), time(10), UTC)
    request = ServiceRequest(customer=customer, kind=kind, summary="It squeaks", opened_at=at, queued_at=at)
    session.add(request)
    session.flush()
    if score:
        session.add(Feedback(request=request, score=score, at=at))
    session.commit()
    return request

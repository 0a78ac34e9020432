"""What tests of service begin with: requests at each point of their life, taken there by their steps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.core.errors import Refused
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.service.request import ServiceRequest
from app.service.words import How

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RESOLVED: dict[str, Any] = {"what": "Sent a new wheel.", "how": How.PHONE, "minutes_spent": 20}


def the(session: Session, name: str) -> Customer:
    return session.scalars(sa.select(Customer).filter_by(name=name)).one()


def contact(session: Session, name: str = "Acme") -> Contact:
    return session.scalars(sa.select(Contact).filter_by(name=f"{name} Contact")).one()


def person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).filter_by(username=name)).one()


def opened(session: Session, customer: str = "Acme", **given: Any) -> ServiceRequest:
    """Opened on a Monday morning, unless told otherwise."""
    with moment.at(session, given.pop("at", MONDAY)):
        known = {"customer": the(session, customer), "summary": "A wheel came off"}
        return doorman.create(session, ServiceRequest, {**known, **given})


def step(session: Session, name: str, request: ServiceRequest, **given: Any) -> ServiceRequest:
    return doorman.step(session, ServiceRequest, name, request.id, given)


def dispatched(session: Session, to: str = "rosa", **given: Any) -> ServiceRequest:
    return step(session, "dispatch", opened(session, **given), to=person(session, to))


def accepted(session: Session, **given: Any) -> ServiceRequest:
    return step(session, "accept", dispatched(session, **given))


def resolved(session: Session, **given: Any) -> ServiceRequest:
    return step(session, "resolve", accepted(session, **given), **RESOLVED)


def archived(session: Session, **given: Any) -> ServiceRequest:
    return step(session, "rate", resolved(session, **given), score=5, words="Quick!")


def at(session: Session, id: int) -> ServiceRequest:
    """The same record, through somebody else's session."""
    return session.get_one(ServiceRequest, id)


def refused(session: Session, name: str, request: ServiceRequest, **given: Any) -> Refused:
    with pytest.raises(Refused) as why:
        step(session, name, request, **given)
    return why.value

"""Records of which a statement in columns has read a part."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.known import known
from app.organization.employee import Employee


def _part(session: Session) -> dict[str, object]:
    row = session.execute(sa.select(Employee.id, Employee.username).where(Employee.username == "ana")).one()
    return dict(row._mapping)


def test_what_was_not_read_is_read_when_it_is_asked_for(as_system: Session) -> None:
    ana = known(as_system, Employee, _part(as_system))
    assert "email" not in sa.inspect(ana).dict
    whole = as_system.execute(sa.select(Employee.email, Employee.last_name).where(Employee.id == ana.id)).one()
    assert (ana.email, ana.last_name) == tuple(whole)


def test_it_is_the_record_that_everybody_else_finds(as_system: Session) -> None:
    ana = known(as_system, Employee, _part(as_system))
    assert as_system.scalars(sa.select(Employee).where(Employee.username == "ana")).one() is ana
    ana.extension = "77"
    as_system.flush()
    kept = sa.select(Employee.extension).where(Employee.id == ana.id)
    assert as_system.scalar(kept) == "77"


def test_one_that_was_met_before_stays_as_it_is(as_system: Session) -> None:
    met = as_system.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
    met.last_name = "Changed"
    with as_system.no_autoflush:
        assert known(as_system, Employee, {"id": met.id, "last_name": "Read"}) is met
    assert met.last_name == "Changed"

"""Of two dispatchers who take the same request at once exactly one wins, and the other is told who did."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import CONFLICT, REFUSED, Refused
from app.organization.employee import Employee
from app.organization.viewing import look_as
from app.service.dispatch import Dispatch
from app.service.request import ServiceRequest
from tests.service.requesting import opened, person

ROUNDS = int(os.environ.get("TRATO_RACE_ROUNDS", "300"))
Takes = tuple[str, int]


@pytest.mark.slow
@pytest.mark.parametrize("looked", [True, False], ids=["at a version", "at none"])
def test_one_of_two_dispatchers_wins_and_the_other_is_told_who(
    engine: sa.Engine, as_system: Session, looked: bool
) -> None:
    """Half of the rounds with the version that both have looked at, as screens send it, half without, as programs do."""
    rounds = ROUNDS // 2
    ids = {name: person(as_system, name).id for name in ("rosa", "tom")}
    requests = [opened(as_system).id for _ in range(rounds)]
    as_system.close()
    start = Barrier(2)

    def dispatcher(name: str, to: str) -> list[str]:
        with Session(engine) as session:
            look_as(session, session.scalars(sa.select(Employee).filter_by(username=name)).one())
            return [taken(session, request, ids[to]) for request in requests]

    def taken(session: Session, request: int, to: int) -> str:
        start.wait()
        try:
            doorman.step(session, ServiceRequest, "dispatch", request, {"to": to}, 1 if looked else None)
        except Refused as why:
            session.rollback()
            return f"{why.code}: {why}"
        return ""

    with ThreadPoolExecutor(2) as both:
        dan, admin = both.submit(dispatcher, "dan", "rosa"), both.submit(dispatcher, "admin", "tom")
        for mine, other in zip(dan.result(), admin.result(), strict=True):
            assert bool(mine) != bool(other)
            assert (mine or other).startswith(CONFLICT if looked else REFUSED)
            assert "Ada Admin has sent Tom Baker" in mine or "Dan Reyes has sent Rosa Delgado" in other
    with Session(engine) as session:
        told = sa.select(Dispatch.request_id, sa.func.count()).group_by(Dispatch.request_id)
        counts = {row[0]: row[1] for row in session.execute(told, execution_options={"unscoped": True})}
        assert counts == dict.fromkeys(requests, 1)

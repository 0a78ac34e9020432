"""Of two managers who give the same opportunity away, one does, and the other reads who has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app.core import doorman
from app.core.errors import Refused
from app.sales.opportunity import Opportunity
from tests.company import session_of
from tests.sales.test_opportunity import Looking, opened, person

ROUNDS = 15


def given(engine: sa.Engine, id: int, to: str, ready: Barrier) -> str:
    """What Max reads at one of his two screens."""
    with session_of(engine, "max") as session:
        seller = person(session, to).id
        session.rollback()
        ready.wait()
        try:
            doorman.step(session, Opportunity, "assign", id, {"to": seller})
        except Refused as why:
            return str(why)
    return "done"


@pytest.mark.slow
def test_one_gives_it_away_and_the_other_reads_who_has_it(engine: sa.Engine, looking: Looking) -> None:
    ana = looking("ana")
    ids = [opened(ana, summary=f"Number {number}").id for number in range(ROUNDS)]
    names = {"ana": "Ana Torres", "luis": "Luis Ortega"}
    with ThreadPoolExecutor(2) as pool:
        for id in ids:
            ready = Barrier(2)
            both = {to: pool.submit(given, engine, id, to, ready) for to in names}
            said = {to: each.result() for to, each in both.items()}
            [winner] = [to for to, words in said.items() if words == "done"]
            [loser] = set(said) - {winner}
            assert said[loser] == f"{names[winner]} has it. Say why it goes to somebody else."
            assert _owner(engine, id) == names[winner]


def _owner(engine: sa.Engine, id: int) -> str:
    with session_of(engine, "max") as session:
        return str(session.get_one(Opportunity, id).owner)


def test_what_was_read_before_is_not_given_away_after(looking: Looking) -> None:
    id = opened(looking("ana")).id
    one, other = looking("max"), looking("max")
    seen = other.get_one(Opportunity, id).version
    doorman.step(one, Opportunity, "assign", id, {"to": person(one, "ana")})
    with pytest.raises(Refused, match="changed meanwhile"):
        doorman.step(other, Opportunity, "assign", id, {"to": person(other, "luis")}, seen)

"""The habit that the database reckons, reckoned again in plain Python over customers drawn by chance."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn import silence
from app.churn.alert import Rule
from app.churn.finding import Asked
from app.churn.raising import raise_alerts
from app.customers.customer import Customer
from tests.churn.buying import DAY, a_customer, ago, raised
from tests.churn.test_rules import quiet as quiet

MANY, FACTOR = 60, Decimal("1.75")
WISH = Asked(DAY, FACTOR, floor_days=180, grace_days=90, complaints=2)


def drawn(seed: int) -> list[int]:
    """Days ago of the orders of one customer: regular ones, irregular ones, several on a day, many and few."""
    chance = random.Random(seed)
    pause, begin = chance.choice((1, 3, 7, 10, 30, 45)), chance.randrange(0, 120)
    days = [begin]
    for _ in range(chance.choice((0, 1, 2, 3, 5, 8, 60))):
        days.append(days[-1] + chance.choice((0, pause, pause, pause, pause + chance.randrange(20), pause * 4)))
    return days


def expected(bought: list[date]) -> tuple[float, int] | None:
    """The rule in other words: the median pause between days, and the silence, if that is long for it."""
    latest = sorted(set(bought))[-silence.RECENT :]
    pauses = [(later - earlier).days for earlier, later in pairwise(latest)]
    silent = (DAY - max(bought)).days
    if len(pauses) < silence.FEWEST_PAUSES or silent < silence.LEAST_DAYS:
        return None
    usual = float(median(pauses))
    return (usual, silent) if silent > float(FACTOR) * usual else None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_database_finds_whom_plain_python_finds(quiet: Session, seed: int) -> None:
    bought = {}
    for n in range(MANY):
        days = drawn(seed * 1000 + n)
        bought[a_customer(quiet, f"Drawn {n}", days).id] = [ago(day) for day in days]
    found = {
        id: (usual, silent) for silent, usual, _, id in quiet.execute(silence.found(WISH).add_columns(Customer.id))
    }
    wanted = {id: told for id, days in bought.items() if (told := expected(days)) is not None}
    assert set(found) == set(wanted)
    assert len(wanted) > MANY // 6
    assert {id: silent for id, (_, silent) in found.items()} == {id: silent for id, (_, silent) in wanted.items()}
    for id, (usual, _) in wanted.items():
        assert abs(found[id][0] - usual) <= 0.5, (bought[id], found[id], usual)


def test_what_it_is_worth_is_what_plain_python_sums_up(quiet: Session) -> None:
    days = {f"Drawn {n}": drawn(n) for n in range(MANY)}
    for name, each in days.items():
        a_customer(quiet, name, each, amount=37)
    for name, alert in raised(quiet).items():
        bought = sorted({ago(day) for day in days[name]})
        year = [day for day in bought if day > bought[-1] - timedelta(days=365)]
        assert alert.value_at_risk == 37 * len(year), name
        if alert.rule is Rule.SILENT:
            assert alert.evidence["pauses"] == min(len(bought), silence.RECENT) - 1


def test_no_customer_is_loaded(quiet: Session) -> None:
    for n in range(20):
        a_customer(quiet, f"Monthly {n}", [61, 91, 121, 151])
    quiet.expunge_all()
    loaded: list[object] = []
    sa.event.listen(quiet, "loaded_as_persistent", lambda session, record: loaded.append(record))
    assert raise_alerts(quiet, DAY)["silent"] == 20
    assert sum(isinstance(record, Customer) for record in loaded) == 1  # whom the owner is told of

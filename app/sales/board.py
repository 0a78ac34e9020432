"""The opportunities as a board: a lane for what nobody has, one for each stage, and one for what was won lately."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, load_only

from app.customers.customer import Customer
from app.sales.opportunity import Opportunity
from app.sales.pipeline import LIVE, Stage, Status

NOTHING = Decimal(0)
SHOWN, MORE = 6, 100
"""Cards of a lane, and of a lane that is opened."""
LATELY = timedelta(days=30)
"""How long what was won stays on the board."""
UNASSIGNED, WON = Status.OPEN.name, Status.WON.name
LANES: Mapping[str, Status | Stage] = {
    UNASSIGNED: Status.OPEN,
    **{stage.name: stage for stage in Stage},
    WON: Status.WON,
}
Narrowing = Callable[[Any], Any]


@dataclass
class Lane:
    """One column: how many there are and what they are worth, and the first of them."""

    name: str
    count: int = 0
    value: Decimal = NOTHING
    weighted: Decimal = NOTHING
    late: int = 0
    cards: list[Opportunity] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


def board(session: Session, *, on: date, narrowed: Narrowing, opened: str = "") -> list[Lane]:
    """The lanes as this viewer sees them, in two statements; `narrowed` puts further conditions under both."""
    lanes = {name: Lane(name) for name in LANES}
    for name, count, value, weighted, late in session.execute(narrowed(_totals(on))):
        lanes[name] = Lane(name, count, value or NOTHING, weighted or NOTHING, late or 0)
    for card, name in session.execute(_cards(on, narrowed, opened)):
        lanes[name].cards.append(card)
    return list(lanes.values())


def _lane() -> sa.Case[str]:
    """Where an opportunity stands: by its status, and while somebody has it by its stage."""
    stages = [(Opportunity.stage == stage, stage.name) for stage in Stage]
    by_status = [(Opportunity.status == Status.OPEN, UNASSIGNED), (Opportunity.status == Status.WON, WON)]
    return sa.case(*by_status, *stages)


def _is_shown(on: date) -> sa.ColumnElement[bool]:
    won = sa.and_(Opportunity.status == Status.WON, Opportunity.closed_on > on - LATELY)
    return sa.or_(Opportunity.status.in_(LIVE), won)


def _is_late(on: date) -> sa.ColumnElement[bool]:
    return sa.and_(Opportunity.status.in_(LIVE), Opportunity.expected_close_on < on)


def _totals(on: date) -> Any:
    sums = (sa.func.sum(Opportunity.expected_value), sa.func.sum(Opportunity.weighted))
    late = sa.func.sum(sa.case((_is_late(on), 1), else_=0))
    lane = _lane().label("lane")
    return sa.select(lane, sa.func.count(Opportunity.id), *sums, late).where(_is_shown(on)).group_by(lane)


def _cards(on: date, narrowed: Narrowing, opened: str) -> Any:
    """The first of each lane by the day on which they are decided; of what was won, the latest."""
    lane = _lane()
    by_day = (Opportunity.closed_on.desc(), Opportunity.expected_close_on.is_(None), Opportunity.expected_close_on)
    place = sa.func.row_number().over(partition_by=lane, order_by=(*by_day, Opportunity.id))
    keys = narrowed(sa.select(Opportunity.id, lane.label("lane"), place.label("place")).where(_is_shown(on))).subquery()
    most = sa.case((keys.c.lane == opened, MORE), else_=SHOWN)
    some = sa.select(Opportunity, keys.c.lane).join(keys, keys.c.id == Opportunity.id).where(keys.c.place <= most)
    named = joinedload(Opportunity.customer).load_only(Customer.name)
    return some.options(joinedload(Opportunity.owner), named, _light()).order_by(keys.c.place)


def _light() -> Any:
    """What a card shows."""
    shown = (
        Opportunity.number, Opportunity.status, Opportunity.stage, Opportunity.summary, Opportunity.prospect_company,
        Opportunity.prospect_name, Opportunity.expected_value, Opportunity.probability,
        Opportunity.expected_close_on, Opportunity.closed_on, Opportunity.version, Opportunity.owner_id,
        Opportunity.customer_id,
    )  # fmt: skip
    return load_only(*shown)

"""Two smaller tables of the contribution report: what each kind of customer brings, and who takes margin away."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.story import Breakdown, Leads, Reader
from app.reports.rates import rates

MARGIN: Final = ("margin", "margin_rate")
LOSSES: Final = 8
LARGEST_GROUP: Final = N_("{kind}: {share} of the revenue")
BY_KIND: Final = N_("What customers of each kind bring, the largest group first.")
ONE_LOSS: Final = N_("One customer was sold to at a loss")
SOME_LOSSES: Final = N_("{count} customers were sold to at a loss")
LOST: Final = N_("They bought for {revenue} and left a loss of {loss}. The largest losses:")


def breakdowns(answer: Answer, reader: Reader, leads: Leads) -> tuple[Breakdown, ...]:
    losing = [row for row in answer.rows if row["margin"] < 0] if answer.has("margin") else []
    each = [_by_kind(answer, reader)] if answer.totals["share"] else []
    return (*each, _losses(answer, losing, reader, leads)) if losing else tuple(each)


def _by_kind(answer: Answer, reader: Reader) -> Breakdown:
    groups = sorted(_groups(answer), key=lambda group: group["revenue"], reverse=True)
    first = groups[0]
    kind, share = reader.language.choice(first["kind"]), reader.language.share(first["share"])
    columns = _columns(answer, "kind", "revenue", "share", *MARGIN)
    heading = reader.language.say(LARGEST_GROUP, kind=kind, share=share)
    return Breakdown(heading, reader.language.say(BY_KIND), columns, groups, answer.totals)


def _groups(answer: Answer) -> list[Row]:
    added = ("orders", "revenue", *(("margin", "costed") if answer.has("margin") else ()))
    found: list[Row] = []
    for kind in dict.fromkeys(row["kind"] for row in answer.rows):
        rows = [row for row in answer.rows if row["kind"] is kind]
        sums = {name: sum((row[name] for row in rows), Decimal(0)) for name in added}
        found.append({"kind": kind, "customers": len(rows), **sums, **rates(sums, answer.totals)})
    return found


def _losses(answer: Answer, losing: Sequence[Row], reader: Reader, leads: Leads) -> Breakdown:
    """Whose goods cost more than they paid, the largest loss first."""
    say, worst = reader.language.say, sorted(losing, key=lambda row: row["margin"])
    revenue, loss = (sum((row[name] for row in losing), Decimal(0)) for name in ("revenue", "margin"))
    heading = say(ONE_LOSS) if len(losing) == 1 else say(SOME_LOSSES, count=reader.language.number(len(losing)))
    lost = say(LOST, revenue=reader.money(revenue, 0), loss=reader.money(-loss, 0))
    columns = _columns(answer, "customer", "revenue", *MARGIN)
    return Breakdown(heading, lost, columns, worst[:LOSSES], leads=leads)


def _columns(answer: Answer, *names: str) -> tuple[Column, ...]:
    """Those that this reader may see."""
    known = {column.name: column for column in answer.columns}
    return tuple(known[name] for name in names if name in known)

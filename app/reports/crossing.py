"""Two dimensions crossed, as a table: the largest of each, and what is left of every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.story import Breakdown, Reader
from app.reports import wording
from app.reports.sold import NOTHING

ROWS, COLUMNS = 10, 4
HEADING: Final = N_("{name}, {across}: {share} of the revenue")
EXPLAINED: Final = N_("Revenue by {by} and {across}, in the period.")
HELP: Final = N_("Revenue of both together.")


def crossing(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    """Nothing where nothing was sold, or the two are the same."""
    pairs = [pair for pair in answer.section("crossed") if pair["revenue"]]
    if not pairs:
        return ()
    say, asked = reader.language.say, answer.asked
    best = pairs[0]
    heading = say(HEADING, name=best["name"], across=best["across"], share=wording.share(best["share"], reader))
    across = _largest(pairs)
    money = [Column(f"across_{place}", "amount", HELP, head=name) for place, (_, name) in enumerate(across)]
    columns = (Column("name", "line", head=asked["by"].value), *money,
               Column("others", "amount", HELP, head=N_("Others")), Column("revenue", "amount", HELP))  # fmt: skip
    rows = _rows(answer, pairs, [key for key, _ in across], reader)
    if not any(row["others"] for row in rows):
        columns = tuple(column for column in columns if column.name != "others")
    told = say(EXPLAINED, by=asked["by"], across=asked["across"])
    return (Breakdown(heading, told, columns, rows, {"revenue": answer.totals["revenue"]}),)


def _largest(pairs: list[Row]) -> list[tuple[str, str]]:
    """Keys and names of what brought most of what they are crossed with."""
    brought: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for pair in pairs:
        brought[pair["across_key"], pair["across"]] += pair["revenue"]
    return sorted(brought, key=lambda each: (-brought[each], each))[:COLUMNS]


def _rows(answer: Answer, pairs: list[Row], across: list[str], reader: Reader) -> Sequence[Row]:
    """What is not in a column stands under the others, so that each row adds up to its own revenue."""
    known = {(pair["key"], pair["across_key"]): pair["revenue"] for pair in pairs}
    sold = [row for row in answer.rows if row["revenue"]]
    rows = [_row(row["name"], row["revenue"], [known.get((row["key"], key), NOTHING) for key in across])
            for row in sold[:ROWS]]  # fmt: skip
    left = sold[ROWS:]
    if left:
        parts = [sum((known.get((row["key"], key), NOTHING) for row in left), NOTHING) for key in across]
        rest = sum((row["revenue"] for row in left), NOTHING)
        rows.append(_row(wording.others(len(left), reader), rest, parts))
    return rows


def _row(name: str, whole: Decimal, parts: list[Decimal]) -> dict[str, Any]:
    each = {f"across_{place}": part for place, part in enumerate(parts)}
    return {"name": name, **each, "others": whole - sum(parts, NOTHING), "revenue": whole}

"""Customer composition in words: the groups, what they bring, and both dimensions crossed as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Leads, Reader, Story, Tile
from app.reports.composition_dimensions import UNLISTED
from app.sales.order import SOLD

NOTES: Final = (
    N_("Every customer counts, also who did not buy in the period and who is lost or inactive."),
    N_("Revenue is what the orders of the period come to, confirmed or paid, without tax."),
    N_("“Not said” are those where nobody has written down what the report is made by."),
)
NOW: Final = N_("Customers are counted as they are now, and not as they were on the last day of the period.")
THEN: Final = N_(
    "Stage and value class are those of the last day of the period, as their history has them; all else is as it is "
    "now. Lists show what is now, so that the figures of that day lead to none."
)
NOTHING: Final = N_("There is no customer to count.")
LEAD: Final = N_("{buyers} of {customers} customers bought in the period, for {revenue}.")
NONE_BOUGHT: Final = N_("None of {customers} customers bought in the period.")
LEADS_WITH: Final = N_("{group} brings most: {share} of the revenue with {part} of the customers.")
GROUP: Final = N_("{group}: {part} of the customers, {share} of the revenue")
GROUP_ALONE: Final = N_("{group}: {part} of the customers")
BARS: Final = N_("Customers by {dimension}; in brackets what part of the revenue of the period they brought.")
IN_WORDS: Final = N_("Bars of the number of customers in {count} groups.")
CROSSED: Final = N_("{by} by {across}")
CELLS: Final = N_("How many customers are in both groups at once.")
Members = tuple[str, ...]
"""The filters of a list that finds a group, or two groups at once."""
MOST_BARS, MOST_ROWS, MOST_COLUMNS = 12, 12, 5
OTHERS: Final = N_("Others")
TOTAL: Final = N_("Total")


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say
    is_now = not answer.totals["is_of_that_day"]

    def leads(row: Row) -> Mapping[str, str]:
        return _leads(row, reader) if is_now else {}

    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader, leads)),
        findings=tuple(_findings(answer, reader, leads)),
        breakdowns=(_matrix(answer, reader, leads),) if _is_crossed(answer) else (),
        table=lambda shown: (say(N_("All groups")), ""),
        other=lambda count: say(OTHERS),
        everything=say(N_("All customers")),
        leads=leads,
        nothing=say(NOTHING),
        notes=tuple(say(note) for note in (*NOTES, NOW if is_now else THEN)),
        facts=((say(N_("Customers")), reader.whose()),),
    )


def _is_crossed(answer: Answer) -> bool:
    return bool(answer.rows) and answer.asked["by"] is not answer.asked["across"]


def _best(answer: Answer) -> Row | None:
    """The group that brings most."""
    groups = answer.section("groups")
    best = max(groups, key=lambda row: row["revenue"], default=None)
    return best if best is not None and best["revenue"] > 0 else None


def _lead(answer: Answer, reader: Reader) -> str:
    now, language, best = answer.totals, reader.language, _best(answer)
    if not now["customers"]:
        return language.say(NOTHING)
    counts = {name: language.number(now[name]) for name in ("customers", "buyers")}
    if best is None:
        return language.say(NONE_BOUGHT, **counts)
    bought = language.say(LEAD, **counts, revenue=reader.money(now["revenue"], 0))
    shares = {"share": language.share(best["revenue_share"], 0), "part": language.share(best["share"], 0)}
    return reader.sentences(bought, language.say(LEADS_WITH, group=best["group"], **shares))


def _tiles(answer: Answer, reader: Reader, leads: Leads) -> list[Tile]:
    say, now, language = reader.language.say, answer.totals, reader.language
    part = share(now["buyers"], now["customers"])
    orders = reader.listing("Order", _sold(answer)) if reader.listing else ""
    tiles = [
        Tile(say(N_("Customers")), language.number(now["customers"]), path=leads(now).get("customers", "")),
        Tile(say(N_("Who bought")), language.number(now["buyers"]),
             say(N_("{share} of all"), share=language.share(part, 0)) if part is not None else ""),
        Tile(say(N_("Revenue")), reader.money(now["revenue"], 0), path=orders, plain=language.number(now["revenue"])),
    ]  # fmt: skip
    largest = max(answer.section("groups"), key=lambda row: row["customers"], default=None)
    if largest is not None:
        told = say(N_("the largest group: {share}"), share=language.share(largest["share"] or 0, 0))
        tiles.append(Tile(largest["group"], language.number(largest["customers"]), told,
                          path=leads(largest).get("customers", "")))  # fmt: skip
    return tiles


def share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def _sold(answer: Answer) -> tuple[str, ...]:
    counted = ",".join(status.name for status in SOLD)
    return f"status:is:{counted}", f"ordered_on:from:{answer.period.first}", f"ordered_on:to:{answer.period.last}"


def _findings(answer: Answer, reader: Reader, leads: Leads) -> list[Finding]:
    """The groups of each dimension in which there are several."""
    sides = (("groups", "by"), ("crossed", "across")) if _is_crossed(answer) else (("groups", "by"),)
    return [_bars(answer, section, answer.asked[side], reader, leads) for section, side in sides
            if len(answer.section(section)) > 1]  # fmt: skip


def _bars(answer: Answer, section: str, dimension: Any, reader: Reader, leads: Leads) -> Finding:
    language, rows = reader.language, answer.section(section)
    largest = sorted(rows, key=lambda row: -row["customers"])
    shown = rows if len(rows) <= MOST_BARS else largest[:MOST_BARS]
    bars = [Bar(row["group"], row["customers"], _label(row, reader), leads(row).get("customers", "")) for row in shown]
    best = max(rows, key=lambda row: (row["revenue"], row["customers"]))
    told = {"part": language.share(best["share"] or 0, 0), "share": language.share(best["revenue_share"] or 0, 0)}
    message = GROUP if best["revenue_share"] else GROUP_ALONE
    heading = language.say(message, group=best["group"], **told)
    alt = language.say(IN_WORDS, count=language.number(len(bars)))
    chart = Chart(section, lying(bars), alt, shown)
    return Finding(heading, language.say(BARS, dimension=dimension), chart,
                   _table(answer, section, dimension, reader, leads))  # fmt: skip


def _label(row: Row, reader: Reader) -> str:
    number = reader.language.number(row["customers"])
    return f"{number} ({reader.language.share(row['revenue_share'], 0)})" if row["revenue_share"] else number


def _table(answer: Answer, section: str, dimension: Any, reader: Reader, leads: Leads) -> Breakdown:
    named, *figures = answer.columns_of(section)
    columns = (replace(named, head=str(dimension.value)), *figures)
    heading = reader.language.say(str(dimension.value))
    return Breakdown(heading, "", columns, answer.section(section), answer.totals, leads)


# Both crossed -----------------------------------------------------------------------------------------------------


def _matrix(answer: Answer, reader: Reader, leads: Leads) -> Breakdown:
    """Rows by the first dimension, columns by the second; the smallest together, so that it fits on a page."""
    say, by, across = reader.language.say, answer.asked["by"], answer.asked["across"]
    columns, rows = _first(answer.section("crossed"), MOST_COLUMNS), _first(answer.section("groups"), MOST_ROWS)
    counts = {row["members"]: row["customers"] for row in answer.rows}
    heads = [Column(f"c{n}", "int", head=row["group"] if row else OTHERS) for n, row in enumerate(columns)]
    named = Column("group", "line", head=str(by.value))
    beside = [_members(each, columns, answer.section("crossed")) for each in columns]
    cells = [_cells(each, _members(each, rows, answer.section("groups")), beside, counts) for each in rows]
    total = _cells(None, [each["members"] for each in answer.section("groups")], beside, counts,
                   is_everybody=True)  # fmt: skip
    heading = say(CROSSED, by=say(str(by.value)), across=say(str(across.value)).lower())
    return Breakdown(heading, say(CELLS), (named, *heads, Column("customers", "int", head=TOTAL)),
                     [{**row, "group": row["group"] or say(OTHERS)} for row in cells], total,
                     lambda row: {name: leads({"members": members}).get("customers", "")
                                  for name, members in row["cells"].items()})  # fmt: skip


def _first(groups: Sequence[Row], most: int) -> list[Row | None]:
    """As many as have room, and nothing for all others together."""
    if len(groups) <= most:
        return list(groups)
    kept = {row["members"] for row in sorted(groups, key=lambda row: -row["customers"])[:most]}
    return [*(row for row in groups if row["members"] in kept), None]


def _members(row: Row | None, shown: Sequence[Row | None], every: Sequence[Row]) -> list[Members]:
    """What a place of the table counts: one group, or all that have no place of their own."""
    if row is not None:
        return [row["members"]]
    known = {each["members"] for each in shown if each is not None}
    return [each["members"] for each in every if each["members"] not in known]


def _cells(
    row: Row | None, above: Sequence[Members], beside: Sequence[Sequence[Members]], counts: Mapping[Members, int],
    *, is_everybody: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The counts of one line, and the groups that each leads to: of one group, or of none where all are counted."""
    told = {
        f"c{n}": sum(counts.get(one + other, 0) for one in above for other in each) for n, each in enumerate(beside)
    }
    mine: Members = row["members"] if row else ()
    is_one = row is not None or is_everybody
    cells = {f"c{n}": mine + each[0] for n, each in enumerate(beside) if len(each) == 1 and is_one}
    cells |= {"customers": mine} if is_one else {}
    return {"group": row["group"] if row else "", **told, "customers": sum(told.values()), "cells": cells}


def _leads(row: Row, reader: Reader) -> Mapping[str, str]:
    """A number of customers to these customers, where a list can be narrowed to them."""
    members = row.get("members")
    if not reader.listing or members is None or any(each.startswith(UNLISTED) for each in members):
        return {}
    return {"customers": reader.listing("Customer", tuple(dict.fromkeys(members)))}

"""Customer churn in words: how many stayed, what was lost and why, and what keeping them cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.churn.alert import PENDING, Status
from app.churn.retention_action import Outcome
from app.core.report import Answer, Row
from app.core.words import N_
from app.press.bars import Bar, lying, up_and_down
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Leads, Reader, Story, Tile, leading
from app.reports.stretches import month_lines

NOTES: Final = (
    N_("An alert counts on the day on which it was raised, with what has become of it since."),
    N_("Retained is who stayed by an order or by somebody's word; the rate of retention is their share of all alerts "
       "that have ended."),
    N_("Value is what a customer bought in the year up to the last order, without tax, when the alert was raised."),
    N_("Saved is what the orders came to that ended an alert."),
    N_("What was tried counts on the day on which it was; what was tried last before a customer stayed is what kept "
       "them. Costs are those that were said."),
)  # fmt: skip
NOTHING: Final = N_("No alert was raised in this period.")
KEPT_OF: Final = N_("Of {ended} alerts that have ended, {kept} ended with a customer who stayed: {share}.")
LOST_VALUE: Final = N_("Who left had bought for {amount} in their last year.")
NONE_ENDED: Final = N_("{count} alerts were raised, and none has ended yet.")
ONE_ENDED: Final = N_("One alert was raised, and it has not ended yet.")
MORE_KEPT: Final = N_("More was kept than lost: {kept} against {lost} a year")
MORE_LOST: Final = N_("More was lost than kept: {lost} against {kept} a year")
AS_MUCH: Final = N_("As much was lost as kept: {lost} a year")
BY_MONTH: Final = N_(
    "What customers bought in the year up to their last order, by the month in which we were warned of them: above the "
    "line of those who stayed, below it of those who left."
)
MONTHS_IN_WORDS: Final = N_("Columns of the value kept and lost in {count} months.")
NAMED_FOR: Final = N_("{reason}: named for {share} of the value lost")
BY_REASON: Final = N_("What customers who left for each reason bought in their last year; how many they are behind it.")
REASONS_IN_WORDS: Final = N_("Bars of the value lost for {count} reasons.")
KEPT_MOST: Final = N_("{action} kept most: {kept} of {ended}")
MOST_BARS: Final = 10
Listing = Callable[[str, Sequence[str]], str]


def tell(answer: Answer, reader: Reader) -> Story:
    say, leads = reader.language.say, leading(_leads, answer, reader)
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader, leads)),
        findings=tuple(_findings(answer, reader, leads)),
        breakdowns=tuple(_broken_down(answer, reader, leads)),
        table=lambda shown: (say(N_("By month")), ""),
        other=lambda count: say(N_("Other months")),
        everything=say(N_("All alerts")),
        leads=leads,
        nothing=say(NOTHING),
        notes=tuple(say(note) for note in NOTES),
        facts=((say(N_("Alerts")), reader.whose()),),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    now, language = answer.totals, reader.language
    ended = now["retained"] + now["lost"]
    if not now["raised"]:
        return language.say(NOTHING)
    if not ended:
        message = NONE_ENDED if now["raised"] > 1 else ONE_ENDED
        return language.say(message, count=language.number(now["raised"]))
    counts = {"ended": language.number(ended), "kept": language.number(now["retained"])}
    kept = language.say(KEPT_OF, **counts, share=language.share(now["retention"], 0))
    lost = language.say(LOST_VALUE, amount=reader.money(now["value_lost"], 0)) if now["lost"] else ""
    return reader.sentences(kept, lost)


def _tiles(answer: Answer, reader: Reader, leads: Leads) -> list[Tile]:
    say, now, number = reader.language.say, answer.totals, reader.language.number
    to, pending = leads(now), now["open"] + now["deferred"]
    before = answer.before["raised"]
    rate = now["retention"]
    spent = N_("for {cost} of measures")
    return [
        Tile(say(N_("Alerts raised")), number(now["raised"]), say(N_("{count} before"), count=number(before)),
             path=to.get("raised", "")),
        Tile(say(N_("Retained")), number(now["retained"]), "" if rate is None else
             say(N_("{share} of those that ended"), share=reader.language.share(rate, 0)), path=to.get("retained", "")),
        Tile(say(N_("Lost")), number(now["lost"]), _a_year(now["value_lost"], reader), -bool(now["lost"]),
             to.get("lost", "")),
        Tile(say(N_("Not ended")), number(pending), _a_year(now["value_pending"], reader), path=to.get("pending", "")),
        Tile(say(N_("Saved")), reader.money(now["saved"], 0), say(spent, cost=reader.money(now["cost"], 0)),
             plain=number(now["saved"])),
    ]  # fmt: skip


def _a_year(value: Decimal, reader: Reader) -> str:
    return reader.language.say(N_("{amount} a year"), amount=reader.money(value, 0)) if value else ""


def _findings(answer: Answer, reader: Reader, leads: Leads) -> list[Finding]:
    found = []
    if answer.totals["retained"] + answer.totals["lost"]:
        found.append(_by_month(answer, reader, leads))
    if answer.totals["value_lost"] > 0 and len(answer.section("reasons")) > 1:
        found.append(_by_reason(answer, reader, leads))
    return found


def _by_month(answer: Answer, reader: Reader, leads: Leads) -> Finding:
    language, rows, now = reader.language, answer.rows, answer.totals
    names = month_lines([row["first_day"] for row in rows], language)
    kept, lost = (
        [Bar(name, row[value], reader.money(row[value], 0) if row[value] else "", leads(row).get(count, ""),
             f"{row['month']}: {reader.money(row[value])}") for name, row in zip(names, rows, strict=True)]
        for value, count in (("value_kept", "retained"), ("value_lost", "lost"))
    )  # fmt: skip
    message = AS_MUCH if now["value_kept"] == now["value_lost"] else MORE_KEPT
    message = MORE_LOST if now["value_lost"] > now["value_kept"] else message
    told = {name: reader.money(now[f"value_{name}"], 0) for name in ("kept", "lost")}
    words = (language.say(N_("kept")), language.say(N_("lost")))
    alt = language.say(MONTHS_IN_WORDS, count=language.number(len(rows)))
    chart = Chart("months", up_and_down(kept, lost, words), alt, rows)
    shown = tuple(column for column in answer.columns if column.name in ("month", "retained", "lost", "retention",
                  "value_kept", "value_lost"))  # fmt: skip
    table = Breakdown(language.say(N_("By month")), "", shown, rows, now, leads)
    return Finding(language.say(message, **told), language.say(BY_MONTH), chart, table)


def _by_reason(answer: Answer, reader: Reader, leads: Leads) -> Finding:
    language, rows = reader.language, answer.section("reasons")
    first = rows[0]
    bars = [
        Bar(row["reason"], row["value_lost"], f"{reader.money(row['value_lost'], 0)} ({language.number(row['lost'])})",
            leads(row).get("lost", ""), style="second")
        for row in rows[:MOST_BARS]
    ]  # fmt: skip
    heading = language.say(NAMED_FOR, reason=first["reason"], share=language.share(first["share"] or 0, 0))
    alt = language.say(REASONS_IN_WORDS, count=language.number(len(bars)))
    table = _table(answer, "reasons", answer.totals, reader, leads)
    return Finding(heading, language.say(BY_REASON), Chart("reasons", lying(bars), alt, rows), table)


def _broken_down(answer: Answer, reader: Reader, leads: Leads) -> list[Breakdown]:
    found = []
    if answer.section("actions"):
        found.append(_tried(answer, reader, leads))
    if answer.rows:
        brief = ("raised", "retained", "lost", "retention", "value_lost")
        found += [_table(answer, name, answer.totals, reader, leads, brief) for name in ("owners", "rules")]
    return found


def _tried(answer: Answer, reader: Reader, leads: Leads) -> Breakdown:
    """Under what kept most, where anything has kept anybody."""
    table, language = _table(answer, "actions", None, reader, leads), reader.language
    best = answer.section("actions")[0]
    if not best["kept"]:
        return table
    ended = language.number(best["tried"] - best["waiting"])
    heading = language.say(KEPT_MOST, action=best["action"], kept=language.number(best["kept"]), ended=ended)
    return Breakdown(heading, table.explained, table.columns, table.rows, leads=leads)


def _table(
    answer: Answer, name: str, total: Row | None, reader: Reader, leads: Leads, brief: tuple[str, ...] = ()
) -> Breakdown:
    section = next(each for each in answer.sections if each.name == name)
    head, *figures = (column for column in section.columns if column.kind != "id")
    shown = (head, *(column for column in figures if not brief or column.name in brief))
    say = reader.language.say
    return Breakdown(say(section.title), say(section.about), shown, answer.section(name), total, leads)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A number of alerts to these alerts, a number of measures to these."""
    if not reader.listing:
        return {}
    first, last = row.get("first_day", answer.period.first), row.get("last_day", answer.period.last)
    if "action_id" in row:
        return _to_actions(row, reader.listing, (f"taken_on:from:{first}", f"taken_on:to:{last}"))
    which = (*_which_alerts(row), f"raised_on:from:{first}", f"raised_on:to:{last}")
    states = {"open": (Status.OPEN,), "deferred": (Status.DEFERRED,), "retained": (Status.RETAINED,),
              "lost": (Status.LOST,), "pending": PENDING}  # fmt: skip
    found = {name: reader.listing("ChurnAlert", (f"status:is:{','.join(s.name for s in of)}", *which))
             for name, of in states.items()}  # fmt: skip
    return {"raised": reader.listing("ChurnAlert", which), **found}


def _to_actions(row: Row, listing: Listing, days: tuple[str, ...]) -> Mapping[str, str]:
    which = (f"kind:is:{row['action_id']}", *days)
    outcomes = {"waiting": Outcome.WAITING, "kept": Outcome.KEPT}
    found = {name: listing("RetentionAction", (f"outcome:is:{of.name}", *which)) for name, of in outcomes.items()}
    return {"tried": listing("RetentionAction", which), **found}


def _which_alerts(row: Row) -> tuple[str, ...]:
    if "rule" in row:
        return (f"rule:is:{row['rule'].name}",)
    for name, field in (("owner_id", "owner"), ("reason_id", "loss_reason")):
        if name in row:
            return (f"{field}:is:{row[name]}" if row[name] else f"{field}:empty:",)
    return ()

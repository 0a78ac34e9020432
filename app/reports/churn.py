"""Customer churn: who we were warned of, who stayed and who left, why, and what it cost to keep them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.churn.alert import Rule
from app.core.language import Language, language
from app.core.parameter import Asked
from app.core.report import Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.churn_figures import AMOUNTS, COUNTS, REASON, actions, alerts
from app.reports.churn_story import tell
from app.reports.groupings import ALL, BEFORE
from app.reports.rates import share_of
from app.reports.stretches import Stretch, month_name, months, since_first

CENT: Final = Decimal("0.01")
NOBODY: Final = N_("With nobody")
NO_REASON: Final = N_("No reason said")
EMPTY: Final[Row] = {**dict.fromkeys(COUNTS, 0), **dict.fromkeys(AMOUNTS, Decimal(0))}
FIGURES: Final = (
    Column("raised", "int", N_("Alerts that were raised in the period.")),
    Column("open", "int", N_("Of these, those that wait for somebody to act."), head=N_("Still open")),
    Column("deferred", "int", N_("Something was tried, and there is a day to look again.")),
    Column("retained", "int", N_("The customer stayed.")),
    Column("lost", "int", N_("The customer left.")),
    Column("retention", "share", N_("Retained, of those that have ended.")),
    Column("value_at_risk", "amount", N_("What these customers bought in the year up to their last order.")),
    Column("value_pending", "amount", N_("The same of those that have not ended."), printed=False, shown=False),
    Column("value_kept", "amount", N_("The same of those that stayed."), printed=False, shown=False),
    Column("value_lost", "amount", N_("The same of those that left.")),
    Column("saved", "amount", N_("What the orders came to that kept them."), printed=False),
    Column("cost", "amount", N_("What was spent to keep them."), printed=False),
)  # fmt: skip
SPAN: Final = (
    Column("first_day", "day", N_("The first day of the period in it."), shown=False),
    Column("last_day", "day", N_("The last day of the period in it."), shown=False),
)
SECTIONS: Final = (
    Section("owners", N_("By owner"), (
        Column("owner_id", "id", head=N_("Owner ID"), shown=False),
        Column("owner", "line", N_("Who answered for the customer when it was raised.")), *FIGURES,
    ), N_("Who answered for the customer when the alert was raised.")),
    Section("rules", N_("By sign"), (Column("rule", "choice", N_("What it was raised by."), of=Rule), *FIGURES),
            N_("What the alert was raised by.")),
    Section("reasons", N_("Reasons of losses"), (
        Column("reason_id", "id", head=N_("Reason ID"), shown=False),
        Column("reason", "line", N_("Why they left.")),
        Column("lost", "int", N_("Customers who left for it.")),
        Column("value_lost", "amount", N_("What they bought in the year up to their last order.")),
        Column("share", "share", N_("Its share of the value of all who left.")),
    ), N_("Why customers left, the most valuable first.")),
    Section("actions", N_("What was tried"), (
        Column("action_id", "id", head=N_("Action ID"), shown=False),
        Column("action", "line", N_("What was tried in the period.")),
        Column("tried", "int", N_("How often.")),
        Column("waiting", "int", N_("Of these nobody knows yet.")),
        Column("kept", "int", N_("It was the last thing tried before the customer stayed.")),
        Column("kept_share", "share", N_("Kept, of those whose outcome is known.")),
        Column("cost", "amount", N_("What it cost us, where that was said.")),
        Column("saved", "amount", N_("What the orders came to that kept them.")),
        Column("cost_each", "amount", N_("The cost, for each customer who stayed."), head=N_("Cost per customer kept")),
    ), N_("What was tried in the period, what it cost, and what it kept.")),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    viewer, cut = viewer_of(session), months(asked.period)
    groups: dict[str, list[Row]] = {}
    found = session.execute(alerts(asked.period, cut, viewer.language, session.get_bind().dialect.name))
    for row in found.mappings():
        groups.setdefault(row["dimension"], []).append({**row})
    [whole], [before] = groups.get(ALL) or [EMPTY], groups.get(BEFORE) or [EMPTY]
    spoken = language(viewer.language)
    totals = told(whole)
    tried = [dict(row) for row in session.execute(actions(asked.period, viewer.language)).mappings()]
    sections = {
        "owners": _owners(groups.get("owner", ()), spoken),
        "rules": _rules(groups.get("rule", ())),
        "reasons": _reasons(groups.get(REASON, ()), totals, spoken),
        "actions": sorted(map(_outcome, tried), key=lambda row: (-row["kept"], -row["tried"], row["action"])),
    }
    rows = _by_month(groups.get("month", ()), cut, spoken) if whole["raised"] else []
    return Figures(rows, totals, told(before), sections)


def told(sums: Row) -> dict[str, Any]:
    return {**{name: sums[name] for name in (*COUNTS, *AMOUNTS)}, **rates(sums, sums)}


def rates(sums: Row, _whole: Row) -> dict[str, Any]:
    """The rate of retention: of those that have ended, those that stayed."""
    return {"retention": share_of(Decimal(sums["retained"]), Decimal(sums["retained"] + sums["lost"]))}


def _by_month(rows: Iterable[Row], cut: Sequence[Stretch], spoken: Language) -> list[Row]:
    known = {row["month"]: row for row in rows}
    told_months = [
        {"month": month_name(each.name, spoken), "first_day": each.first, "last_day": each.last,
         **told(known.get(place, EMPTY))}
        for place, each in enumerate(cut)
    ]  # fmt: skip
    return since_first(told_months, "raised")


def _owners(rows: Iterable[Row], spoken: Language) -> list[Row]:
    each = ({"owner_id": row["owner"], "owner": row["owner_name"] or spoken.say(NOBODY), **told(row)} for row in rows)
    return sorted(each, key=lambda row: (-row["raised"], row["owner"]))


def _rules(rows: Iterable[Row]) -> list[Row]:
    known = {row["rule"]: row for row in rows}
    return [{"rule": rule, **told(known[rule])} for rule in Rule if rule in known]


def _reasons(rows: Iterable[Row], totals: Row, spoken: Language) -> list[Row]:
    each = (
        {"reason_id": row[REASON], "reason": row["reason_name"] or spoken.say(NO_REASON),
         "lost": row["lost"], "value_lost": row["value_lost"],
         "share": share_of(row["value_lost"], totals["value_lost"])}
        for row in rows if row["lost"]
    )  # fmt: skip
    return sorted(each, key=lambda row: (-row["value_lost"], -row["lost"], row["reason"]))


def _outcome(row: Row) -> Row:
    """The cost of a customer kept: all that this measure cost, for each whom it kept."""
    each = (row["cost"] / row["kept"]).quantize(CENT) if row["kept"] else None
    return {
        **row,
        "kept_share": share_of(Decimal(row["kept"]), Decimal(row["tried"] - row["waiting"])),
        "cost_each": each,
    }


CHURN: Final = Report(
    name="churn",
    title=N_("Customer churn"),
    about=N_("Who we were warned of, who stayed and who left, why, and what it cost to keep them."),
    columns=(Column("month", "line", N_("The month in which they were raised.")), *SPAN, *FIGURES),
    totals=FIGURES,
    sums=(*COUNTS, *AMOUNTS),
    rates=rates,
    compute=compute,
    story=tell,
    sections=SECTIONS,
)

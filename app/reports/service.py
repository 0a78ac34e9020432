"""Customer service: how many requests came in, how soon they were answered and resolved, and what customers thought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.language import Language, language
from app.core.parameter import Asked
from app.core.period import Period
from app.core.report import Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.customers.channel import Channel
from app.reports.groupings import ALL, BEFORE
from app.reports.rates import share_of
from app.reports.service_figures import statement
from app.reports.service_story import tell
from app.reports.stretches import Stretch, month_name, months, since_first
from app.service.words import Priority, RequestKind

HUNDREDTH: Final = Decimal("0.01")
AN_HOUR, MINUTES = Decimal(3600), Decimal(60)
NOBODY: Final = N_("With nobody")
CHOICES: Final[Mapping[str, type[Any]]] = {"kind": RequestKind, "priority": Priority, "channel": Channel}
SUMS: Final = (
    "requests", "open", "escalated", "decided", "in_time", "rated", "score", "back", "minutes",
    "answer_many", "answer_seconds", "resolve_many", "resolve_seconds",
)  # fmt: skip
FIGURES: Final = (
    Column("requests", "int", N_("Requests that were opened in the period.")),
    Column("open", "int", N_("Of these, those that are not resolved yet."), head=N_("Still open")),
    Column("answer_median", "hours", N_("From opening to the first acceptance: half were sooner, half later."),
           head=N_("Answered in")),
    Column("answer_mean", "hours", N_("From opening to the first acceptance, on average."), head=N_("On average"),
           printed=False),
    Column("resolve_median", "hours", N_("From opening to the resolution that holds: half were sooner, half later."),
           head=N_("Resolved in")),
    Column("resolve_mean", "hours", N_("From opening to the resolution that holds, on average."),
           head=N_("On average, resolved"), printed=False),
    Column("on_time", "share", N_("Resolved by their due time, of those that were resolved or are late.")),
    Column("satisfaction", "number", N_("What customers thought last, from 1 to 5, on average.")),
    Column("sent_back", "share", N_("Rated under 3, or given to somebody else than the first."), digits=0),
    Column("escalated", "int", N_("Of which the manager was told.")),
    Column("worked", "hours", N_("Time spent on each that was resolved, as noted, on average."), head=N_("Work each"),
           printed=False),
)  # fmt: skip


def _section(name: str, title: str, about: str, *columns: Column) -> Section:
    return Section(name, title, (*columns, *FIGURES), about)


SECTIONS: Final = (
    _section("kinds", N_("By kind"), N_("How each kind of request was taken care of."),
             Column("kind", "choice", N_("What kind of request it was."), of=RequestKind)),
    _section("departments", N_("By department"), N_("The department that each request is with now."),
             Column("department_id", "id", head=N_("Department ID"), shown=False),
             Column("department", "line", N_("The department that it is with now."))),
    _section("months", N_("By month"), N_("By the month in which they were opened."),
             Column("month", "line", N_("The month.")),
             Column("first_day", "day", N_("The first day of the period in it."), shown=False),
             Column("last_day", "day", N_("The last day of the period in it."), shown=False)),
    _section("priorities", N_("By priority"), N_("By how urgent they are."),
             Column("priority", "choice", N_("How urgent it is."), of=Priority)),
    _section("channels", N_("By channel"), N_("By the way they came."),
             Column("channel", "choice", N_("The way it came."), of=Channel)),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    found = dict(reckoned(session, asked.period))
    totals, before, agents = found.pop("totals"), found.pop("before"), found.pop("agents")
    return Figures(agents, totals, before, found)


def reckoned(session: Session, period: Period) -> Mapping[str, Any]:
    """The groups of each dimension, all requests together, and those of the period before, of one statement."""
    viewer, cut = viewer_of(session), months(period)
    groups: dict[str, list[dict[str, Any]]] = {}
    found = session.execute(statement(period, cut, viewer.zone, session.get_bind().dialect.name))
    for row in found.mappings():
        groups.setdefault(row["dimension"], []).append(dict(row))
    whole = told((groups.get(ALL) or [EMPTY])[0])
    spoken = language(viewer.language)
    return {
        "totals": whole,
        "before": told((groups.get(BEFORE) or [EMPTY])[0]),
        "agents": _named(groups.get("agent", ()), "agent", spoken),
        "departments": _named(groups.get("department", ()), "department", spoken),
        "months": _by_month(groups.get("month", ()), cut, spoken),
        "kinds": _chosen(groups.get("kind", ()), "kind"),
        "priorities": _chosen(groups.get("priority", ()), "priority"),
        "channels": _chosen(groups.get("channel", ()), "channel"),
    }


def told(sums: Row) -> dict[str, Any]:
    """The sums of a group, its medians, and what follows from the sums."""
    medians = {f"{name}_median": _median(sums, name) for name in ("answer", "resolve")}
    return {**{name: sums[name] for name in SUMS}, **medians, **rates(sums, sums)}


def rates(sums: Row, _whole: Row) -> dict[str, Any]:
    """What follows from the sums of any requests together; a median does not."""
    return {
        "answer_mean": _hours(sums["answer_seconds"], sums["answer_many"] * AN_HOUR),
        "resolve_mean": _hours(sums["resolve_seconds"], sums["resolve_many"] * AN_HOUR),
        "on_time": share_of(Decimal(sums["in_time"]), Decimal(sums["decided"])),
        "satisfaction": _hours(sums["score"], Decimal(sums["rated"])),
        "sent_back": share_of(Decimal(sums["back"]), Decimal(sums["requests"])),
        "worked": _hours(sums["minutes"], sums["resolve_many"] * MINUTES),
    }


def _median(sums: Row, name: str) -> Decimal | None:
    return _hours(sums[f"{name}_twice"], 2 * AN_HOUR) if sums[f"{name}_many"] else None


def _hours(sum_of: Any, by: Decimal) -> Decimal | None:
    return (Decimal(sum_of) / by).quantize(HUNDREDTH) if by else None


EMPTY: Final = dict.fromkeys((*SUMS, "answer_twice", "resolve_twice"), 0)


def _named(rows: Iterable[Row], name: str, spoken: Language) -> list[Row]:
    """The largest group first; requests that are with nobody have their own row."""
    each = ({f"{name}_id": row[name], name: row[f"{name}_name"] or spoken.say(NOBODY), **told(row)} for row in rows)
    return sorted(each, key=lambda row: (-row["requests"], row[name]))


def _chosen(rows: Iterable[Row], name: str) -> list[Row]:
    """In the order in which people choose them."""
    known = {row[name]: row for row in rows}
    return [{name: member, **told(known[member])} for member in CHOICES[name] if member in known]


def _by_month(rows: Iterable[Row], cut: list[Stretch], spoken: Language) -> list[Row]:
    """Every month since the first request, also one without."""
    known = {row["month"]: row for row in rows}
    told_months = [
        {"month": month_name(each.name, spoken), "first_day": each.first, "last_day": each.last,
         **told(known.get(place, EMPTY))}
        for place, each in enumerate(cut)
    ]  # fmt: skip
    return since_first(told_months, "requests")


SERVICE: Final = Report(
    name="service",
    title=N_("Customer service"),
    about=N_("How many requests came in, how soon they were answered and resolved, and what customers thought of it."),
    columns=(
        Column("agent_id", "id", head=N_("Agent ID"), shown=False),
        Column("agent", "line", N_("Who has the request now, or resolved it.")),
        *FIGURES,
    ),
    totals=FIGURES,
    sums=SUMS,
    rates=rates,
    compute=compute,
    story=tell,
    sections=SECTIONS,
)

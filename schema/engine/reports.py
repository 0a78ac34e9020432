"""A report as one field: its parameters are arguments, its rows and totals are typed by its columns."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import strawberry
from strawberry import UNSET, Info
from strawberry.extensions import FieldExtension

from app.core.noun import now
from app.core.report import Answer, Column, Report
from schema.engine.context import Context, context_of
from schema.engine.guard import Guarded
from schema.engine.home import Home
from schema.engine.rows import Values
from schema.engine.weight import MOST_COLUMNS


def report_question(home: Home, report: Report) -> dict[str, Any]:
    """`reportX`, and the types `XReport`, `XReportRow` and `XReportTotals`"""
    kind = report.permission[1]
    _build(home, report, kind)

    def act(root: Any, info: Info, **given: Any) -> Answer:
        context = context_of(info)
        return report.answer(context.session, given, today=_today(context))

    question = f"report_{report.name}"
    arguments = {p.name: (f"{p.type.__name__} | None", UNSET) for p in report.parameters}
    return {question: home.resolver(question, act, f"{kind} | None", arguments, report.about)}


def _build(home: Home, report: Report, kind: str) -> None:
    row, totals = f"{kind}Row", f"{kind}Totals"
    home.made(row, *_columns(home, report.columns), f"{report.title}: one row.")
    home.made(totals, *_columns(home, report.totals), f"{report.title}: all rows together.")
    most = {"first": ("int", MOST_COLUMNS)}
    members = {
        "rows": home.resolver("rows", _rows, f"list[{row}]", most, f"In their order, {MOST_COLUMNS} at most."),
        "totals": home.resolver("totals", _totals, totals, {}, "All together, also the rows that are not told."),
        "first_day": home.resolver("first_day", _first_day, "date", {}, "The first day that it covers."),
        "last_day": home.resolver("last_day", _last_day, "date", {}, "The last day that it covers."),
    }
    home.made(kind, members, {}, report.about)


def _rows(root: Answer, info: Info, first: int) -> list[Values]:
    return [Values(row) for row in root.rows[:first]]


def _totals(root: Answer, info: Info) -> Values:
    return Values(root.totals)


def _first_day(root: Answer, info: Info) -> date:
    return root.period.first


def _last_day(root: Answer, info: Info) -> date:
    return root.period.last


def _today(context: Context) -> Any:
    return datetime.astimezone(now(), ZoneInfo(context.viewer.zone)).date()


def _columns(home: Home, columns: tuple[Column, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    members: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    for column in columns:
        doc = column.help or f"{column.label}."
        members[column.name] = strawberry.field(description=doc, extensions=_guards(column))
        annotations[column.name] = f"{_type(home, column)} | None"
    return members, annotations


def _guards(column: Column) -> list[FieldExtension]:
    permission, _, noun = column.guard.partition(" on ")
    return [Guarded(permission, noun, column.name)] if permission else []


def _type(home: Home, column: Column) -> str:
    if column.of is not None and issubclass(column.of, Enum):
        return home.enum(column.of)
    return {"id": "ID", "line": "str"}.get(column.kind, column.type.__name__)

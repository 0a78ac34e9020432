"""A report as one field: its parameters are arguments, its rows and totals are typed by its columns."""

from __future__ import annotations

from datetime import datetime
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
from schema.engine.limits import MOST_COLUMNS
from schema.engine.rows import Values


def report_question(home: Home, report: Report) -> dict[str, Any]:
    """`reportX`, and the types `XReport`, `XReportRow` and `XReportTotals`"""
    name = report.permission[1]
    for kind, columns in (("Row", report.columns), ("Totals", report.totals)):
        members, annotations = _columns(home, columns, name)
        home.made(f"{name}{kind}", members, annotations, f"{report.title}: what it says as one of its {kind.lower()}s.")

    def rows(root: Answer, info: Info, first: int) -> list[Values]:
        return [Values(row) for row in root.rows[:first]]

    def totals(root: Answer, info: Info) -> Values:
        return Values(root.totals)

    doc = f"The rows in their order, {MOST_COLUMNS} at most."
    members = {
        "rows": home.resolver("rows", rows, f"list[{name}Row]", {"first": ("int", MOST_COLUMNS)}, doc),
        "totals": home.resolver(
            "totals", totals, f"{name}Totals", {}, "All rows together, also those that are not told."
        ),
        "first_day": home.resolver(
            "first_day", lambda root, info: root.period.first, "date", {}, "The first day that it covers."
        ),
        "last_day": home.resolver(
            "last_day", lambda root, info: root.period.last, "date", {}, "The last day that it covers."
        ),
    }
    home.made(name, members, {}, report.about)
    question = f"report_{report.name}"
    arguments = {p.name: (f"{p.type.__name__} | None", UNSET) for p in report.parameters}

    def act(root: Any, info: Info, **given: Any) -> Answer:
        context = context_of(info)
        return report.answer(context.session, given, today=_today(context))

    return {question: home.resolver(question, act, f"{name} | None", arguments, report.about)}


def _today(context: Context) -> Any:
    return datetime.astimezone(now(), ZoneInfo(context.viewer.zone)).date()


def _columns(home: Home, columns: tuple[Column, ...], name: str) -> tuple[dict[str, Any], dict[str, str]]:
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

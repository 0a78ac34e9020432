"""A report as one field: its parameters are arguments, its rows and totals are typed by its columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

import strawberry
from strawberry import UNSET, Info
from strawberry.extensions import FieldExtension

from app.core.errors import INVALID, Refused
from app.core.noun import now
from app.core.parameter import Parameter
from app.core.report import Answer, Column, Report, Row, Section
from app.core.words import N_, camel
from schema.engine.context import Context, context_of
from schema.engine.guard import Guarded
from schema.engine.home import Home
from schema.engine.rows import Values
from schema.engine.weight import MOST_COLUMNS

MANY: Final = {"first": ("int", MOST_COLUMNS), "offset": ("int", 0)}
ROWS: Final = f"In their order: {MOST_COLUMNS} at most, after the `offset` first ones."


def report_question(home: Home, report: Report) -> dict[str, Any]:
    """`reportX`, and the types `XReport`, `XReportRow`, `XReportTotals` and one for the rows of each section"""
    kind = report.permission[1]
    _build(home, report, kind)

    def act(root: Any, info: Info, **given: Any) -> Answer:
        context = context_of(info)
        return report.answer(context.session, given, today=_today(context))

    question = f"report_{report.name}"
    arguments = {p.name: (f"{_asked(home, p)} | None", UNSET) for p in report.parameters}
    docs = {p.name: p.help for p in report.parameters}
    return {question: home.resolver(question, act, f"{kind} | None", arguments, report.about, docs)}


def _build(home: Home, report: Report, kind: str) -> None:
    row, totals = f"{kind}Row", f"{kind}Totals"
    home.made(row, *_columns(home, report.columns), f"{report.title}: one row.")
    home.made(totals, *_columns(home, report.totals), f"{report.title}: all rows together.")
    members = {
        "rows": home.resolver("rows", _rows, f"list[{row}]", MANY, ROWS),
        **{each.name: _section(home, report, each, kind) for each in report.sections},
        "totals": home.resolver("totals", _totals, totals, {}, "All together, also the rows that are not told."),
        "first_day": home.resolver("first_day", _first_day, "date", {}, "The first day that it covers."),
        "last_day": home.resolver("last_day", _last_day, "date", {}, "The last day that it covers."),
    }
    home.made(kind, members, {}, report.about)


def _section(home: Home, report: Report, section: Section, kind: str) -> Any:
    row = f"{kind}{camel('_' + section.name)}Row"
    home.made(row, *_columns(home, section.columns), f"{report.title}, {section.title}: one row.")

    def rows(root: Answer, info: Info, **which: int) -> list[Values]:
        return _turned(root.section(section.name), **which)

    return home.resolver(section.name, rows, f"list[{row}]", MANY, section.about or f"{section.title}.")


def _rows(root: Answer, info: Info, **which: int) -> list[Values]:
    return _turned(root.rows, **which)


def _turned(rows: Sequence[Row], first: int, offset: int) -> list[Values]:
    if offset < 0:
        raise Refused(INVALID, N_("Rows are counted from 0 on."), "offset")
    return [Values(row) for row in rows[offset : offset + first]]


def _asked(home: Home, parameter: Parameter) -> str:
    """The type of an argument."""
    if parameter.kind == "choice":
        return home.enum(parameter.type)
    return "ID" if parameter.kind == "noun" else "date"


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
    return "ID" if column.kind == "id" else column.type.__name__

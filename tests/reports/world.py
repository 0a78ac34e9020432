"""A company in which every report has something to tell: orders of ten years, requests that were helped with,
and alerts that ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.language import language
from app.core.report import Answer, Column, Report, Row
from app.press.story import Reader
from app.press.table import text
from tests.databases import Written
from tests.reports import leaving
from tests.reports.helping import Desk
from tests.reports.selling import Market

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DAYS = {"from": "2015-03-01", "to": "2026-03-31"}
QUERY = "?from=2015-03-01&to=2026-03-31"
Looking = Callable[[str], Session]


@pytest.fixture
def world(written: Written) -> None:
    written(write)


def write(engine: sa.Engine) -> None:
    Market(7).write(engine)
    with system_session(engine) as session:
        Desk(session, 11)
        leaving.Desk(session, 5)


def chosen(report: Report) -> dict[str, str]:
    """The days of the world, as far as the report asks for days."""
    return {name: day for name, day in DAYS.items() if name in {each.name for each in report.parameters}}


def answered(session: Session, report: Report, **more: str) -> Answer:
    return report.answer(session, {**chosen(report), **more}, today=TODAY)


def reader(code: str = "en") -> Reader:
    return Reader(language(code), name="Eva Lindqvist")


def tables(answer: Answer) -> Iterator[tuple[str, tuple[Column, ...], Any]]:
    """The rows and the sections of an answer."""
    yield "", answer.columns, answer.rows
    for section in answer.sections:
        yield section.name, section.columns, answer.section(section.name)


def one_of(report: Report) -> str:
    """Somebody who may read it: the sales manager, or who leads service."""
    from config import ROLES

    return "max" if report.permission[1] in ROLES["Sales manager"].may else "dan"


def written(row: Row, columns: tuple[Column, ...], shown: Reader) -> list[str]:
    """The values of a row as they are read."""
    return [text(row.get(column.name), column, shown) for column in columns]


def spoken(value: Any) -> Any:
    """A value as JSON has it."""
    return value.name if isinstance(value, Enum) else value


def counted(page: str) -> int:
    """How many the list counts."""
    found = re.search(r'id="count"[^>]*>([\d,]+)<', page)
    return int(found[1].replace(",", "")) if found else -1

"""What tests of imports share: sheets out of rows, the published orders, and a fingerprint of all that is stored."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core.database import system_session
from app.core.files import mapping
from app.core.files.entry import Problem
from app.core.files.importing import Outcome, Wish, imported
from app.core.files.sheet import Row, Sheet, opened
from app.core.noun import Noun, nouns
from app.demo.orders import FILE, MAP
from app.sales.order import Order

OWN = {"version", "created_at", "changed_at", "created_by_id", "changed_by_id"}


def fingerprint(engine: sa.Engine) -> dict[str, str]:
    """By noun, one hash over all its rows: every column but the version and the stamps."""
    with system_session(engine) as session:
        return {noun.__name__: _hash(session, noun) for noun in nouns() if issubclass(noun, Noun)}


def _hash(session: Any, noun: Any) -> str:
    columns = [column for column in noun.__table__.columns if column.name not in OWN]
    rows = session.execute(sa.select(*columns).order_by(noun.__table__.c.id))
    total = hashlib.sha256()
    for row in rows:
        total.update(repr(tuple(row)).encode())
    return total.hexdigest()


@dataclass
class Taken:
    """What came of an import, and what was handed back."""

    outcome: Outcome
    rejected: dict[int, list[Problem]] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[int, list[str]]:
        return {row: [f"{p.column}: {p.why}" for p in problems] for row, problems in self.rejected.items()}

    def counts(self, noun: str) -> tuple[int, int, int, int]:
        count = self.outcome.counts[noun]
        return count["created"], count["updated"], count["skipped"], count["failed"]


def take(session: Any, sheet: Sheet, how: mapping.Mapping, **wish: Any) -> Taken:
    rejected: dict[int, list[Problem]] = {}
    outcome = imported(session, sheet, how, Wish(reject=lambda row, why: rejected.update({row.number: why}), **wish))
    return Taken(outcome, rejected)


def take_orders(session: Any, path: Path, **wish: Any) -> Taken:
    return take(session, opened(path), mapping.read(MAP, Order), **wish)


def take_named(session: Any, noun: type[Any], path: Path, key: str = "", **wish: Any) -> Taken:
    sheet = opened(path)
    return take(session, sheet, mapping.matched(noun, sheet.columns, key=key, file=path.name), **wish)


def written(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def some_orders(path: Path, count: int, change: Callable[[Row], Sequence[Any]] | None = None) -> Path:
    """The first rows of the published file, changed on the way."""
    sheet = opened(FILE)
    rows = (row for row in sheet.rows() if row.number <= count + 1)
    return written(path, sheet.columns, ((change(row) if change else row.cells) for row in rows))


def every_twentieth_broken(row: Row) -> Sequence[Any]:
    """In turn: a day that is none, a sale that is no number, a quantity of nothing, half a row, a segment unknown."""
    cells = list(row.cells)
    if row.number % 20:
        return cells
    match row.number // 20 % 5:
        case 0:
            cells[2] = "2016-13-45"
        case 1:
            cells[17] = "much"
        case 2:
            cells[18] = "0"
        case 3:
            cells = cells[:9]
        case _:
            cells[7] = "Friends"
    return cells

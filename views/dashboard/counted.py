"""Rows of a list, counted, added up or averaged: a figure and the list that it leads to say the same, because they are
the same filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

from app.core.noun import now
from app.core.viewer import Viewer
from views import clock
from views.fab.address import list_address
from views.fab.filters import Asker, read_filter
from views.fab.readable import readable
from views.fab.reader import Reader


@dataclass(frozen=True)
class Counted:
    """Rows of a noun that pass filters, as a list says them ("due_on:to:{today}"), and what is asked of them."""

    noun: type[Any]
    filters: tuple[str, ...] = ()
    of: str = ""
    """The field that is added up or averaged; without one, rows are counted."""
    how: str = "sum"
    fits: Callable[[Asking], sa.ColumnElement[bool]] | None = None
    """Which rows, where no list of them has filters."""
    path: str = ""
    """Where they are shown then."""
    may: tuple[str, str] | None = None
    """Who sees them then."""

    def is_open_to(self, viewer: Viewer) -> bool:
        """Who may list the rows and read the field."""
        if self.may is not None:
            return viewer.can(*self.may)
        return viewer.can("can_list", self.noun.__name__) and (not self.of or self.of in readable(self.noun, viewer))


@dataclass(frozen=True)
class Asking:
    """Who asks, and on which day of theirs."""

    viewer: Viewer
    zone: str
    today: date

    @classmethod
    def of(cls, viewer: Viewer, read: Reader) -> Asking:
        """Somebody who looks now."""
        return cls(viewer, read.zone, clock.today(now(), read))

    @property
    def days(self) -> Mapping[str, date]:
        """What stands in the places of filters."""
        month, year = self.today.replace(day=1), self.today.replace(month=1, day=1)
        before = (month - timedelta(days=1)).replace(day=1)
        return {
            "today": self.today, "tomorrow": self.today + timedelta(days=1), "yesterday": _back(self.today, 1),
            "month": month, "year": year, "month_before": before, "same_day": self._same_day(before),
            "year_before": year.replace(year=year.year - 1), "same_day_of_year": self._a_year_ago,
            "quarter": _back(self.today, 90), "twelve_weeks": _back(self.today, 84),
        }  # fmt: skip

    def _same_day(self, month: date) -> date:
        """Of another month: its last day where it is shorter."""
        following = (month + timedelta(days=31)).replace(day=1)
        return min(month + timedelta(days=self.today.day - 1), following - timedelta(days=1))

    @property
    def _a_year_ago(self) -> date:
        return self._same_day(self.today.replace(year=self.today.year - 1, day=1))

    def said(self, counted: Counted) -> list[str]:
        return [each.format(**self.days) for each in counted.filters]

    def condition(self, counted: Counted) -> sa.ColumnElement[bool]:
        """What the list of these filters shows; what cannot be read shows nothing."""
        if counted.fits is not None:
            return counted.fits(self)
        asker = Asker(readable(counted.noun, self.viewer), self.zone, self.viewer)
        each = [read_filter(said, asker).condition for said in self.said(counted)]
        return reduce(sa.and_, each, sa.true())

    def address(self, counted: Counted, *more: str) -> str:
        """The list of the rows, for who may open it."""
        if counted.path:
            return f"{request.script_root}{counted.path}" if counted.is_open_to(self.viewer) else ""
        path = list_address(counted.noun, self.viewer)
        said = [("f", each) for each in (*self.said(counted), *more)]
        return f"{path}?{urlencode(said)}" if path else ""


def _back(day: date, days: int) -> date:
    return day - timedelta(days=days)


def answers(session: Session, asking: Asking, each: Sequence[Counted]) -> Mapping[Counted, Any]:
    """What all of them come to: one statement, under the viewer's rule."""
    asked = list(dict.fromkeys(each))
    if not asked:
        return {}
    columns = [_value(asking, one).label(f"n{place}") for place, one in enumerate(asked)]
    return dict(zip(asked, session.execute(sa.select(*columns)).one(), strict=True))


def grouped(session: Session, asking: Asking, counted: Counted, by: Any, *, along: Sequence[Any] = ()) -> Sequence[Any]:
    """The same for each group of rows: rows of the keys and their figure, in one statement."""
    keys = by if isinstance(by, tuple) else (by,)
    rows = sa.select(*keys, _asked(counted).label("value")).where(asking.condition(counted)).group_by(*keys)
    for link in along:
        rows = rows.join(link)
    return session.execute(rows).all()


def _value(asking: Asking, counted: Counted) -> sa.ScalarSelect[Any]:
    return sa.select(_asked(counted)).where(asking.condition(counted)).scalar_subquery()


def _asked(counted: Counted) -> Any:
    noun = counted.noun
    return getattr(sa.func, counted.how)(getattr(noun, counted.of)) if counted.of else sa.func.count(noun.id)

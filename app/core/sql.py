"""What both engines can do and each says differently: days apart, and JSON that is put together by the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):  # noqa: N801 - reads as the function that it is
    """Whole days from the second day to the first."""

    type = sa.Integer()
    inherit_cache = True


class days_before(GenericFunction[Any]):  # noqa: N801
    """The day that is so many days before another."""

    type = sa.Date()
    inherit_cache = True


class first_of_month(GenericFunction[Any]):  # noqa: N801
    """The first day of the month that a day is in."""

    type = sa.Date()
    inherit_cache = True


class first_of_year(GenericFunction[Any]):  # noqa: N801
    """The first day of the year that a day is in."""

    type = sa.Date()
    inherit_cache = True


class seconds_of(GenericFunction[int]):  # noqa: N801
    """A moment as whole seconds since 1970."""

    type = sa.BigInteger()
    inherit_cache = True


class json_record(GenericFunction[Any]):  # noqa: N801
    """Names and values in turn, as one JSON object."""

    type = sa.JSON()
    inherit_cache = True


class json_list(GenericFunction[Any]):  # noqa: N801
    """The values of a column, as one JSON list; empty where there is none."""

    type = sa.JSON()
    inherit_cache = True


def _parts(element: Any, compiler: Any, **kw: Any) -> list[str]:
    return [compiler.process(clause, **kw) for clause in element.clauses]


@compiles(days_between, "postgresql")
def _days_between_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = _parts(element, compiler, **kw)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(days_between, "sqlite")
def _days_between_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = _parts(element, compiler, **kw)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_before, "postgresql")
def _days_before_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = _parts(element, compiler, **kw)
    return f"(CAST({day} AS DATE) - {days})"


@compiles(days_before, "sqlite")
def _days_before_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = _parts(element, compiler, **kw)
    return f"date({day}, -({days}) || ' days')"


@compiles(first_of_month, "postgresql")
def _first_of_month_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    """By subtraction of days: truncating a day would make it a moment first."""
    [day] = _parts(element, compiler, **kw)
    return f"({day} - (CAST(date_part('day', {day}) AS INTEGER) - 1))"


@compiles(first_of_month, "sqlite")
def _first_of_month_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    [day] = _parts(element, compiler, **kw)
    return f"date({day}, 'start of month')"


@compiles(first_of_year, "postgresql")
def _first_of_year_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    [day] = _parts(element, compiler, **kw)
    return f"({day} - (CAST(date_part('doy', {day}) AS INTEGER) - 1))"


@compiles(first_of_year, "sqlite")
def _first_of_year_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    [day] = _parts(element, compiler, **kw)
    return f"date({day}, 'start of year')"


@compiles(seconds_of, "postgresql")
def _seconds_of_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    """With a binary fraction: it keeps a millionth of a second, and is cut off sooner than a decimal one."""
    [moment] = _parts(element, compiler, **kw)
    return f"CAST(floor(date_part('epoch', {moment})) AS BIGINT)"


@compiles(seconds_of, "sqlite")
def _seconds_of_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    [moment] = _parts(element, compiler, **kw)
    return f"CAST(strftime('%s', {moment}) AS INTEGER)"


@compiles(json_record, "postgresql")
def _json_record_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"json_build_object({', '.join(_parts(element, compiler, **kw))})"


@compiles(json_record, "sqlite")
def _json_record_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    """A list that comes out of a subquery is text again until it is said to be JSON."""
    pairs = zip(list(element.clauses), _parts(element, compiler, **kw), strict=True)
    return f"json_object({', '.join(f'json({s})' if isinstance(c.type, sa.JSON) else s for c, s in pairs)})"


@compiles(json_list, "postgresql")
def _json_list_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    [values] = _parts(element, compiler, **kw)
    return f"coalesce(json_agg({values}), CAST('[]' AS JSON))"


@compiles(json_list, "sqlite")
def _json_list_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    [values] = _parts(element, compiler, **kw)
    return f"json_group_array({values})"

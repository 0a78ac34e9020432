"""Amounts as plain numbers and back, said to each engine in its own words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.kinds import Exact

HUNDREDTHS = Exact(7, 4)


class plain(FunctionElement[float]):  # noqa: N801 - reads as the function that it is
    """An exact amount as a number that roots and logarithms are taken of."""

    type = sa.Float()
    inherit_cache = True


@compiles(plain, "postgresql")
def _plain_on_postgresql(element: plain, compiler: Any, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AS DOUBLE PRECISION)"


@compiles(plain, "sqlite")
def _plain_on_sqlite(element: plain, compiler: Any, **more: Any) -> str:
    """SQLite keeps whole units of the last digit."""
    amount: Any = next(iter(element.clauses))
    return f"(CAST({compiler.process(amount, **more)} AS REAL) / {10**amount.type.scale}.0)"


class in_hundredths(FunctionElement[Decimal]):  # noqa: N801
    """A number between nothing and one as a rate of whole hundredths."""

    type = HUNDREDTHS
    inherit_cache = True


@compiles(in_hundredths, "postgresql")
def _hundredths_on_postgresql(element: in_hundredths, compiler: Any, **more: Any) -> str:
    return f"ROUND(CAST({compiler.process(element.clauses, **more)} AS NUMERIC), 2)"


@compiles(in_hundredths, "sqlite")
def _hundredths_on_sqlite(element: in_hundredths, compiler: Any, **more: Any) -> str:
    return f"CAST(ROUND({compiler.process(element.clauses, **more)} * 100) AS INTEGER) * {10 ** (HUNDREDTHS.scale - 2)}"


class times(FunctionElement[Decimal]):  # noqa: N801
    """The product of two exact amounts with four decimals each, rounded to four again; neither is below nothing."""

    type = Exact(16, 4)
    inherit_cache = True


@compiles(times, "postgresql")
def _times_on_postgresql(element: times, compiler: Any, **more: Any) -> str:
    one, other = (compiler.process(clause, **more) for clause in element.clauses)
    return f"ROUND({one} * {other}, 4)"


@compiles(times, "sqlite")
def _times_on_sqlite(element: times, compiler: Any, **more: Any) -> str:
    one, other = (compiler.process(clause, **more) for clause in element.clauses)
    return f"(({one} * {other} + 5000) / 10000)"


class by_the_hour(FunctionElement[Decimal]):  # noqa: N801
    """What so many minutes come to at the price of an hour with four decimals, rounded to four again."""

    type = Exact(16, 4)
    inherit_cache = True


@compiles(by_the_hour, "postgresql")
def _by_the_hour_on_postgresql(element: by_the_hour, compiler: Any, **more: Any) -> str:
    minutes, price = (compiler.process(clause, **more) for clause in element.clauses)
    return f"ROUND({minutes} * {price} / 60, 4)"


@compiles(by_the_hour, "sqlite")
def _by_the_hour_on_sqlite(element: by_the_hour, compiler: Any, **more: Any) -> str:
    minutes, price = (compiler.process(clause, **more) for clause in element.clauses)
    return f"(({minutes} * {price} + 30) / 60)"

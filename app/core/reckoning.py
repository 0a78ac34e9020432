"""What is reckoned inside the database and said differently to each engine: days, and amounts as plain numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.kinds import Exact

HUNDREDTHS = Exact(7, 4)


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the function that it is
    """How many days the second day is after the first."""

    type = sa.Integer()
    inherit_cache = True


@compiles(days_between, "postgresql")
def _days_on_postgresql(element: days_between, compiler: Any, **more: Any) -> str:
    first, second = (compiler.process(each, **more) for each in element.clauses)
    return f"(CAST({second} AS DATE) - CAST({first} AS DATE))"


@compiles(days_between, "sqlite")
def _days_on_sqlite(element: days_between, compiler: Any, **more: Any) -> str:
    first, second = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


class plain(FunctionElement[float]):  # noqa: N801
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

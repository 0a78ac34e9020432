"""What something is worth times how likely it is, in whole cents on both engines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.kinds import Exact

PLACES = 10_000
"""A rate has four decimals: on SQLite, which keeps whole units, a product is as many times too large."""


class weigh(FunctionElement[Any]):  # noqa: N801 - reads like a function of the database
    """`weigh(value, rate)`: rounded half up."""

    name, inherit_cache, type = "weigh", True, Exact(16, 2)


@compiles(weigh)
def _numeric(element: weigh, compiler: Any, **kw: Any) -> str:
    value, rate = (compiler.process(each, **kw) for each in element.clauses)
    return f"round({value} * {rate}, 2)"


@compiles(weigh, "sqlite")
def _whole(element: weigh, compiler: Any, **kw: Any) -> str:
    value, rate = (compiler.process(each, **kw) for each in element.clauses)
    return f"(({value} * {rate} + {PLACES // 2}) / {PLACES})"


def weighted(value: Any, rate: Any) -> sa.ColumnElement[Any]:
    return sa.type_coerce(weigh(value, rate), Exact(16, 2))

"""The first day of the period that a day or a moment lies in, said to each engine in its own words."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from schema.engine.types import ByDay

_POSTGRESQL = {each: each.value for each in ByDay} | {ByDay.VALUE: "day"}
_SQLITE = {
    ByDay.VALUE: "date({0})",
    ByDay.DAY: "date({0})",
    ByDay.WEEK: "date({0}, 'weekday 0', '-6 days')",
    ByDay.MONTH: "date({0}, 'start of month')",
    ByDay.QUARTER: "date({0}, 'start of month', '-' || ((strftime('%m', {0}) - 1) % 3) || ' months')",
    ByDay.YEAR: "date({0}, 'start of year')",
}


class FirstDay(sa.sql.functions.GenericFunction[date]):
    """`FirstDay(column, ByDay.MONTH)`"""

    type = sa.Date()
    inherit_cache = True
    name = "first_day"

    def __init__(self, column: Any, by: ByDay) -> None:
        super().__init__(column, sa.literal_column(f"'{by.value}'"))


def _period(element: FirstDay) -> tuple[Any, ByDay]:
    column, by = element.clauses
    return column, ByDay(by.name.strip("'"))


@compiles(FirstDay, "postgresql")
def _on_postgresql(element: FirstDay, compiler: SQLCompiler, **more: Any) -> str:
    column, by = _period(element)
    text = compiler.process(column, **more)
    in_utc = text if isinstance(column.type, sa.Date) else f"{text} AT TIME ZONE 'UTC'"
    return f"CAST(date_trunc('{_POSTGRESQL[by]}', CAST({in_utc} AS timestamp)) AS date)"


@compiles(FirstDay, "sqlite")
def _on_sqlite(element: FirstDay, compiler: SQLCompiler, **more: Any) -> str:
    column, by = _period(element)
    return _SQLITE[by].format(compiler.process(column, **more))

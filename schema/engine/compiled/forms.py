"""How values and JSON are written by each engine, so that they read as Strawberry writes them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa

from app.core.shape import Field

PLAIN, KEY, NUMBER, MOMENT, TRUTH, JSON = "plain", "key", "number", "moment", "truth", "json"
_FORMS: dict[Any, str] = {Decimal: NUMBER, datetime: MOMENT, bool: TRUTH, dict: JSON}
MOST_PAIRS = 40
"""How many pairs one call of a function takes on both engines."""


def lit(text: str) -> Any:
    """SQL of our own; never what a reader has sent."""
    return sa.literal_column(text)


def form_of(f: Field) -> str:
    """In which form a value of the field is told."""
    return KEY if f.column_is_key else _FORMS.get(f.type, PLAIN)


class Forms(Protocol):
    """What each engine says in its own words."""

    @property
    def engine(self) -> str: ...
    def told(self, value: Any, form: str) -> Any: ...
    def inside(self, value: Any, form: str) -> Any: ...
    def pairs(self, given: list[Any]) -> Any: ...
    def many(self, values: list[Any]) -> Any: ...
    def all(self, value: Any, where: Any) -> Any: ...
    def nested(self, value: Any) -> Any: ...
    def maybe(self, here: Any, value: Any) -> Any: ...
    def text(self, value: Any) -> Any: ...
    def scale(self, f: Field) -> int: ...


class PostgreSQL:
    """Numbers and moments are text, whatever the session's settings are."""

    engine = "postgresql"

    def told(self, value: Any, form: str) -> Any:
        if form == MOMENT:
            utc = sa.func.timezone(lit("'UTC'"), value)
            text = sa.func.to_char(utc, lit("""'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'"""))
            return sa.func.replace(text, lit("'.000000+'"), lit("'+'"))
        return sa.cast(value, sa.Text) if form in (KEY, NUMBER, JSON) else value

    def inside(self, value: Any, form: str) -> Any:
        return value if form == JSON else self.told(value, form)

    def pairs(self, given: list[Any]) -> Any:
        return sa.func.json_build_object(*given)

    def many(self, values: list[Any]) -> Any:
        return sa.func.json_build_array(*values)

    def all(self, value: Any, where: Any) -> Any:
        every = sa.func.json_agg(value)
        return sa.func.coalesce(every if where is None else every.filter(where), lit("CAST('[]' AS JSON)"))

    def nested(self, value: Any) -> Any:
        return value

    def maybe(self, here: Any, value: Any) -> Any:
        return sa.case((here.is_not(None), value))

    def text(self, value: Any) -> Any:
        return sa.cast(value, sa.Text)

    def scale(self, f: Field) -> int:
        return 0


class SQLite:
    """What is JSON is said to be, or it would be quoted; numbers are whole units of their last digit."""

    engine = "sqlite"

    def told(self, value: Any, form: str) -> Any:
        if form == MOMENT:
            return _moment(value)
        if form == NUMBER:
            return _number(value, value.type)
        return sa.cast(value, sa.Text) if form == KEY else value

    def inside(self, value: Any, form: str) -> Any:
        if form == TRUTH:
            return sa.func.json(sa.case((value, lit("'true'")), (sa.not_(value), lit("'false'"))))
        return sa.func.json(sa.type_coerce(value, sa.Text)) if form == JSON else self.told(value, form)

    def pairs(self, given: list[Any]) -> Any:
        return sa.func.json_object(*given)

    def many(self, values: list[Any]) -> Any:
        return sa.func.json_array(*values)

    def all(self, value: Any, where: Any) -> Any:
        every = sa.func.json_group_array(value)
        return sa.func.json(every if where is None else every.filter(where))

    def nested(self, value: Any) -> Any:
        return sa.func.json(value)

    def maybe(self, here: Any, value: Any) -> Any:
        return sa.func.json(sa.case((here.is_not(None), value), else_=lit("'null'")))

    def text(self, value: Any) -> Any:
        return value

    def scale(self, f: Field) -> int:
        return f.digits or 0


def _moment(value: Any) -> Any:
    """`2026-01-05 09:00:00.000000`, as it is kept, with its fraction only where there is one."""
    kept = sa.type_coerce(value, sa.Text)

    def part(start: int, length: int) -> Any:
        return sa.func.substr(kept, lit(str(start)), lit(str(length)))

    fraction = sa.case((part(20, 7).between(lit("'.000001'"), lit("'.999999'")), part(20, 7)), else_=lit("''"))
    return part(1, 10).concat(lit("'T'")).concat(part(12, 8)).concat(fraction).concat(lit("'+00:00'"))


def _number(value: Any, kind: Any) -> Any:
    whole = sa.type_coerce(value, sa.Integer)
    scale = getattr(kind, "scale", None) or 0
    if not scale:
        return sa.cast(whole, sa.Text)
    size, unit = sa.func.abs(whole), lit(str(10**scale))
    sign = sa.case((whole < lit("0"), lit("'-'")), else_=lit("''"))
    text = sa.func.printf(lit(f"'%s%d.%0{scale}d'"), sign, size.op("/")(unit), size.op("%")(unit))
    return sa.case((whole.is_not(None), text))


FORMS: dict[str, Forms] = {each.engine: each for each in (PostgreSQL(), SQLite())}


def record(forms: Forms, members: list[tuple[str, Any]]) -> Any:
    """A JSON object; its names are of GraphQL's grammar, so they need no quoting beyond quotes."""
    parts = [_some(forms, members[n : n + MOST_PAIRS]) for n in range(0, max(1, len(members)), MOST_PAIRS)]
    return parts[0] if len(parts) == 1 else forms.nested(_joined(forms, parts))


def _some(forms: Forms, members: list[tuple[str, Any]]) -> Any:
    return forms.pairs([each for name, value in members for each in (lit(f"'{name}'"), value)])


def _joined(forms: Forms, parts: list[Any]) -> Any:
    """A function takes no more than so many arguments: objects are put together where one ends and one begins."""
    texts = [sa.cast(each, sa.Text) for each in parts]
    whole: Any = sa.func.substr(texts[0], lit("1"), sa.func.length(texts[0]) - lit("1"))
    for n, text in enumerate(texts[1:], 2):
        length = sa.func.length(text) - lit("1" if n == len(texts) else "2")
        whole = whole.concat(lit("','")).concat(sa.func.substr(text, lit("2"), length))
    return sa.cast(whole, sa.JSON) if isinstance(forms, PostgreSQL) else whole

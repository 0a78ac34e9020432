"""The kinds of values that columns have. A kind decides the SQL type, the form field, the API type and the format."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from app.core.files.upload import Upload

NUMERIC = 1700
"""What PostgreSQL calls this type in answers."""


class Moment(sa.TypeDecorator[datetime]):
    """A point in time: UTC and aware, on both engines."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.TypeDecorator[Decimal]):
    """A decimal kept exactly: NUMERIC on PostgreSQL, whole units of the last digit on SQLite, which has no decimals.

    Sums, comparisons and order are exact on both. Products of two such columns are not written in SQL.
    """

    impl = sa.Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision, self.scale = precision, scale

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        rounded = round(Decimal(value), self.scale)
        return int(rounded.scaleb(self.scale)) if dialect.name == "sqlite" else rounded

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return round(Decimal(value).scaleb(-self.scale), self.scale)
        return Decimal(value)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """What PostgreSQL tells as NUMERIC is a decimal already."""
        return None if coltype == NUMERIC else super().result_processor(dialect, coltype)


def _is(kind: str) -> dict[str, str]:
    return {"kind": kind}


Line = Annotated[str, mapped_column(sa.String(200), info=_is("line"))]
Text = Annotated[str, mapped_column(sa.Text, info=_is("text"))]
Number = Annotated[str, mapped_column(sa.String(30), info=_is("number"), unique=True)]
Code = Annotated[str, mapped_column(sa.String(20), info=_is("line"))]
ExternalId = Annotated[str, mapped_column(sa.String(60), info=_is("line"), unique=True)]
Phone = Annotated[str, mapped_column(sa.String(40), info=_is("phone"))]
Email = Annotated[str, mapped_column(sa.String(200), info=_is("email"))]
Url = Annotated[str, mapped_column(sa.String(300), info=_is("url"))]
Secret = Annotated[str, mapped_column(sa.String(200), info=_is("secret"))]
"""Typed unseen and told to nobody; what is kept of it is a hash."""
Money = Annotated[Decimal, mapped_column(Exact(14, 2), info=_is("money"))]
Amount = Annotated[Decimal, mapped_column(Exact(16, 4), info=_is("amount"))]
Quantity = Annotated[Decimal, mapped_column(Exact(14, 4), info=_is("quantity"))]
Rate = Annotated[Decimal, mapped_column(Exact(7, 4), info=_is("rate"))]

TYPES: dict[Any, Any] = {datetime: Moment(), dict[str, str]: sa.JSON(), dict[str, Any]: sa.JSON()}

KINDS: tuple[tuple[type[Any], str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (Decimal, "amount"),
    (datetime, "moment"),
    (date, "day"),
    (str, "line"),
    (dict, "json"),
    (Upload, "file"),
)
"""The kind of a plain Python type, where the column names none."""

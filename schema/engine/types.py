"""The types that every schema has, whatever its nouns are."""

from __future__ import annotations

from enum import Enum

import strawberry


@strawberry.enum(description="From low to high, or from high to low; what is empty comes last.")
class Direction(Enum):
    ASC = "asc"
    DESC = "desc"


@strawberry.enum(description="What a value is grouped by: itself.")
class ByValue(Enum):
    VALUE = "value"


@strawberry.enum(
    description="What a day is grouped by: itself, or the first day of what it lies in. Moments are in UTC."
)
class ByDay(Enum):
    VALUE = "value"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@strawberry.type(description="Why it was not done, in words for the person who asked.")
class UserError:
    code: str = strawberry.field(description="REFUSED, FORBIDDEN, NOT_FOUND, INVALID, CONFLICT or DUPLICATE.")
    message: str = strawberry.field(description="In the reader's language.")
    field: str | None = strawberry.field(default=None, description="The field to show it beside.")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More follows after `endCursor`.")
    has_previous_page: bool = strawberry.field(description="Whether it was asked for after a cursor.")
    start_cursor: str | None = strawberry.field(default=None, description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(
        default=None, description="The cursor of the last edge; the next `after`."
    )

"""A period is read as days, or declined in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.core.period import FIRST_YEAR, LAST_YEAR, Period

LAST = date(2026, 11, 21)
DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def read(**given: object) -> Period:
    return Period.read({name.removesuffix("_"): value for name, value in given.items()}, lambda: LAST)


def test_unless_told_it_is_the_year_up_to_the_last_day() -> None:
    assert read() == Period(date(2025, 11, 22), LAST)
    assert read(from_="", to="") == read()


def test_each_end_may_be_told_alone() -> None:
    assert read(from_="2026-10-01") == Period(date(2026, 10, 1), LAST)
    assert read(to="2024-02-29") == Period(date(2023, 3, 1), date(2024, 2, 29))


def test_days_are_taken_as_they_are() -> None:
    assert read(from_=date(2026, 1, 1), to="2026-01-01") == Period(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    ["2026-13-45", "2026-02-30", "yesterday", "01/02/2026", "2026-1-1", "20260101", "2026-W01-1", "２０２６-01-01",
     "2026-01-01T00:00", "' OR 1=1", "<script>", "\x00", "9" * 5000, "0000-01-01", "-2026-01-01", 7],
)  # fmt: skip
@pytest.mark.parametrize("name", ["from", "to"])
def test_junk_is_declined_beside_its_field(name: str, text: object) -> None:
    with pytest.raises(Refused) as why:
        Period.read({name: text}, lambda: LAST)
    assert (why.value.code, why.value.field) == ("INVALID", name)
    assert len(str(why.value)) < 150


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-02-01", "2026-01-31", "The period begins on Feb 1, 2026, after its end on Jan 31, 2026."),
        ("1900-01-01", "2099-12-31", "A period has at most 20 years."),
        ("2006-01-01", "2026-01-01", "A period has at most 20 years."),
        ("0001-01-01", "0001-02-01", "Choose a day between the years 1900 and 2199."),
        ("9999-12-31", "9999-12-31", "Choose a day between the years 1900 and 2199."),
    ],
)
def test_what_cannot_be_is_declined_in_words(first: str, last: str, words: str) -> None:
    with pytest.raises(Refused) as why:
        read(from_=first, to=last)
    assert str(why.value) == words


def test_it_is_compared_with_the_same_days_a_year_before() -> None:
    assert Period(date(2026, 10, 1), date(2026, 12, 31)).before == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).before == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert read().before == Period(date(2024, 11, 22), date(2025, 11, 21))


def test_a_longer_one_is_compared_with_as_long_a_time_before() -> None:
    two_years = Period(date(2025, 1, 1), date(2026, 12, 31))
    assert two_years.before == Period(date(2023, 1, 2), date(2024, 12, 31))


@given(DAYS, DAYS)
def test_what_it_is_compared_with_ends_before_it_begins(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert period.before.first <= period.before.last < period.first

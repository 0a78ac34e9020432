"""Days in three styles and numbers in two, ruled by the column and told where they cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.errors import Refused
from app.core.files.dates import DaysOfAColumn, Style, day, moment
from app.core.files.numbers import Mark, NumbersOfAColumn, number


def ruled_days(*texts: str, others: set[Style] | None = None) -> str:
    column = DaysOfAColumn()
    for row, text in enumerate(texts, 2):
        column.look(row, text)
    return column.ruled("f.csv", "Day", others or set())


def ruled_mark(*texts: str, others: set[Mark] | None = None) -> str:
    column = NumbersOfAColumn()
    for row, text in enumerate(texts, 2):
        column.look(row, text)
    return column.ruled("f.csv", "Price", others or set())


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["2026-11-08", "2026/11/21"], "iso"),
        (["8/11/2026", "21/11/2026"], "day first"),
        (["11/8/2026", "11/21/2026"], "month first"),
        (["8.11.2026"], "day first"),
        (["8/8/2026"], "iso"),
        ([""], "iso"),
    ],
)
def test_one_day_tells_the_style_of_its_column(texts: list[str], style: str) -> None:
    assert ruled_days(*texts) == style


def test_a_column_that_contradicts_itself_is_told_with_both_rows() -> None:
    with pytest.raises(Refused) as why:
        ruled_days("21/11/2026", "5/6/2026", "11/21/2026")
    assert str(why.value) == "f.csv, column Day: row 2 puts the day first (21/11/2026), row 4 the month (11/21/2026)."


def test_a_column_that_tells_nothing_is_read_as_the_others_or_not_at_all() -> None:
    assert ruled_days("5/6/2026", others={"month first"}) == "month first"
    with pytest.raises(Refused, match="has the day or the month first"):
        ruled_days("5/6/2026")


@pytest.mark.parametrize(
    ("text", "style", "read"),
    [
        ("2026-02-03", "iso", date(2026, 2, 3)),
        ("3/2/2026", "day first", date(2026, 2, 3)),
        ("2/3/2026", "month first", date(2026, 2, 3)),
        ("03.02.26", "day first", date(2026, 2, 3)),
        ("3-2-69", "day first", date(1969, 2, 3)),
        ("2026-02-03", "day first", date(2026, 2, 3)),
        ("2026-02-03 10:30", "iso", date(2026, 2, 3)),
    ],
)
def test_days(text: str, style: Style, read: date) -> None:
    assert day(text, style) == read


@pytest.mark.parametrize("text", ["30/2/2026", "2026-13-01", "tomorrow", "2026-02-03 late", "1/2", "20261108"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says it in words
        day(text, "day first")


def test_moments_keep_their_offset() -> None:
    assert moment("2026-02-03T10:30:00+01:00", "iso") == datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
    assert moment("3/2/2026 9:05", "day first") == datetime(2026, 2, 3, 9, 5)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.5", "1,234.5"], "."),
        (["1,5"], ","),
        (["1.234.567"], ","),
        (["0,125", "1,250"], ","),
        (["1234"], "."),
        (["1.234,50 €", "2.000"], ","),
    ],
)
def test_one_number_tells_the_mark_of_its_column(texts: list[str], mark: str) -> None:
    assert ruled_mark(*texts) == mark


def test_marks_that_contradict_are_told_with_both_rows() -> None:
    with pytest.raises(Refused) as why:
        ruled_mark("1.5", "1,5")
    assert str(why.value) == "f.csv, column Price: row 2 has a decimal point (1.5), row 3 a comma (1,5)."


def test_a_thousand_or_one_and_a_bit() -> None:
    assert ruled_mark("1.234", others={","}) == ","
    with pytest.raises(Refused, match="has thousands or decimals"):
        ruled_mark("1.234")


@pytest.mark.parametrize(
    ("cell", "mark", "read"),
    [
        ("$1,234.50", ".", "1234.50"),
        ("1.234,50 €", ",", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("(12.50)", ".", "-12.50"),
        ("−3", ".", "-3"),
        ("¥1,234,567", ".", "1234567"),
        ("20 %", ".", "0.2"),
        ("US$ 5", ".", "5"),
        (".5", ".", "0.5"),
        ("1e3", ".", "1000"),
        (41.913599999999995, ".", "41.9136"),
        (7, ",", "7"),
    ],
)
def test_numbers(cell: str | float, mark: Mark, read: str) -> None:
    assert number(cell, mark) == Decimal(read)


@pytest.mark.parametrize("text", ["12a", "1,23.4", "1.2.3", "12,34.5", "--1", "NaN", "Infinity", "", "1e9999", "٣x"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says it in words
        number(text, ".")

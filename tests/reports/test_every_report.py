"""Every report, at every door: the same rows, the same totals, nothing of what is guarded, and few statements."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.core.report import Answer, Column, Report
from app.core.words import camel
from app.press.document import page
from app.press.export import export
from app.press.table import NOTHING
from app.reports import REPORTS
from config import ROLES
from tests.reports.world import AT, QUERY, TODAY, answered, chosen, one_of, reader, spoken, tables, world, written
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, statements
from views.vocabulary import said

__all__ = ["ask", "world"]
Looking = Callable[[str], Session]
Ask = Callable[[str], Asking]
each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
MOST = 8
"""Statements of a page of which the days are told, however many tables it has; the last day is found by one more."""


def file(answer: Answer, ending: str, section: str = "") -> bytes:
    out = io.BytesIO()
    export(answer, reader(), ending, out, at=AT, section=section)
    return out.getvalue()


def in_csv(answer: Answer, section: str = "") -> list[list[str]]:
    _, *rows = csv.reader(io.StringIO(file(answer, "csv", section).decode("utf-8-sig")))
    return rows


def as_number(value: Any) -> Any:
    """A number as its file holds it, to six decimals; anything else as text."""
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return str(value or "")


@pytest.mark.usefixtures("world")
@each_report
def test_every_door_tells_the_same(app: Flask, ask: Ask, looking: Looking, report: Report) -> None:
    """Files, sums, API, page and paper in turn: to make a world takes longer than to look at it."""
    who = one_of(report)
    answer = answered(looking(who), report)
    assert any(rows for _, _, rows in tables(answer)), "the world has nothing for this report"
    files_hold_every_row(answer)
    sums_are_the_totals(answer)
    over_the_api(answer, ask(who))
    on_the_page_and_on_paper(answer, Guest(app, who), app)


def files_hold_every_row(answer: Answer) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(answer, "xlsx")))
    assert len(book.sheet_names) == 1 + len(answer.sections)
    for place, (section, columns, rows) in enumerate(tables(answer)):
        numbers = [n for n, column in enumerate(columns) if column.is_number]
        by_hand = [[as_number(row.get(columns[n].name)) for n in numbers] for row in rows]
        assert [[as_number(line[n]) for n in numbers] for line in in_csv(answer, section)] == by_hand
        sheet = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
        assert [[as_number(line[n]) for n in numbers] for line in sheet[1 : len(rows) + 1]] == by_hand
        assert sheet[0] == [reader().language.say(column.label) for column in columns]


def sums_are_the_totals(answer: Answer) -> None:
    for name in answer.report.sums:
        if name in answer.totals and not name.endswith("_before"):
            assert sum((row[name] for row in answer.rows), Decimal(0)) == answer.totals[name], name


def over_the_api(answer: Answer, asking: Asking) -> None:
    [api] = asking.told(question(answer.report), **chosen(answer.report)).values()
    for section, columns, rows in tables(answer):
        listed = api[camel(section) if section else "rows"]
        assert len(listed) == min(len(rows), 1000)
        for row, line in zip(rows, listed, strict=False):
            for column in columns:
                assert same(row.get(column.name), line[camel(column.name)]), (section, column.name)
    for column in answer.totalled:
        assert same(answer.totals.get(column.name), api["totals"][camel(column.name)]), column.name
    assert (api["firstDay"], api["lastDay"]) == (str(answer.period.first), str(answer.period.last))


def question(report: Report) -> str:
    def names(columns: tuple[Column, ...]) -> str:
        return " ".join(camel(column.name) for column in columns)

    sections = " ".join(f"{camel(each.name)} {{ {names(each.columns)} }}" for each in report.sections)
    days = [name for name in ("from", "to") if name in chosen(report)]
    asked = f"({', '.join(f'${name}: Date' for name in days)})" if days else ""
    given = f"({', '.join(f'{name}: ${name}' for name in days)})" if days else ""
    return (
        f"query {asked} {{ {camel('report_' + report.name)}{given} {{ rows {{ {names(report.columns)} }} {sections}"
        f" totals {{ {names(report.totals)} }} firstDay lastDay }} }}"
    )


def same(value: Any, told: Any) -> bool:
    if isinstance(value, Decimal):
        return Decimal(told) == value
    if isinstance(value, int) and not isinstance(told, int):
        return told is not None and Decimal(told) == value
    if told is None or value is None:
        return value is told
    return bool(told == spoken(value)) or str(told) == str(spoken(value)) or hasattr(value, "isoformat")


def on_the_page_and_on_paper(answer: Answer, guest: Guest, app: Flask) -> None:
    report = answer.report
    guest.get("/reports/")
    with statements(app) as asked:
        screen = html.unescape(guest.get(f"/reports/{report.name}{QUERY if chosen(report) else ''}").text)
    assert len(asked) <= MOST, asked
    paper = html.unescape(page(answer, reader(), report.story(answer, reader()), at=AT))
    shown = tuple(column for column in answer.columns if column.shown and column.is_number)
    for row in answer.rows[:25]:
        assert all(text in screen for text in written(row, shown, reader())), row
    totals = {column.name for column in shown} & set(answer.totals)
    for column in shown:
        if column.name in totals:
            [text] = written(answer.totals, (column,), reader())
            assert text in screen, column.name
            if column.printed and column.kind != "amount":
                assert text in paper, column.name
    [title] = [reader().language.say(report.title)]
    assert title in screen
    assert title in paper


def hidden(report: Report) -> set[str]:
    return {column.name for column in report.all_columns if column.guard}


guarded_reports = [each for each in REPORTS.values() if hidden(each) and each.permission[1] in ROLES["Salesperson"].may]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("report", guarded_reports, ids=[each.name for each in guarded_reports])
def test_who_may_not_see_a_figure_finds_it_at_no_door(app: Flask, looking: Looking, report: Report) -> None:
    """What only managers see, as Ana would read it: it is on none of her paths."""
    mine, session = answered(looking("ana"), report), looking("max")
    guarded = secrets(answered(session, report), report) - public(mine) - public(answered(session, report))
    assert guarded
    for row in (*mine.rows, mine.totals, mine.before, *(row for _, _, rows in tables(mine) for row in rows)):
        assert not hidden(report) & set(row)
    screen = Guest(app, "ana").get(f"/reports/{report.name}{QUERY}").text
    paper = page(mine, reader(), report.story(mine, reader()), at=AT)
    files = "".join(",".join(row) for section, _, _ in tables(mine) for row in in_csv(mine, section))
    for told in (screen, paper, files):
        assert not [each for each in guarded if each in html.unescape(told)]


def secrets(answer: Answer, report: Report) -> set[str]:
    """The guarded figures of Ana's own customers, as they would be read."""
    names = hidden(report)
    return texts(answer, lambda column: column.name in names)


def public(answer: Answer) -> set[str]:
    return texts(answer, lambda column: not column.guard)


def texts(answer: Answer, which: Callable[[Column], bool]) -> set[str]:
    found: set[str] = set()
    for _, columns, rows in (*tables(answer), ("totals", answer.totalled, [answer.totals])):
        some = tuple(column for column in columns if which(column))
        found |= {each for row in rows for each in written(row, some, reader())}
    return {each for each in found if each != NOTHING and sum(letter.isdigit() for letter in each) > 3}


@each_report
def test_without_the_permission_there_is_nothing(app: Flask, ask: Ask, report: Report) -> None:
    rosa = Guest(app, "rosa")
    for ending in ("", ".pdf", ".xlsx", ".csv"):
        assert rosa.get(f"/reports/{report.name}{ending}").status_code == 403
    assert report.title not in rosa.get("/reports/").text
    assert ask("rosa").refused(question(report), **chosen(report)) == ["FORBIDDEN"]


@each_report
def test_a_time_in_which_nothing_happened_is_told_in_words(app: Flask, looking: Looking, report: Report) -> None:
    who = one_of(report)
    if "from" in chosen(report):
        guest, days = Guest(app, who), {"from": "1950-01-01", "to": "1950-12-31"}
        answer = report.answer(looking(who), days, today=TODAY)
        assert file(answer, "pdf").startswith(b"%PDF-")
        assert guest.get(f"/reports/{report.name}?from=1950-01-01&to=1950-12-31").status_code == 200


@cache
def words_known() -> set[str]:
    """Read from the sources once: it takes a while."""
    return said()


@each_report
def test_every_word_of_it_is_to_be_translated(report: Report) -> None:
    known = words_known()
    columns = {word for column in report.all_columns for word in (column.label, column.help) if word}
    sections = {word for each in report.sections for word in (each.title, each.about) if word}
    choices = {str(each.value) for parameter in report.parameters for each in parameter.choices}
    choices |= {str(each.value) for column in report.all_columns if column.of for each in column.of}
    parameters = {word for each in report.parameters for word in (each.label, each.help)}
    assert {report.title, report.about, report.group} | columns | sections | choices | parameters <= known


@each_report
def test_a_name_is_guarded_everywhere_or_nowhere(report: Report) -> None:
    open_names = {column.name for column in report.all_columns if not column.guard}
    assert not open_names & hidden(report)


@each_report
def test_every_column_says_how_it_is_computed(report: Report) -> None:
    for column in report.all_columns:
        assert column.kind == "id" or column.help.endswith("."), column.name


def test_a_report_has_a_place_in_the_list() -> None:
    from app.core.report import ANALYSES, SEVEN

    assert {report.group for report in REPORTS.values()} <= {ANALYSES, SEVEN}
    assert all(re.fullmatch(r"[a-z_]+", name) for name in REPORTS)


def test_reports_are_in_the_menu_of_who_may_read_any(app: Flask, engine: sa.Engine) -> None:
    assert 'href="/reports/"' in Guest(app, "ana").get("/reports/").text
    assert 'href="/reports/"' not in Guest(app, "rosa").get("/customer/list/").text

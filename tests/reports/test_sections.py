"""A report that asks for more than days and holds more than one table: its form, its files, its paper, its guards."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.core.parameter import FROM, TO, Asked
from app.core.report import Answer, Column, Figures, Report, Section
from app.press.document import page
from app.press.export import export, file_name
from app.press.story import Breakdown, Reader, Story
from app.press.table import broken_down
from app.reports import REPORTS
from app.reports.parameters import CUSTOMER
from tests.reports.test_asking import BY, the
from tests.reports.world import AT, TODAY, reader
from tests.views.guest import Guest

Looking = Callable[[str], Session]
MARGIN = "see_margin on OrderLine"
TIMES = (
    Column("month", "day", "The month."),
    Column("took", "hours", "How long it took."),
    Column("rate", "number", "How many each.", digits=2),
    Column("at", "moment", "When."),
    Column("margin", "amount", "What was left.", MARGIN),
)
ROW = {
    "month": date(2026, 3, 1),
    "took": Decimal("4.56"),
    "rate": Decimal("1.234"),
    "at": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    "margin": Decimal("77777.77"),
}


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Careless: it tells the margin to everybody."""
    rows = [{"name": "=cmd()", "orders": 3, "margin": Decimal("88888.88")}]
    return Figures(rows, {"orders": 3, "margin": Decimal("88888.88")}, {}, {"times": [ROW], "odd": [ROW]})


def tell(answer: Answer, read: Reader) -> Story:
    return Story(lead="It is so.", breakdowns=(Breakdown("Times", "", answer.columns_of("times"), [ROW], ROW),))


INVENTED = Report(
    name="contribution",
    title="Customers: [all] / of the whole company together",
    about="Invented.",
    columns=(
        Column("name", "line", "Who."),
        Column("orders", "int", "Orders."),
        Column("margin", "amount", "What was left.", MARGIN),
    ),
    totals=(Column("orders", "int", "Orders."), Column("margin", "amount", "What was left.", MARGIN)),
    compute=compute,
    story=tell,
    parameters=(FROM, TO, BY, CUSTOMER),
    sections=(Section("times", "Times", TIMES), Section("odd", "times", TIMES)),
)


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setitem(REPORTS, "contribution", INVENTED)
    return INVENTED


def file(answer: Answer, ending: str, section: str = "", read: Reader | None = None) -> bytes:
    out = io.BytesIO()
    export(answer, read or reader(), ending, out, at=AT, section=section)
    return out.getvalue()


def answer(session: Session) -> Answer:
    return INVENTED.answer(session, {}, today=TODAY)


def test_a_workbook_has_a_sheet_for_each_table(looking: Looking) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(answer(looking("max")), "xlsx")))
    assert book.sheet_names == ["Customers   all    of the whole", "Times", "times 3"]
    head, row = book.get_sheet_by_name("Times").to_python()
    assert head == ["Month", "Took", "Rate", "At", "Margin"]
    assert row == [date(2026, 3, 1), 4.56, 1.234, datetime(2026, 3, 1, 23, 30), 77777.77]


def test_its_heads_stand_still_and_its_numbers_have_their_form(looking: Looking) -> None:
    with ZipFile(io.BytesIO(file(answer(looking("max")), "xlsx"))) as packed:
        for place in (1, 2, 3):
            assert 'state="frozen"' in packed.read(f"xl/worksheets/sheet{place}.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
    assert 'formatCode="#,##0.00"' in styles
    assert 'formatCode="yyyy\\-mm\\-dd hh:mm"' in styles or 'formatCode="yyyy-mm-dd hh:mm"' in styles


def test_csv_holds_the_rows_or_one_section(looking: Looking) -> None:
    asked = answer(looking("max"))
    assert file(asked, "csv").decode("utf-8-sig").splitlines() == ["Name,Orders,Margin", "'=cmd(),3,88888.88"]
    assert file(asked, "csv", "times").decode("utf-8-sig").splitlines() == [
        "Month,Took,Rate,At,Margin",
        "2026-03-01,4.56,1.234,2026-03-01 23:30:00,77777.77",
    ]
    assert file_name(asked, "csv", "by_month") == f"contribution-by-month-{asked.period.first}-{asked.period.last}.csv"


def test_moments_are_in_the_readers_zone(looking: Looking) -> None:
    read = replace(reader(), zone="Asia/Shanghai")
    assert "2026-03-02 07:30:00" in file(answer(looking("max")), "csv", "times", read).decode("utf-8-sig")
    [line] = broken_down(tell(answer(looking("max")), read).breakdowns[0], read).rows
    assert [cell.text for cell in line.cells] == ["Mar 1, 2026", "4.6 h", "1.23", "Mar 2, 2026, 7:30 AM", "$77,777.77"]


def test_what_a_careless_report_tells_is_taken_out(looking: Looking) -> None:
    asked = answer(looking("ana"))
    everything = (
        f"{asked.rows} {asked.totals} {asked.section('times')} {file(asked, 'csv')!r} {asked.columns_of('times')}"
    )
    everything += page(asked, reader(), Story(lead=""), at=AT)
    assert "88888" not in everything
    assert "77777" not in everything
    assert "margin" not in everything.lower()
    assert "88888" in str(answer(looking("max")).rows)


@pytest.mark.usefixtures("invented")
def test_the_form_keeps_choices_and_records(app: Flask, as_system: Session) -> None:
    acme = the(as_system, "Acme").id
    shown = Guest(app, "max").get(f"/reports/contribution?by=CITY&customer={acme}&to=2026-03-31").text
    assert '<option value="CITY" selected>City</option>' in shown
    assert f'<option value="{acme}" selected>Acme</option>' in shown
    assert 'data-remote="/choices/customer' in shown
    for name in ("contribution.xlsx", "contribution.csv", "contribution.pdf"):
        assert re.search(rf'href="/reports/{name}\?[^"]*by=CITY&amp;customer={acme}', shown), name
    assert "section=times" in shown
    assert "select.js" in shown


@pytest.mark.usefixtures("invented")
def test_what_was_asked_stays_in_the_form_under_the_reason(app: Flask) -> None:
    shown = Guest(app, "ana").get("/reports/contribution?customer=4711&by=CITY")
    assert shown.status_code == 400
    assert "There is no such customer." in shown.text
    assert '<option value="CITY" selected>' in shown.text
    assert 'aria-invalid="true" aria-describedby="wrong"' in shown.text


def test_paper_says_what_was_asked(looking: Looking, as_system: Session) -> None:
    given = {"by": "CITY", "customer": str(the(as_system, "Acme").id)}
    asked = INVENTED.answer(looking("max"), given, today=TODAY)
    printed = page(asked, reader(), tell(asked, reader()), at=AT)
    assert "<dt>By</dt><dd>City</dd>" in printed
    assert "<dt>Customer</dt><dd>Acme</dd>" in printed


@pytest.mark.usefixtures("invented")
def test_the_terminal_writes_a_section_too(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "it.csv"
    args = ["report", "contribution", str(file), "--from", "2026-01-01", "--to", "2026-03-31", "--section", "times"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    assert "2026-03-01,4.56" in file.read_text("utf-8-sig")

"""What each customer contributes: the figures are right, they add up, and nobody reads what is not theirs to read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.language import language
from app.core.report import Answer, Column, Report
from app.core.viewer import Viewer
from app.press.chart import on_screen
from app.press.document import page
from app.press.export import export
from app.press.story import Reader
from app.press.table import left_over, table
from app.reports import REPORTS, report_named
from app.reports.contribution import CONTRIBUTION
from tests.reports.selling import Market

Looking = Callable[[str], Session]
TODAY = date(2016, 11, 22)
PERIOD = {"from": "2015-03-01", "to": "2016-02-15"}
FIRST, LAST = date(2015, 3, 1), date(2016, 2, 15)
BEFORE = date(2014, 3, 1), date(2015, 2, 15)
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def market(engine: sa.Engine) -> Market:
    made = Market(7)
    made.write(engine)
    return made


def answered(session: Session, report: Report = CONTRIBUTION, **given: str) -> Answer:
    return report.answer(session, given or PERIOD, today=TODAY)


def reader(code: str = "en") -> Reader:
    return Reader(language(code), name="Eva Lindqvist")


def added(rows: Any, name: str) -> Decimal:
    return sum((row[name] for row in rows), Decimal(0))


def test_its_figures_are_those_that_one_reckons_by_hand(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    now, before = market.reckoned(FIRST, LAST), market.reckoned(*BEFORE)
    found = {row["customer"]: (row["orders"], row["revenue"], row["margin"]) for row in answer.rows}
    assert found == {name: (r.orders, r.revenue, r.margin) for name, r in now.items()}
    assert {row["customer"]: row["revenue_before"] for row in answer.rows} == {
        name: before[name].revenue if name in before else 0 for name in now
    }


def test_its_totals_are_those_of_all_orders(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    now, before = market.reckoned(FIRST, LAST).values(), market.reckoned(*BEFORE).values()
    assert answer.totals["revenue"] == sum(each.revenue for each in now)
    assert answer.totals["margin"] == sum(each.margin for each in now)
    assert answer.totals["orders"] == sum(each.orders for each in now)
    assert answer.totals["customers"] == len(now)
    assert answer.before["revenue"] == sum(each.revenue for each in before) == answer.totals["revenue_before"]
    assert answer.before["customers"] == len(before) == answer.totals["customers_before"]


def test_rates_are_of_what_they_say(looking: Looking, market: Market) -> None:
    now = market.reckoned(FIRST, LAST)
    reached, whole = Decimal(0), sum(each.revenue for each in now.values())
    for rank, row in enumerate(answered(looking("max")).rows, start=1):
        by_hand = now[row["customer"]]
        reached += by_hand.revenue
        assert row["rank"] == rank
        assert row["share"] == (by_hand.revenue / whole).quantize(Decimal("0.000001"))
        assert row["cumulative_share"] == (reached / whole).quantize(Decimal("0.000001"))
        assert row["margin_rate"] == (by_hand.margin / by_hand.costed).quantize(Decimal("0.000001"))


def test_drafts_and_cancelled_orders_do_not_count(looking: Looking, market: Market) -> None:
    assert {each.status.name for each in market.sold} == {"DRAFT", "CONFIRMED", "PAID", "CANCELLED"}
    assert answered(looking("max")).totals["orders"] < sum(FIRST <= each.on <= LAST for each in market.sold)


def test_rows_totals_months_and_years_come_of_one_statement(
    looking: Looking, engine: sa.Engine, market: Market
) -> None:
    session, said = looking("max"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answered(session)
    assert len(said) == 1
    assert "GROUP BY" in said[0]


def test_everybody_gets_the_report_of_what_they_may_see(looking: Looking, market: Market) -> None:
    mine = market.reckoned(FIRST, LAST, ["ana"])
    assert {row["customer"] for row in answered(looking("ana")).rows} == set(mine)
    assert answered(looking("ana")).totals["revenue"] == sum(each.revenue for each in mine.values())
    assert answered(looking("luis")).totals["customers"] == len(market.reckoned(FIRST, LAST, ["luis"]))


@pytest.mark.parametrize("name", ["dan", "rosa", "cti"])
def test_who_may_not_read_it_reads_nothing(looking: Looking, name: str) -> None:
    with pytest.raises(Refused) as why:
        answered(looking(name))
    assert why.value.code == "FORBIDDEN"


def test_unless_told_it_ends_on_the_latest_day_with_revenue(looking: Looking, market: Market) -> None:
    latest = max(each.on for each in market.sold if each.status.name in ("CONFIRMED", "PAID") and each.on <= TODAY)
    assert CONTRIBUTION.answer(looking("max"), {}, today=TODAY).period.last == latest


def test_a_period_without_orders_says_so(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"), **{"from": "1950-01-01", "to": "1950-12-31"})
    assert answer.rows == []
    assert CONTRIBUTION.story(answer, reader()).lead == "No order of this period is confirmed or paid."
    assert "0%" not in page(answer, reader(), CONTRIBUTION.story(answer, reader()), at=AT)


@pytest.mark.parametrize("size", [1, 3, 8, 30])
def test_shown_rows_and_the_rest_add_up_to_the_total(looking: Looking, market: Market, size: int) -> None:
    answer = answered(looking("max"))
    shown, rest = answer.rows[:size], left_over(answer, answer.rows[:size])
    for name in ("orders", "revenue", "margin", "revenue_before"):
        assert added(shown, name) + rest.get(name, 0) == answer.totals[name]
    made = table(answer, reader(), CONTRIBUTION.story(answer, reader()), size=size)
    assert len(made.rows) == min(size, len(answer.rows))


def test_the_chart_shows_the_values_of_the_table(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    finding, _ = CONTRIBUTION.story(answer, reader()).findings
    [area], [line, *_] = finding.chart.spec["layer"][0]["layer"], finding.chart.spec["layer"][1]["layer"]
    assert [each["value"] for each in area["data"]["values"][1:]] == [float(row["revenue"]) for row in answer.rows]
    assert [each["share"] for each in line["data"]["values"][1:]] == [float(r["cumulative_share"]) for r in answer.rows]


def test_the_headings_claim_is_true(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    finding, _ = CONTRIBUTION.story(answer, reader()).findings
    largest = sorted((each.revenue for each in market.reckoned(FIRST, LAST).values()), reverse=True)
    count = next(n for n in range(1, 10) if sum(largest[:n]) >= sum(largest) / 2)
    assert finding.heading == f"{count} customers bring half of the revenue"


def test_months_and_years_lead_to_their_orders_and_add_up(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    linked = replace(reader(), listing=lambda noun, filters: f"{noun}?{'&'.join(filters)}")
    story = CONTRIBUTION.story(answer, linked)
    months, years = story.findings[1].table, story.breakdowns[-1]
    assert months is not None
    for each in (months, years):
        assert added(each.rows, "revenue") == answer.totals["revenue"]
        assert added(each.rows, "orders") == answer.totals["orders"]
        assert each.leads is not None
        assert all("ordered_on:from:" in each.leads(row)["orders"] for row in each.rows)
    best = max(months.rows, key=lambda row: row["revenue"])
    assert story.findings[1].heading == f"{best['month']} brought most: ${best['revenue']:,.0f}"


def test_kinds_of_customers_add_up_to_the_total(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    by_kind, losses, _ = CONTRIBUTION.story(answer, reader()).breakdowns
    assert [added(by_kind.rows, name) for name in ("revenue", "margin", "orders")] == [
        answer.totals[name] for name in ("revenue", "margin", "orders")
    ]
    by_hand = {name: r.margin for name, r in market.reckoned(FIRST, LAST).items() if r.margin < 0}
    assert {row["customer"]: row["margin"] for row in losses.rows} == by_hand
    assert losses.heading == f"{len(by_hand)} customers were sold to at a loss"


def written(answer: Answer, ending: str) -> bytes:
    out = io.BytesIO()
    export(answer, reader(), ending, out, at=AT)
    return out.getvalue()


def of_csv(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(answer, "csv").decode("utf-8-sig"))))


def of_xlsx(answer: Answer) -> list[dict[str, Any]]:
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(written(answer, "xlsx"))).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def of_pdf(answer: Answer) -> str:
    return "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(written(answer, "pdf"))).pages)


def test_all_doors_tell_the_same_to_the_cent(looking: Looking, market: Market) -> None:
    answer = answered(looking("max"))
    paper, html = of_pdf(answer), page(answer, reader(), CONTRIBUTION.story(answer, reader()), at=AT)
    for row, in_csv, in_xlsx in zip(answer.rows, of_csv(answer), of_xlsx(answer), strict=True):
        assert (in_csv["Customer"], in_xlsx["Customer"]) == (row["customer"], row["customer"])
        for name, head in (("revenue", "Revenue"), ("margin", "Margin"), ("revenue_before", "Revenue before")):
            assert Decimal(in_csv[head]) == row[name]
            assert round(Decimal(str(in_xlsx[head])), 4) == row[name]
            shown = language("en").number(row[name], 2) if row[name] else "–"
            assert shown in paper
            assert shown in html


def test_a_name_that_looks_like_a_formula_is_text(looking: Looking, as_system: Session, market: Market) -> None:
    from app.customers.customer import Customer

    for firm in as_system.scalars(sa.select(Customer).where(Customer.name.like("Firm %"))):
        firm.name = f'=HYPERLINK("http://evil.example","{firm.name}")'
    as_system.commit()
    answer = answered(looking("max"))
    assert all(row["Customer"].startswith("'=HYPERLINK") for row in of_csv(answer))
    assert all(row["Customer"].startswith("=HYPERLINK") for row in of_xlsx(answer))
    with zipfile.ZipFile(io.BytesIO(written(answer, "xlsx"))) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name)]


def test_paper_is_tagged_and_numbered(looking: Looking, market: Market) -> None:
    found = pypdf.PdfReader(io.BytesIO(written(answered(looking("max")), "pdf")))
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.metadata
    assert found.metadata.title == "Customer contribution. March 1, 2015 to February 15, 2016"
    assert all(f"Page {n} of {len(found.pages)}" in each.extract_text() for n, each in enumerate(found.pages, 1))


# Margins ------------------------------------------------------------------------------------------------------------


def everywhere(answer: Answer) -> str:
    """All that a reader of this answer can get, at every door."""
    shown = reader()
    story = CONTRIBUTION.story(answer, shown)
    charts = "".join(on_screen([each.chart for each in story.findings], shown.language).values())
    rows = "\n".join(map(str, [answer.figures, of_csv(answer), of_xlsx(answer)]))
    return "\n".join((of_pdf(answer), page(answer, shown, story, at=AT), charts, rows))


def tells_margins(answer: Answer) -> bool:
    told = everywhere(answer).lower()
    return any(word in told for word in ("margin", "cost", "loss"))


def test_who_may_not_see_margins_finds_none_at_any_door(looking: Looking, market: Market) -> None:
    assert ("see_margin", "OrderLine") not in viewer(looking("ana")).permissions
    assert not tells_margins(answered(looking("ana")))


def test_that_test_sees_a_margin_when_the_guard_is_taken_out(looking: Looking, market: Market) -> None:
    def opened(of: tuple[Column, ...]) -> tuple[Column, ...]:
        return tuple(replace(each, guard="") for each in of)

    sections = tuple(replace(each, columns=opened(each.columns)) for each in CONTRIBUTION.sections)
    columns, totals = opened(CONTRIBUTION.columns), opened(CONTRIBUTION.totals)
    opened_up = replace(CONTRIBUTION, columns=columns, totals=totals, sections=sections)
    assert tells_margins(answered(looking("ana"), opened_up))
    assert tells_margins(answered(looking("max")))


def test_costs_are_not_even_read_for_who_may_not_see_them(looking: Looking, engine: sa.Engine, market: Market) -> None:
    session, said = looking("ana"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answered(session)
    assert not any("cost" in each for each in said)


def viewer(session: Session) -> Viewer:
    found: Viewer = session.info["viewer"]
    return found


def test_a_report_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(Refused) as why:
        report_named("../../etc/passwd")
    assert why.value.code == "NOT_FOUND"


def test_every_column_says_how_it_is_computed() -> None:
    for report in REPORTS.values():
        assert all(column.help.endswith(".") for column in (*report.columns, *report.totals) if column.kind != "id")

"""Of whom customers consist: counted and added up as plain Python does, for each two dimensions."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.language import language
from app.core.report import Answer
from app.customers.customer import Customer, CustomerKind, Stage, Tier, ValueClass
from app.customers.lifecycle import LifecycleEntry
from app.press.export import export
from app.press.story import Reader
from app.reports.composition import COMPOSITION
from app.reports.composition_dimensions import PLACES, CustomerDimension
from tests.databases import Written
from tests.reports import superstore

Looking = Callable[[str], Session]
FIRST, LAST = date(2016, 3, 5), date(2017, 6, 20)
GIVEN = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
READER = Reader(language("en"), name="Eva Lindqvist")
LINKED = replace(READER, listing=lambda noun, filters: f"/{noun}?{'&'.join(filters)}")
CAST = 4


def answered(session: Session, **more: str) -> Answer:
    return COMPOSITION.answer(session, {**GIVEN, **more}, today=TODAY)


def test_groups_of_the_file_are_those_that_one_counts(written: Written, looking: Looking) -> None:
    written(superstore.write)
    answer = answered(looking("eva"), by="KIND", across="OWNER")
    bought = superstore.between(FIRST, LAST)
    kinds = {line.customer: line.kind for line in superstore.lines()}
    owners = superstore.owners()
    by_hand = Counter((kinds[customer], owners[customer]) for customer in owners)
    revenue: Counter[tuple[str, str]] = Counter()
    for line in bought:
        revenue[kinds[line.customer], owners[line.customer]] += line.amount  # type: ignore[assignment]
    buyers = Counter((kinds[each], owners[each]) for each in {line.customer for line in bought})
    for row in answer.rows:
        kind = next(each for each in CustomerKind if each.value == row["by"]).name
        pair = kind, row["across"].split()[0].lower()
        if pair[1] in owners.values() and pair in by_hand and row["buyers"]:
            cast = 0 if pair[1] not in ("ana", "luis") or kind != "CORPORATE" else {"ana": 2, "luis": 1}[pair[1]]
            assert (row["customers"], row["buyers"], row["revenue"]) == (
                by_hand[pair] + cast, buyers[pair], revenue[pair]
            ), pair  # fmt: skip
    assert answer.totals["customers"] == len(owners) + CAST
    assert answer.totals["revenue"] == sum((line.amount for line in bought), Decimal(0))
    assert answer.totals["buyers"] == len({line.customer for line in bought})


@pytest.mark.parametrize("by", CustomerDimension)
def test_each_dimension_counts_everybody_once(looking: Looking, by: CustomerDimension) -> None:
    answer = answered(looking("eva"), by=by.name, across="CITY")
    for rows in (answer.rows, answer.section("groups"), answer.section("crossed")):
        assert sum(row["customers"] for row in rows) == CAST
    story = COMPOSITION.story(answer, LINKED)
    [matrix] = story.breakdowns if by is not CustomerDimension.CITY else [None]
    if matrix is not None:
        assert sum(row["customers"] for row in matrix.rows) == CAST
        assert matrix.total is not None
        assert matrix.total["customers"] == CAST


def test_everybody_gets_the_report_of_what_they_may_see(looking: Looking) -> None:
    found = {row["by"]: row["customers"] for row in answered(looking("ana"), by="CITY", across="CITY").rows}
    assert found == {"Acme City": 1, "Beta City": 1}
    revenue = answered(looking("luis"), **{"from": "2026-01-01", "to": "2026-03-31"}).totals["revenue"]
    assert revenue == Decimal(200)


def test_credit_is_for_those_who_may_see_it(looking: Looking, engine: sa.Engine) -> None:
    assert answered(looking("eva")).totals["credit_limit"] == Decimal(1400)
    session = looking("ana")
    answer = answered(session)
    assert "credit" not in str(answer.figures)
    assert not any(column.name == "credit_limit" for s in answer.sections for column in s.columns)
    out = io.BytesIO()
    export(answer, READER, "csv", out, at=AT)
    assert b"redit" not in out.getvalue()


def test_what_has_changed_since_is_told_as_it_was(as_system: Session, looking: Looking) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    mine = {"customer": acme, "stage": Stage.NEW, "value_class": ValueClass.POTENTIAL}
    as_system.add(LifecycleEntry(**mine, from_on=date(2017, 1, 1), until_on=date(2018, 1, 1)))
    now = {"stage": Stage.RETURNING, "value_class": ValueClass.VALUABLE}
    as_system.add(LifecycleEntry(customer=acme, **now, from_on=date(2018, 1, 1)))
    acme.stage, acme.value_class = Stage.RETURNING, ValueClass.VALUABLE
    as_system.commit()
    then = answered(looking("eva"), by="VALUE_CLASS", across="KIND")
    assert {row["group"]: row["customers"] for row in then.section("groups")} == {"Potential": 1, "Not said": 3}
    told = COMPOSITION.story(then, LINKED)
    assert any("as their history has them" in note for note in told.notes)
    assert not any(told.leads(row) for row in then.rows)
    later = answered(looking("eva"), by="VALUE_CLASS", across="KIND", to="2018-06-01")
    assert {row["group"]: row["customers"] for row in later.section("groups")} == {"Valuable": 1, "Ordinary": 3}
    assert COMPOSITION.story(later, LINKED).leads(later.rows[0])["customers"]


def test_each_count_leads_to_its_customers(looking: Looking) -> None:
    answer = answered(looking("eva"), by="TIER", across="OWNER")
    story = COMPOSITION.story(answer, LINKED)
    owned = next(row for row in answer.rows if row["across"] != "Not said")
    assert story.leads(owned)["customers"].startswith("/Customer?tier:is:B&owner:is:")
    nobody = next(row for row in answer.rows if row["across"] == "Not said")
    assert story.leads(nobody)["customers"] == "/Customer?tier:is:B&owner:empty:"
    [matrix] = story.breakdowns
    assert matrix.leads is not None
    assert matrix.leads(matrix.rows[0])["customers"] == f"/Customer?tier:is:{Tier.B.name}"
    by_source = COMPOSITION.story(answered(looking("eva"), by="SOURCE", across="KIND"), LINKED)
    assert not PLACES[CustomerDimension.SOURCE].field
    assert not any(by_source.leads(row) for row in answered(looking("eva"), by="SOURCE", across="KIND").rows)


@pytest.mark.parametrize("given", [{"by": "NOPE"}, {"across": "tier"}, {"with": "x"}, {"from": "2018-01-01"}])
def test_what_cannot_be_read_is_declined_in_words(looking: Looking, given: dict[str, str]) -> None:
    with pytest.raises(Refused) as why:
        answered(looking("eva"), **given)
    assert why.value.code == "INVALID"


@pytest.mark.parametrize("name", ["dan", "rosa", "cti"])
def test_who_may_not_read_it_reads_nothing(looking: Looking, name: str) -> None:
    with pytest.raises(Refused, match="may not read this report"):
        answered(looking(name))


def test_it_is_two_statements_at_most_and_says_when_nobody_bought(looking: Looking, engine: sa.Engine) -> None:
    session, said = looking("eva"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answer = answered(session, **{"from": "1950-01-01", "to": "1950-12-31"})
    assert len(said) == 2
    assert COMPOSITION.story(answer, READER).lead == "None of 4 customers bought in the period."

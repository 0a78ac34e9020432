"""What is asked of a report: read at every door in the same way, or declined in a sentence beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.language import language
from app.core.parameter import FROM, TO, Asked, Parameter
from app.core.report import Report
from app.core.words import camel
from app.customers.customer import Customer
from app.reports import REPORTS
from app.reports.parameters import CUSTOMER
from config import ROLES
from tests.reports.world import one_of
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest

__all__ = ["ask"]
Looking = Callable[[str], Session]
Ask = Callable[[str], Asking]
LAST = date(2026, 11, 21)
HUGE = "9" * 3000
DAYS = (
    {"from": "junk"},
    {"to": "2026-02-30"},
    {"from": "2026-02-01", "to": "2026-01-01"},
    {"from": "1826-01-01", "to": "2026-01-01"},
    {"from": "2000-01-01", "to": "2199-12-31"},
    {"from": "\x00"},
    {"to": HUGE},
    {"from": "0001-01-01", "to": "0001-01-02"},
)
JUNK = ("junk", "\x00", HUGE, "-1", "0", "1e9", "½", "' OR 1=1 --", "<script>")


class Dimension(StrEnum):
    """What sales are divided by."""

    CATEGORY = "Category"
    CITY = "City"


BY = Parameter("by", Dimension, "What it is divided by.")


def read(session: Session, *parameters: Parameter, **given: Any) -> Asked:
    return Asked.read(session, (FROM, TO, *parameters), given, lambda: LAST)


def the(session: Session, name: str) -> Customer:
    return session.scalars(sa.select(Customer).where(Customer.name == name)).one()


def test_a_choice_is_the_first_unless_told(looking: Looking) -> None:
    session = looking("ana")
    assert read(session, BY)["by"] is Dimension.CATEGORY
    assert read(session, BY, by="CITY")["by"] is Dimension.CITY
    assert read(session, BY, by=Dimension.CITY)["by"] is Dimension.CITY
    assert read(session, Parameter("by", Dimension, "", Dimension.CITY))["by"] is Dimension.CITY


def test_a_record_is_one_that_the_reader_sees(looking: Looking, as_system: Session) -> None:
    acme, zeta = (the(as_system, name).id for name in ("Acme", "Zeta"))
    assert str(read(looking("ana"), CUSTOMER, customer=str(acme))["customer"]) == "Acme"
    assert read(looking("ana"), CUSTOMER)["customer"] is None
    for hidden in (str(zeta), "99999", *JUNK):
        with pytest.raises(Refused) as why:
            read(looking("ana"), CUSTOMER, customer=hidden)
        assert (why.value.code, why.value.field) == ("INVALID", "customer")
        assert str(why.value) == "There is no such customer."


@pytest.mark.parametrize("junk", JUNK)
def test_what_is_no_choice_is_declined_beside_its_field(looking: Looking, junk: str) -> None:
    with pytest.raises(Refused) as why:
        read(looking("ana"), BY, by=junk)
    assert (why.value.code, why.value.field) == ("INVALID", "by")
    assert "CATEGORY, CITY" in str(why.value)
    assert len(str(why.value)) < 150


def test_what_a_report_does_not_ask_for_is_declined(looking: Looking) -> None:
    with pytest.raises(Refused) as why:
        read(looking("ana"), colour="red")
    assert str(why.value) == "This report asks for no “colour”."


def test_what_was_asked_is_written_as_it_is_read_again(looking: Looking, as_system: Session) -> None:
    session, acme = looking("max"), str(the(as_system, "Acme").id)
    asked = read(session, BY, CUSTOMER, by="CITY", customer=acme, to="2026-03-31")
    parameters = (FROM, TO, BY, CUSTOMER)
    again = {each.name: each.written(asked[each.name]) for each in parameters}
    assert again == {"from": "2025-04-01", "to": "2026-03-31", "by": "CITY", "customer": acme}
    assert [each.told(asked[each.name], language("en")) for each in (BY, CUSTOMER)] == ["City", "Acme"]
    assert CUSTOMER.told(None, language("es")) == language("es").say("All")


each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))


def bad(report: Report, hidden: int) -> Iterator[dict[str, str]]:
    """All sorts of what cannot be asked of a report; `hidden` is a customer that nobody sees."""
    known = {each.name: each for each in report.parameters}
    yield from (given for given in DAYS if set(given) <= set(known))
    yield {"colour": "red"}
    yield {"x" * 500: HUGE}
    for each in known.values():
        if each.kind != "day":
            yield from ({each.name: junk} for junk in JUNK)
        if each.kind == "noun":
            yield {each.name: str(hidden)}


@each_report
def test_every_page_and_file_declines_in_a_sentence(app: Flask, as_system: Session, report: Report) -> None:
    is_limited = report.permission[1] in ROLES["Salesperson"].may
    guest, hidden = Guest(app, "ana" if is_limited else one_of(report)), the(as_system, "Zeta").id if is_limited else 0
    for given in bad(report, hidden):
        for ending in ("", ".pdf", ".xlsx", ".csv"):
            answer = guest.get(f"/reports/{report.name}{ending}?{urlencode(given)}")
            assert answer.status_code == 400, (given, ending)
            assert re.search(r"[A-Z“][^<]{8,200}\.", answer.text), (given, ending)
            assert "Traceback" not in answer.text


@each_report
def test_the_api_declines_with_a_code(ask: Ask, as_system: Session, report: Report) -> None:
    name, who = camel(f"report_{report.name}"), ask(one_of(report))
    for given in DAYS:
        if set(given) <= {each.name for each in report.parameters}:
            asked = ", ".join(f"${each}: Date" for each in given)
            question = f"query ({asked}) {{ {name}({', '.join(f'{e}: ${e}' for e in given)}) {{ firstDay }} }}"
            answer = who.post({"query": question, "variables": given})
            assert (answer.status_code < 500, bool(answer.json["errors"])) == (True, True), given
    for question in (
        f"{{ {name}(colour: 1) {{ firstDay }} }}",
        f"{{ {name} {{ rows(offset: -1) {{ __typename }} }} }}",
    ):
        assert who(question)["errors"]


@each_report
def test_every_choice_and_a_record_are_answered_at_every_door(
    app: Flask, ask: Ask, as_system: Session, report: Report
) -> None:
    guest, program, name = Guest(app, one_of(report)), ask(one_of(report)), camel(f"report_{report.name}")
    for each in report.parameters:
        acme = [str(the(as_system, "Acme").id)] if each.kind == "noun" else []
        for value in (*(choice.name for choice in each.choices), *acme):
            address = f"/reports/{report.name}"
            assert guest.get(f"{address}?{each.name}={value}").status_code == 200, (each.name, value)
            quoted = f'"{value}"' if each.kind == "noun" else value
            told = program.told(f"{{ {name}({camel(each.name)}: {quoted}) {{ lastDay }} }}")
            assert told[name]["lastDay"]
        for junk in ('"junk"', "NOPE", '"4711"') if each.kind != "day" else ():
            answer = program.post({"query": f"{{ {name}({camel(each.name)}: {junk}) {{ lastDay }} }}"})
            assert (answer.status_code < 500, bool(answer.json["errors"])) == (True, True)


@each_report
def test_the_terminal_declines_and_writes_nothing(app: Flask, tmp_path: Path, report: Report) -> None:
    run = app.test_cli_runner()
    for each in report.parameters:
        done = run.invoke(args=["report", report.name, str(tmp_path / "it.csv"), f"--{each.name}", "junk"])
        assert (done.exit_code, "Traceback" in done.output) == (1, False), done.output
    done = run.invoke(args=["report", report.name, str(tmp_path / "it.csv"), "--section", "nope"])
    assert (done.exit_code, "no section" in done.output) == (1, True)
    assert not list(tmp_path.glob("*.csv"))


@each_report
def test_a_section_is_named_or_declined(app: Flask, report: Report) -> None:
    guest = Guest(app, one_of(report))
    for section in report.sections:
        answer = guest.get(f"/reports/{report.name}.csv?section={section.name}")
        assert answer.status_code == 200
        assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', answer.headers["Content-Disposition"])
    for junk in ('x"; filename="evil.exe', "../../etc", "\r\nSet-Cookie: a=b", "\x00", HUGE):
        answer = guest.get(f"/reports/{report.name}.csv?{urlencode({'section': junk})}")
        assert answer.status_code == 400
        assert "Set-Cookie: a" not in str(answer.headers)

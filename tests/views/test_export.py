"""Lists as files: exactly the rows that are asked for and may be seen, in every form and at every door."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.database import system_session
from app.core.job import Work
from app.core.noun import today
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.customers.customer import Customer
from app.jobs import SCHEDULE, tidy
from app.organization.export import Export
from app.organization.setting import Paper, deliver_settings
from tests.views.guest import Guest, statements, take_away
from views.fab import export, selection

EVERY = [*(f"Customer {n:03}" for n in range(130)), "Acme", "Beta", "Omega", "Zeta"]


@pytest.fixture
def many(as_system: Session) -> None:
    for n in range(130):
        as_system.add(Customer(name=f"Customer {n:03}", city="=1+1" if n == 7 else "Grid", credit_limit=n))
    as_system.commit()


def taken(guest: Guest, query: str = "", ending: str = "csv", noun: str = "customer", **more: Any) -> TestResponse:
    given = {"ending": ending, "column": ["name", "city", "last_order_on"], **more}
    return guest.post(f"/{noun}/export{query}", given)


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def names(answer: TestResponse) -> list[str]:
    return [row["Name"] for row in rows(answer)]


def worked(engine: sa.Engine) -> Outbox:
    with system_session(engine) as session:
        job_id = session.scalars(sa.select(Outbox.id).where(Outbox.name == "export").order_by(Outbox.id.desc())).first()
    assert Worker(engine, SCHEDULE).run(job_id) in (State.DONE, State.DEAD)
    with system_session(engine) as session:
        return session.get_one(Outbox, job_id)


def notes(engine: sa.Engine) -> list[tuple[str, int, str | None]]:
    with system_session(engine) as session:
        found = session.scalars(sa.select(Export).order_by(Export.id))
        return [(str(each.exported_by.username), each.rows, each.filters) for each in found]


def test_the_count_is_shown_first(app: Flask, many: None) -> None:
    eva = Guest(app, "eva")
    assert "/customer/export" in eva.get("/customer/list/").text
    assert "Export 134 customers" in eva.get("/customer/export").text
    assert "Export 130 customers" in eva.get("/customer/export?f=city:not:Acme City&q=Customer").text
    assert "Export 1 customer<" in eva.get("/customer/export?f=city:is:Acme City").text


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
@pytest.mark.parametrize("sort", ["name", "-name", "last_order_on", "-last_order_on", "-id", "city"])
def test_every_row_once_and_in_the_order_of_the_list(
    app: Flask, many: None, monkeypatch: pytest.MonkeyPatch, sort: str, size: int
) -> None:
    monkeypatch.setattr(selection, "CHUNK", size)
    found = names(taken(Guest(app, "eva"), f"?sort={sort}"))
    assert sorted(found) == sorted(EVERY)
    if sort.endswith("name"):
        assert found == sorted(found, reverse=sort.startswith("-"))


def test_search_filters_and_their_joining_hold(app: Flask, many: None) -> None:
    eva = Guest(app, "eva")
    assert names(taken(eva, "?f=city:is:Acme City&f=city:is:Beta City&any=1&sort=name")) == ["Acme", "Beta"]
    assert names(taken(eva, "?q=Customer&f=credit_limit:to:2&sort=name")) == EVERY[:3]
    assert names(taken(eva, "?f=password:is:x")) == []


def test_each_reader_gets_only_what_is_theirs(app: Flask, many: None) -> None:
    assert sorted(names(taken(Guest(app, "max")))) == ["Acme", "Beta", "Zeta"]


def test_without_the_rule_of_rows_there_would_be_more(app: Flask, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.scope.rules", lambda session, **_: ())
    assert len(names(taken(Guest(app, "max")))) == 134


def test_who_may_not_export_is_not_asked(app: Flask, engine: sa.Engine) -> None:
    ana = Guest(app, "ana")
    assert "/customer/export" not in ana.get("/customer/list/").text
    assert ana.get("/customer/export").status_code == 403
    assert ana.post("/customer/export", {"ending": "csv"}, page="/customer/add").status_code == 403
    take_away(engine, "Executive", "export", "Customer")
    assert Guest(app, "eva").get("/customer/export").status_code == 403
    assert notes(engine) == []


def test_what_is_guarded_is_left_out(app: Flask, engine: sa.Engine) -> None:
    assert "Credit limit" in rows(taken(Guest(app, "max"), all="1"))[0]
    take_away(engine, "Sales manager", "see_credit", "Customer")
    max_ = Guest(app, "max")
    assert "Credit limit" not in rows(taken(max_, all="1"))[0]
    assert taken(max_, column=["credit_limit"]).status_code == 400
    assert taken(max_, column=["phone_e164"]).status_code == 400


def test_the_columns_are_those_of_the_page_or_all(app: Flask) -> None:
    eva = Guest(app, "eva")
    assert list(rows(taken(eva))[0]) == ["Name", "City", "Last order on"]
    assert len(rows(taken(eva, all="1"))[0]) > 15


def test_no_cell_is_a_formula(app: Flask, many: None) -> None:
    eva = Guest(app, "eva")
    assert "'=1+1" in {row["City"] for row in rows(taken(eva))}
    sheet = workbook(taken(eva, ending="xlsx"))
    assert "=1+1" in {row[1] for row in sheet}


def workbook(answer: TestResponse) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_a_workbook_has_numbers_and_days(app: Flask) -> None:
    answer = taken(
        Guest(app, "eva"), "?f=name:is:Acme", "xlsx", column=["name", "credit_limit", "last_order_on", "status"]
    )
    head, acme = workbook(answer)
    assert head == ["Name", "Credit limit", "Last order on", "Status"]
    assert (acme[1], str(acme[2]), acme[3]) == (900.0, "2026-01-05", "Active")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert re.search(
        r"attachment; filename=customers-\d{4}-\d\d-\d\d-\d{4}\.xlsx", answer.headers["Content-Disposition"]
    )


def test_it_is_written_as_the_reader_writes(app: Flask) -> None:
    eva = Guest(app, "eva")
    eva.client.set_cookie("language", "es")
    row = next(iter(rows(taken(eva, "?f=name:is:Acme", column=["name", "status"]))))
    assert row["Estado"] == "Activo"


def test_a_list_on_paper(app: Flask, many: None) -> None:
    answer = taken(Guest(app, "eva"), "?f=city:is:Grid&f=credit_limit:to:99&sort=name", "pdf")
    paper = PdfReader(io.BytesIO(answer.data))
    text = [page.extract_text() for page in paper.pages]
    assert "City is Grid" in text[0]
    assert "99 rows" in text[0]
    total = len(text)
    assert all(f"Page {n} of {total}" in page for n, page in enumerate(text, 1))
    assert all("Last order on" in page for page in text)
    assert len(re.findall(r"Customer \d{3}", " ".join(text))) == 99


def test_a_long_one_is_a_job_with_a_file_in_the_bell(
    app: Flask, engine: sa.Engine, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", {"csv": 10, "xlsx": 10, "pdf": 10})
    eva = Guest(app, "eva")
    assert taken(eva, "?sort=name").status_code == 302
    job = worked(engine)
    assert (job.state, job.result["rows"]) == (State.DONE, 134)
    assert Path(job.given["file"]).stat().st_mode & 0o777 == 0o600
    bell = eva.post("/bell", page="/customer/list/").text
    [href] = re.findall(rf'href="(/export/{job.id})"', bell)
    with eva.get(href) as file:
        assert len(rows(file)) == 134
    assert Guest(app, "max").get(href).status_code == 404
    assert Guest(app).get(href).status_code == 302
    take_away(engine, "Executive", "export", "Customer")
    assert Guest(app, "eva").get(href).status_code == 403


def test_a_job_gives_only_what_its_owner_may_have_when_it_runs(
    app: Flask, engine: sa.Engine, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", {"csv": 1, "xlsx": 1, "pdf": 1})
    max_ = Guest(app, "max")
    taken(max_)
    assert worked(engine).result["rows"] == 3
    taken(max_)
    take_away(engine, "Sales manager", "export", "Customer")
    job = worked(engine)
    assert job.state is State.DEAD
    assert not Path(job.given["file"]).exists()


def test_every_export_is_written_down(
    app: Flask, engine: sa.Engine, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(Guest(app, "eva"), "?f=city:is:Acme City")
    monkeypatch.setattr(export, "AT_ONCE", {"csv": 1, "xlsx": 1, "pdf": 1})
    taken(Guest(app, "max"), "?q=Ze&f=status:is:ACTIVE&f=city:filled:&sort=name")
    taken(Guest(app, "max"), "?sort=name")
    worked(engine)
    assert notes(engine) == [
        ("eva", 1, "Filter City is Acme City; Sorted by Name ↑"),
        ("max", 1, "Search “Ze”; Filter Status is Active and City is not empty; Sorted by Name ↑"),
        ("max", 3, "Sorted by Name ↑"),
    ]
    assert "customers-" in Guest(app, "admin").get("/export/list/").text
    assert Guest(app, "max").get("/export/list/").status_code == 403
    with system_session(engine) as session:
        first = session.scalars(sa.select(Export.id)).first()
    admin = Guest(app, "admin")
    assert admin.post(f"/export/delete/{first}").status_code == 409
    assert len(notes(engine)) == 3


def test_files_are_kept_for_thirty_days(
    app: Flask, engine: sa.Engine, as_system: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", {"csv": 1, "xlsx": 1, "pdf": 1})
    taken(Guest(app, "eva"))
    path = Path(worked(engine).given["file"])
    tidy(Work(as_system, {}, today() + timedelta(days=29)))
    assert path.exists()
    tidy(Work(as_system, {}, today() + timedelta(days=32)))
    assert not path.parent.exists()


@pytest.mark.parametrize("ending", ["exe", "", "../x", "xls"])
def test_an_unknown_form_is_refused(app: Flask, ending: str) -> None:
    assert taken(Guest(app, "eva"), ending=ending).status_code == 400


def test_the_little_form_costs_few_statements(app: Flask, many: None) -> None:
    eva = Guest(app, "eva")
    eva.get("/customer/export")
    with statements(app) as said:
        eva.get("/customer/export?f=city:is:Grid")
    assert len(said) <= 8


def test_every_list_can_be_exported(app: Flask) -> None:
    """For each noun, whatever its columns are."""
    admin = Guest(app, "admin")
    for noun in ("customer", "contact", "order", "order-line", "product", "employee", "department", "attachment"):
        assert taken(admin, noun=noun, all="1").status_code == 200, noun
        assert taken(admin, noun=noun, all="1", ending="xlsx").status_code == 200, noun


# The command ----------------------------------------------------------------------------------------------------


def told(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["export", *args])
    return result.exit_code, result.output


def test_the_command_writes_what_the_list_shows(app: Flask, engine: sa.Engine, tmp_path: Path, many: None) -> None:
    file = tmp_path / "out.csv"
    code, said = told(
        app, "Customer", str(file), "--filter", "city:is:Grid", "--sort", "-name", "--columns", "name,city"
    )
    assert (code, "129 rows" in said) == (0, True), said
    with file.open(encoding="utf-8-sig") as opened:
        found = list(csv.DictReader(opened))
    assert [row["Name"] for row in found][:2] == ["Customer 129", "Customer 128"]
    assert list(found[0]) == ["Name", "City"]
    assert told(app, "Customer", str(tmp_path / "max.xlsx"), "--as", "max")[0] == 0
    _, *sheet = CalamineWorkbook.from_path(tmp_path / "max.xlsx").get_sheet_by_index(0).to_python()
    assert len(sheet) == 3
    with system_session(engine) as session:
        notes = [(each.file, each.rows, each.exported_by_id is None) for each in session.scalars(sa.select(Export))]
    assert notes == [("out.csv", 129, True), ("max.xlsx", 3, False)]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("Unicorn", "a.csv"), "There is no noun called Unicorn."),
        (("Customer", "a.txt"), "Lists are written as xlsx, csv or pdf, not as “txt”."),
        (("Customer", "a.csv", "--filter", "status:is:NOTHING"), "The filter status:is:NOTHING cannot be read."),
        (("Customer", "a.csv", "--filter", "nonsense"), "The filter nonsense cannot be read."),
        (("Customer", "a.csv", "--columns", "name,x"), "There is no column called x."),
        (("Customer", "a.csv", "--sort", "x"), "There is no column called x."),
        (("Customer", "a.csv", "--as", "nobody"), "There is no employee called nobody."),
        (("Customer", "a.csv", "--as", "ana"), "You may not do that"),
        (("Customer", "no/such/a.csv"), "There is no directory"),
    ],
)
def test_the_command_says_what_is_wrong(app: Flask, tmp_path: Path, args: tuple[str, ...], reason: str) -> None:
    noun, file, *more = args
    code, said = told(app, noun, str(tmp_path / file), *more)
    assert code == 1
    assert reason in said
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize(("paper", "upright", "rows"), [("A4", (595, 842), 42), ("LETTER", (612, 792), 38)])
def test_a_list_is_on_the_paper_that_the_company_uses(
    app: Flask, as_system: Session, many: None, paper: str, upright: tuple[int, int], rows: int
) -> None:
    deliver_settings(as_system, paper=Paper[paper])
    as_system.commit()
    answer = taken(Guest(app, "eva"), "?f=city:is:Grid&f=credit_limit:to:99&sort=name", "pdf")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages}
    assert sizes == {upright}
    assert pages[1].extract_text().count("Customer ") == rows
    last = pages[-1].extract_text()
    assert f"Page {len(pages)} of {len(pages)}" in last
    wide = taken(Guest(app, "eva"), "?f=city:is:Grid&f=credit_limit:to:99", "pdf", all="1")
    page = PdfReader(io.BytesIO(wide.data)).pages[1]
    assert (round(float(page.mediabox.height)), round(float(page.mediabox.width))) == upright


def test_a_command_speaks_and_writes_as_the_company_reads(app: Flask, as_system: Session, tmp_path: Path) -> None:
    deliver_settings(as_system, language="es")
    as_system.commit()
    file = tmp_path / "people.csv"
    told = app.test_cli_runner().invoke(args=["export", "Customer", str(file)])
    assert "filas" in told.output
    assert file.read_text(encoding="utf-8-sig").startswith("Número")

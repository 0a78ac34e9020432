"""Reports at their doors: the page, its files, and the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.customers.customer import Customer
from tests.company import PASSWORD

PERIOD = "?from=2026-01-01&to=2026-03-31"
PAGE = f"/reports/contribution{PERIOD}"
TYPES = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"\xef\xbb\xbfNo."}
BAD_DAYS = (
    "from=junk",
    "to=2026-02-30",
    "from=2026-02-01&to=2026-01-01",
    "from=1900-01-01",
    "from=%00",
    f"to={'9' * 3000}",
)
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'"


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        assert client.post("/login/", data={"username": name, "password": PASSWORD}).status_code == 302
        return client

    return sign_in


SignIn = Callable[[str], FlaskClient]


def test_the_page_tells_the_period_in_figures(signed_in: SignIn) -> None:
    text = signed_in("eva").get(PAGE).text
    assert "One customer brings half of the revenue" in text
    assert all(word in text for word in ("Acme", "Zeta", "$330.00", "$200.00", "Margin", "<svg", "<meter"))
    assert "Omega" not in text


def test_figures_lead_to_what_they_count(signed_in: SignIn) -> None:
    eva = signed_in("eva")
    text = eva.get(PAGE).text
    [customer] = set(re.findall(r'class="name" href="(/customer/show/\d+)">Acme', text))
    orders = re.findall(r'href="(/order/list/[^"]*customer[^"]*)">1</a>', text)
    assert "Acme" in eva.get(customer).text
    assert len(orders) == 2
    for address in orders:
        listed = eva.get(address.replace("&amp;", "&")).text
        assert len(set(re.findall(r'href="(/order/show/\d+)', listed))) == 1


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_each_file_is_what_its_ending_says(signed_in: SignIn, ending: str) -> None:
    answer = signed_in("eva").get(f"/reports/contribution.{ending}{PERIOD}")
    assert answer.status_code == 200
    assert answer.data.startswith(TYPES[ending])
    assert f"contribution-2026-01-01-2026-03-31.{ending}" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["dan", "rosa"])
@pytest.mark.parametrize("path", ["/reports/contribution", "/reports/contribution.pdf", "/reports/contribution.csv"])
def test_who_may_not_read_it_gets_nothing(signed_in: SignIn, name: str, path: str) -> None:
    answer = signed_in(name).get(path)
    assert answer.status_code == 403
    assert "Acme" not in answer.text


def test_reports_are_in_the_menu_of_who_may_read_one(signed_in: SignIn) -> None:
    assert 'href="/reports/"' in signed_in("ana").get("/customer/list/").text
    assert "Customer contribution" in signed_in("ana").get("/reports/").text
    rosa = signed_in("rosa")
    assert 'href="/reports/"' not in rosa.get("/customer/list/").text
    assert "Customer contribution" not in rosa.get("/reports/").text


def test_nobody_reads_it_without_signing_in(app: Flask) -> None:
    answer = app.test_client().get(PAGE)
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_bad_days_are_declined_in_words(signed_in: SignIn) -> None:
    ana = signed_in("ana")
    for given in BAD_DAYS:
        for ending in ("", ".pdf", ".xlsx", ".csv"):
            answer = ana.get(f"/reports/contribution{ending}?{given}")
            assert answer.status_code == 400, given
            assert re.search("not a day|begins on|at most 20 years", answer.text), given


def test_a_page_that_does_not_exist_is_the_first(signed_in: SignIn) -> None:
    eva = signed_in("eva")
    for at in ("-1", "junk", "99999999999999999999", "1e3", "½", "%00"):
        assert "1 to 2 of 2" in eva.get(f"{PAGE}&at={at}").text, at


def test_a_report_that_does_not_exist_is_not_found(signed_in: SignIn) -> None:
    eva = signed_in("eva")
    for path in ("nope", "nope.pdf", "contribution.exe", "..%2f..%2fetc", "contribution/x"):
        assert eva.get(f"/reports/{path}").status_code == 404, path


def test_a_hostile_name_stays_text_on_the_page(signed_in: SignIn, as_system: Session) -> None:
    as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one().name = HOSTILE
    as_system.commit()
    text = signed_in("eva").get(PAGE).text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_the_page_keeps_to_the_strict_policy(signed_in: SignIn) -> None:
    text = signed_in("eva").get(PAGE).text
    assert not re.search(r'\sstyle="|\son\w+="|<style|<script(?![^>]* src=)', text)


def test_the_terminal_writes_what_the_file_is_called(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    for ending, begins in TYPES.items():
        file = tmp_path / f"report.{ending}"
        done = run.invoke(args=["report", "contribution", str(file), "--from", "2026-01-01", "--to", "2026-03-31"])
        assert done.exit_code == 0, done.output
        assert "2 rows" in done.output
        assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["contribution", "a.doc"], "Reports are written as pdf, xlsx or csv"),
        (["nope", "a.pdf"], "There is no report of this name."),
        (["contribution", "a.csv", "--from", "junk"], "is not a day"),
        (["contribution", "nowhere/a.csv"], "There is no directory"),
        (["contribution", "a.csv", "--as", "dan"], "You may not read this report."),
    ],
)
def test_the_terminal_declines_in_words_and_writes_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = app.test_cli_runner().invoke(args=["report", *given])
    assert done.exit_code == 1
    assert words in done.output
    assert "Traceback" not in done.output
    assert not list(tmp_path.glob("*.csv"))


def test_the_terminal_writes_as_an_employee_would_get_it(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "ana.csv"
    args = ["report", "contribution", str(file), "--from", "2026-01-01", "--to", "2026-03-31", "--as", "ana"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    text = file.read_text("utf-8-sig")
    assert "Acme" in text
    assert "Zeta" not in text
    assert "Margin" not in text

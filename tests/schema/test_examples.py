"""The page for people who integrate: every example on it runs as it stands, against a server, with a key."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.core import doorman
from app.customers.customer import Customer
from app.sales.order import Order
from schema.engine import limits, weight
from schema.entry import SECONDS
from schema.question import LARGEST
from tests.schema.conftest import Asking
from tests.views.guest import Guest
from views.integrating import KNOWN, LIMITS

ROOT = Path(__file__).parents[2]
NUMBER = "+1 610 555 0142"
Ask = Callable[[str], Asking]


@pytest.fixture
def examples(app: Flask) -> dict[str, str]:
    """As they stand on the page."""
    page = Guest(app, "admin").get("/integrating/").text
    found = re.findall(r'data-example="([^"]+)">(.*?)</pre>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


@pytest.fixture
def place(app: Flask, ask: Ask, as_system: Session) -> Iterator[dict[str, str]]:
    """A server, and a key of somebody who sees everything, in the environment that the examples read."""
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    doorman.update(as_system, Customer, acme.id, None, {"phone": NUMBER, "country": "US"})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {**os.environ, "TRATO_URL": f"http://127.0.0.1:{server.port}", "TRATO_KEY": ask("admin").key}
    server.shutdown()
    thread.join()
    server.server_close()


def run(command: list[str], text: str, place: Mapping[str, str]) -> str:
    done = subprocess.run(command, input=text, env=dict(place), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (text, done.stdout, done.stderr)
    return done.stdout


def shell(text: str, place: Mapping[str, str]) -> Any:
    told = json.loads(run(["bash", "-eu"], text, place))
    assert "errors" not in told, told
    return told["data"]


def test_the_page_shows_every_file_as_it_is(examples: dict[str, str]) -> None:
    there = {each.name for each in (ROOT / "templates" / "integrating").iterdir() if each.suffix != ".html"}
    assert set(examples) == set(KNOWN) == there
    assert all(text.strip() == KNOWN[name].text.strip() for name, text in examples.items())


def test_a_list_as_flat_rows(examples: dict[str, str], place: dict[str, str]) -> None:
    told = shell(examples["customers.sh"], place)["customers"]
    assert [edge["node"]["name"] for edge in told["edges"]] == ["Acme", "Beta", "Omega", "Zeta"]
    assert told["pageInfo"]["hasNextPage"] is False
    again = examples["customers.sh"].replace('"first": 1000', '"first": 3')
    cursor = shell(again, place)["customers"]["pageInfo"]["endCursor"]
    further = shell(again.replace("null", json.dumps(cursor)), place)["customers"]
    assert [edge["node"]["name"] for edge in further["edges"]] == ["Zeta"]


def test_a_program_reads_all_page_by_page(
    examples: dict[str, str], place: dict[str, str], as_system: Session, tmp_path: Path
) -> None:
    program = tmp_path / "orders.py"
    for text in (examples["orders.py"], examples["orders.py"].replace("first: 1000", "first: 1")):
        program.write_text(text)
        rows = list(csv.DictReader(io.StringIO(run([sys.executable, str(program)], "", place))))
        known = list(as_system.scalars(sa.select(Order.number).order_by(Order.id)))
        assert [row["number"] for row in rows] == known
        assert len(known) > 1


def test_a_program_without_a_key_says_why_it_stops(
    examples: dict[str, str], place: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "orders.py").write_text(examples["orders.py"])
    done = subprocess.run(
        [sys.executable, str(tmp_path / "orders.py")], env={**place, "TRATO_KEY": "trato_none"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "UNAUTHENTICATED" in done.stderr


def test_sums_by_month_and_a_report_tell_the_same(examples: dict[str, str], place: dict[str, str]) -> None:
    months = shell(examples["revenue.sh"], place)["ordersAggregate"]
    report = shell(examples["report.sh"], place)["reportContribution"]
    assert sum(each["count"] for each in months) == report["totals"]["orders"] > 0
    assert {each["keys"]["status"] for each in months} <= {"CONFIRMED", "PAID"}
    assert len(report["rows"]) == report["totals"]["customers"]


def test_a_caller_is_named_and_a_call_written_down_once(examples: dict[str, str], place: dict[str, str]) -> None:
    [found] = shell(examples["caller.sh"], place)["callerLookup"]
    assert found["customer"]["name"] == "Acme"
    first, again = (shell(examples["call.sh"], place)["callLog"] for _ in range(2))
    assert first["userErrors"] == []
    assert first["interaction"] == again["interaction"] is not None


def asked_by_grafana(target: Mapping[str, Any], place: Mapping[str, str]) -> Any:
    """The request that the plugin makes of a query: the address of its source and the query's, the key as a bearer's."""
    assert target["type"] == "graphql"
    assert (target["source"], target["parser"], target["format"]) == ("url", "backend", "table")
    options = target["url_options"]
    assert (options["method"], options["body_type"]) == ("POST", "graphql")
    variables = options["body_graphql_variables"]
    for name, day in (("from", "2020-01-01"), ("to", "2030-12-31")):
        variables = variables.replace(f"${{__{name}:date:YYYY-MM-DD}}", day)
    body = json.dumps({"query": options["body_graphql_query"], "variables": json.loads(variables)}).encode()
    headers = {"Authorization": f"Bearer {place['TRATO_KEY']}", "Content-Type": "application/json"}
    with urlopen(Request(place["TRATO_URL"] + target["url"], body, headers)) as answer:  # noqa: S310 our own
        return json.load(answer)


def selected(value: Any, selector: str) -> Any:
    for name in selector.split("."):
        value = value[name]
    return value


def test_grafana_finds_every_column_of_its_panels(examples: dict[str, str], place: dict[str, str]) -> None:
    board = json.loads(examples["grafana-dashboard.json"])
    for panel in board["panels"]:
        [target] = panel["targets"]
        told = asked_by_grafana(target, place)
        assert "errors" not in told, told
        rows = selected(told, target["root_selector"])
        assert isinstance(rows, list)
        assert rows
        for column in target["columns"]:
            values = [selected(row, column["selector"]) for row in rows]
            assert any(value is not None for value in values), column
            if column["type"] == "number":
                assert all(float(value) >= 0 for value in values if value is not None), column
            if column["type"] == "timestamp":
                assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in values if value is not None), column


def test_the_dashboard_asks_the_source_that_is_provided(examples: dict[str, str]) -> None:
    board = json.loads(examples["grafana-dashboard.json"])
    source = dict(re.findall(r"^\s*-? ?(\w+): (.+)$", examples["grafana-source.yaml"], re.MULTILINE))
    asked = [target["datasource"] for panel in board["panels"] for target in panel["targets"]]
    assert {(each["type"], each["uid"]) for each in asked} == {(source["type"], source["uid"])}
    assert (source["url"], source["auth_method"], source["bearerToken"]) == ("$TRATO_URL", "bearerToken", "$TRATO_KEY")


def test_the_limits_on_the_page_are_those_of_the_api() -> None:
    assert list(LIMITS.values()) == [
        LARGEST // 1024, limits.TOKENS, limits.DEPTH, limits.ALIASES, limits.COST,
        weight.MOST, weight.MOST_COLUMNS, 1, SECONDS,
    ]  # fmt: skip


def test_files_are_downloaded_by_who_may_read_the_schema(app: Flask) -> None:
    admin, ana = Guest(app, "admin"), Guest(app, "ana")
    for name in (*KNOWN, "schema.graphql"):
        answer = admin.get(f"/integrating/{name}")
        assert answer.status_code == 200
        assert name in answer.headers["Content-Disposition"]
        assert ana.get(f"/integrating/{name}").status_code == 403
    assert admin.get("/integrating/index.html").status_code == 404
    assert admin.get("/integrating/..%2Fconfig.py").status_code == 404
    assert ana.get("/integrating/").status_code == 403
    assert "/integrating/" not in ana.get("/product/list/").text


def test_the_readme_shows_an_example_of_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert KNOWN["customers.sh"].text.strip() in readme

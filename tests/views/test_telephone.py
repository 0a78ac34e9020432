"""The file for a telephone system: in the documented format, with a key that may do two things, and it works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman, rate
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.organization.access_key import AccessKey
from app.organization.employee import Employee
from app.planning.task import Task
from tests.schema.conftest import Asking
from tests.views.guest import Guest
from views.telephone import FILES

NUMBER = "+1 610 555 0142"
RINGS = {"Number": "+16105550142", "Agent": "103", "Duration": "00:01:01", "ReportCallEnabled": "True"}
BEGAN = "2026-11-20T09:30:00Z"
KNOWN = {
    "Crm": {"Country", "Name", "Version", "SupportsEmojis", "ListPageSize"},
    "Number": {"Prefix", "MaxLength"},
    "Connection": {"MaxConcurrentRequests"},
    "Parameters": set(),
    "Parameter": {"Name", "Type", "Parent", "Editor", "Title", "Default"},
    "Authentication": {"Type"},
    "Scenarios": set(),
    "Scenario": {"Id", "Type"},
    "Request": {"SkipIf", "Url", "MessagePasses", "RequestContentType", "RequestEncoding", "RequestType",
                "ResponseType"},
    "Headers": set(),
    "PostValues": {"Key", "If", "SkipIf"},
    "Value": {"Key", "Passes", "Type"},
    "Rules": set(),
    "Rule": {"Type", "Ethalon"},
    "Variables": set(),
    "Variable": {"Name", "LookupValue", "Path"},
    "Filter": set(),
    "Outputs": {"AllowEmpty", "Next"},
    "Output": {"Type", "Passes", "Value"},
}  # fmt: skip
"""Elements and attributes of https://www.3cx.com/docs/server-side-crm-template-xml-description/."""
OUTPUTS = {"ContactUrl", "FirstName", "CompanyName", "Email", "PhoneBusiness", "PhoneMobile", "EntityId", "EntityType"}
TYPES = {"Inbound", "Outbound", "Missed", "Notanswered"}


@pytest.fixture(autouse=True)
def acme(as_system: Session) -> Customer:
    customer = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    doorman.update(as_system, Customer, customer.id, None, {"phone": NUMBER})
    return customer


@pytest.fixture
def template(app: Flask, as_system: Session) -> ElementTree.Element:
    program = as_system.scalars(sa.select(Employee.id).where(Employee.username == "cti")).one()
    answer = Guest(app, "admin").post("/telephone/3cx.xml", {"program": str(program)})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return ElementTree.fromstring(answer.get_data(as_text=True))  # noqa: S314 our own


class Exchange:
    """A telephone exchange that reads the template as its documentation says."""

    def __init__(self, app: Flask, template: ElementTree.Element) -> None:
        self.template = template
        given = {each.get("Name", ""): each.get("Default", "") for each in template.iter("Parameter")}
        self.known: Mapping[str, str] = {**given, **RINGS}
        self.asking = Asking(app, given["ApiKey"])

    def says(self, text: str, **more: str) -> str:
        known = {**self.known, **more}
        text = re.sub(r'\[\[CallStartTimeUTC\]\.ToString\("yyyyMMddHHmmss"\)\]', "20261120093000", text)
        text = re.sub(r'\[\[CallStartTimeUTC\]\.ToString\("yyyy-MM-ddTHH:mm:ssZ"\)\]', BEGAN, text)
        text = re.sub(r"\[IIf\((.*?),([^,]*),([^,]*)\)\]", lambda found: self._if(found, known), text)
        return re.sub(r"\[(\w+)\]", lambda found: known[found[1]], text)

    def _if(self, found: re.Match[str], known: Mapping[str, str]) -> str:
        each = (part.split("==") for part in found[1].split("||"))
        holds = any(known[name.strip("[]")] == value.strip('"') for name, value in each)
        return found[2] if holds else found[3]

    def asks(self, scenario: str, **more: str) -> Any:
        request = next(each for each in self.template.iter("Scenario") if each.get("Id") == scenario).find("Request")
        assert request is not None
        assert self.says(request.get("Url", "")).endswith("/graphql")
        query, variables = request.findall("PostValues/Value")
        text = (query.text or "") if query.get("Passes") == "0" else self.says(query.text or "", **more)
        told = {each.get("Key", ""): self.says(each.text or "", **more) for each in variables}
        return self.asking.told(text, **told)


def test_it_is_written_in_the_documented_format(template: ElementTree.Element) -> None:
    for element in template.iter():
        assert set(element.attrib) <= KNOWN[element.tag], element.tag
    assert [each.get("Id") for each in template.iter("Scenario")] == ["", "ReportCall"]
    assert {each.get("Type") for each in template.iter("Output")} == OUTPUTS
    names = {each.get("Name", "") for each in template.iter("Variable")}
    said = " ".join(each.get("Value", "") for each in template.iter("Output"))
    assert set(re.findall(r"\[(\w+)\]", said)) <= names | {"Address", "Number"}


def test_whoever_calls_is_named(app: Flask, template: ElementTree.Element, acme: Customer) -> None:
    [found] = Exchange(app, template).asks("")["callerLookup"]
    assert (found["customer"]["id"], found["customer"]["name"], found["contact"]) == (str(acme.id), "Acme", None)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_each_kind_of_call_is_written_down_once(
    app: Flask, template: ElementTree.Element, as_system: Session, kind: str
) -> None:
    exchange = Exchange(app, template)
    for _ in range(2):
        assert exchange.asks("ReportCall", CallType=kind)["callLog"]["userErrors"] == []
    as_system.rollback()
    said = as_system.scalars(sa.select(Interaction)).one()
    assert (said.direction.name, said.is_missed, said.minutes) == (
        "OUT" if kind in ("Outbound", "Notanswered") else "IN", kind == "Missed", 2)  # fmt: skip
    assert len(as_system.scalars(sa.select(Task)).all()) == (kind == "Missed")


@pytest.mark.parametrize(
    "question",
    ["{ customers { edges { node { name } } } }", '{ customer(id: "1") { name } }', "{ __schema { types { name } } }",
     'mutation { customerDelete(id: "1", version: 1) { userErrors { code } } }',
     "query { ...all } fragment all on Query { customers { edges { node { name } } } }",
     "{ ... { customers { edges { node { name } } } } }"],
)  # fmt: skip
def test_its_key_may_do_nothing_else(app: Flask, template: ElementTree.Element, question: str) -> None:
    asking = Exchange(app, template).asking
    for _ in range(2):
        answer = asking.post({"query": question})
        assert (answer.status_code, answer.get_json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


def test_who_may_not_give_keys_gets_none(app: Flask, as_system: Session) -> None:
    for name in ("max", "ana", "dan"):
        guest = Guest(app, name)
        assert guest.get("/telephone/").status_code == 403
        assert guest.post("/telephone/3cx.xml", {"program": "1"}).status_code == 403


def test_nobody_but_a_program_gets_such_a_key(app: Flask, as_system: Session) -> None:
    eva = as_system.scalars(sa.select(Employee.id).where(Employee.username == "eva")).one()
    for program in (str(eva), "", "999999", "x"):
        assert Guest(app, "admin").post("/telephone/3cx.xml", {"program": program}).status_code in (400, 404, 409, 422)


def test_nobody_makes_key_after_key(app: Flask, as_system: Session) -> None:
    program = as_system.scalars(sa.select(Employee).where(Employee.username == "cti")).one()
    admin = Guest(app, "admin")
    rate.rates.clock = lambda: 1_700_000_000.0
    answers = [admin.post("/telephone/3cx.xml", {"program": program.id}, page="/telephone/") for _ in range(FILES + 2)]
    assert {answer.status_code for answer in answers[:FILES]} == {200}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    held = as_system.scalars(sa.select(AccessKey).where(AccessKey.employee_id == program.id)).all()
    assert len(held) <= FILES + 1, "and there is no key for who waits"

"""Customers, contacts and interactions over the API and from files: the same rules as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.delivered import deliver_dictionary
from app.core.files import mapping
from app.core.files.importing import Wish, imported
from app.core.files.sheet import opened
from app.customers.contact import Contact
from app.customers.interaction import Interaction
from tests.schema.test_writing import found, wrong

Ask = Callable[..., Any]

LOG = """mutation($input: InteractionLogInput!) { interactionLog(input: $input) {
  interaction { summary channel direction minutes employee { username } customer { lastContactAt } }
  userErrors { code field message } } }"""
NOTE = """mutation($id: ID!, $words: String!) { customerNote(id: $id, words: $words) {
  customer { name version } userErrors { code field message } } }"""
UPDATE = """mutation($id: ID!, $version: Int!, $input: CustomerUpdateInput!) {
  customerUpdate(id: $id, version: $version, input: $input) {
    customer { mnemonic parent { name } risk } userErrors { code field message } } }"""
TREE = '{ customers(filter: {name: {eq: "Acme"}}) { edges { node { interactions { edges { node { summary } } } } } } }'


def test_a_call_is_written_down_by_a_program(ask: Ask) -> None:
    ana = ask("ana")
    given = {
        "customer": found(ana, "Acme")["id"], "channel": "CALL", "direction": "IN", "summary": "Freight",
        "minutes": 6, "at": "2026-03-01T10:00:00+00:00",
    }  # fmt: skip
    made = ana.told(LOG, input=given)["interactionLog"]
    assert made["userErrors"] == []
    assert made["interaction"] == {
        "summary": "Freight", "channel": "CALL", "direction": "IN", "minutes": 6, "employee": {"username": "ana"},
        "customer": {"lastContactAt": "2026-03-01T10:00:00+00:00"},
    }  # fmt: skip
    future = ana.told(LOG, input={**given, "at": "2199-01-01T00:00:00+00:00"})["interactionLog"]
    assert wrong(future) == [("INVALID", "at")]


def test_a_note_is_a_mutation_and_leaves_the_version(ask: Ask) -> None:
    ana = ask("ana")
    acme = found(ana, "Acme")
    made = ana.told(NOTE, id=acme["id"], words="Likes blue paper.")["customerNote"]
    assert made == {"customer": {"name": "Acme", "version": acme["version"]}, "userErrors": []}


def test_a_group_is_written_and_a_circle_refused(ask: Ask) -> None:
    ana = ask("ana")
    acme, beta = found(ana, "Acme"), found(ana, "Beta")
    given = {"mnemonic": "bt", "risk": "HIGH", "parent": acme["id"]}
    made = ana.told(UPDATE, id=beta["id"], version=beta["version"], input=given)["customerUpdate"]
    assert made["customer"] == {"mnemonic": "BT", "parent": {"name": "Acme"}, "risk": "HIGH"}
    back = ana.told(UPDATE, id=acme["id"], version=acme["version"], input={"parent": beta["id"]})["customerUpdate"]
    assert wrong(back) == [("REFUSED", "parent")]


def test_ages_are_filtered_by(ask: Ask, as_system: Session) -> None:
    contact = as_system.scalars(sa.select(Contact).where(Contact.name == "Acme Contact")).one()
    contact.birthday = contact.created_at.date().replace(year=1980, month=1, day=1)
    as_system.commit()
    query = "{ contacts(filter: {age: {gt: 40}}) { edges { node { name age } } } }"
    [edge] = ask("ana").told(query)["contacts"]["edges"]
    assert edge["node"]["name"] == "Acme Contact"
    assert edge["node"]["age"] >= 46


def test_interactions_are_imported_and_shown_with_their_customer(ask: Ask, as_system: Session, tmp_path: Path) -> None:
    deliver_dictionary(as_system)
    as_system.commit()
    file = tmp_path / "talks.csv"
    file.write_text(
        "Customer,Employee,Channel,Direction,At,Purpose,Summary\n"
        "C-00001,ana,Call,Incoming,2026-03-01 10:00,COMPLAINT,Freight\n"
        "C-00001,ana,Smoke,Incoming,2026-03-01 10:00,,Signals\n"
        "C-00001,ana,Visit,Outgoing,2199-03-01 10:00,,Too early\n"
    )
    sheet = opened(file)
    rejected: list[int] = []
    wish = Wish(reject=lambda row, problems: rejected.append(row.number))
    imported(as_system, sheet, mapping.matched(Interaction, sheet.columns), wish)
    assert rejected == [3, 4]
    made = as_system.scalars(sa.select(Interaction)).one()
    assert (made.summary, made.purpose.code, made.employee.username) == ("Freight", "COMPLAINT", "ana")  # type: ignore[union-attr]
    edges = ask("ana").told(TREE)["customers"]["edges"]
    assert edges[0]["node"]["interactions"]["edges"] == [{"node": {"summary": "Freight"}}]

"""What begins with some letters, small or capital: found by an index that the database keeps by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, aliased

from app.core import doorman
from app.core.lowered import begins, lowered
from app.customers.contact import Contact
from app.customers.customer import Customer
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, names_in
from tests.views.test_lists import walked

__all__ = ["Asking", "ask"]
NAMES = ("beta two", "BETA ONE", "Bet%a", "Bet_a", "Bethany")


@pytest.fixture
def many(as_system: Session) -> Session:
    for name in NAMES:
        doorman.create(as_system, Customer, {"name": name})
    return as_system


def found(session: Session, text: str) -> set[str]:
    return set(session.scalars(sa.select(Customer.name).where(begins(Customer.name, text))))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("BETA", {"Beta", "beta two", "BETA ONE"}), ("bet", {"Beta", *NAMES}), ("bet%", {"Bet%a"}), ("Bet_", {"Bet_a"}),
        ("eta", set()), ("", {"Acme", "Beta", "Zeta", "Omega", *NAMES}),
    ],
)  # fmt: skip
def test_it_is_found_by_its_beginning(many: Session, text: str, names: set[str]) -> None:
    assert found(many, text) == names


def test_who_is_called_otherwise_is_found_otherwise(many: Session) -> None:
    beta = many.scalars(sa.select(Customer).filter_by(name="Beta")).one()
    doorman.update(many, Customer, beta.id, None, {"name": "Gamma"})
    assert (found(many, "gam"), "Beta" in found(many, "bet")) == ({"Gamma"}, False)


def test_other_rows_of_the_same_noun_are_other_rows(many: Session) -> None:
    other = aliased(Customer)
    both = sa.select(Customer.name, other.name).join(other, other.id != Customer.id)
    assert many.execute(both.where(begins(Customer.name, "acm"), begins(other.name, "OME"))).all() == [
        ("Acme", "Omega")
    ]


def test_what_is_not_kept_in_small_letters_is_found_all_the_same(many: Session) -> None:
    assert lowered(Customer.city) is None
    assert set(many.scalars(sa.select(Customer.name).where(begins(Customer.city, "acme c")))) == {"Acme"}


def test_an_index_is_read_and_not_the_table(many: Session) -> None:
    page = sa.select(Contact.id).where(begins(Contact.name, "be")).order_by(lowered(Contact.name), Contact.id).limit(26)
    is_sqlite = many.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        many.execute(sa.text("SET LOCAL enable_seqscan = off"))
    said = str(page.compile(many.get_bind(), compile_kwargs={"literal_binds": True}))
    plan = many.execute(sa.text(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{said}")).all()
    assert "ix_contact_name_lowered_id" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "Sort" not in str(plan)


def test_a_list_of_what_begins_alike_takes_no_heed_of_capitals_in_its_order(app: Flask, many: Session) -> None:
    page = Guest(app, "eva").get("/customer/list/?f=name:starts:beta").text
    assert names_in(page) == ["Beta", "BETA ONE", "beta two"]


def test_its_pages_go_both_ways(app: Flask, many: Session) -> None:
    for n in range(60):
        doorman.create(many, Customer, {"name": f"{'Chair' if n % 2 else 'CHAIR'} {n:02}"})
    eva = Guest(app, "eva")
    for sort, numbers in (("name", range(60)), ("-name", range(59, -1, -1))):
        there = walked(eva, f"/customer/list/?f=name:starts:chair&sort={sort}", "next")
        assert [name[-2:] for name in there.names] == [f"{n:02}" for n in numbers]
        assert walked(eva, there.last, "prev").names == there.names


def test_over_the_api_too(ask: Asking, many: Session) -> None:
    query = "query($x: String) { customers(filter: {name: {startsWith: $x}}) { edges { node { name } } } }"
    told = ask("eva").told(query, x="BETA")["customers"]["edges"]  # type: ignore[operator]
    assert {each["node"]["name"] for each in told} == {"Beta", "beta two", "BETA ONE"}

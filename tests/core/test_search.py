"""Found by any part of three letters, accents or not, in Chinese by two characters, by the end of a number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman, search
from app.customers.contact import Contact
from app.customers.customer import Customer

NAMES = ["Café Müller", "Straße & Sohn", "İstanbul Ltd", "北京 办公用品 公司", "O'Neill", "Smith-Jones"]


@pytest.fixture
def names(as_system: Session) -> Session:
    for name in NAMES:
        doorman.create(as_system, Customer, {"name": name, "phone": "+1 610 555 0142" if name == "O'Neill" else None})
    return as_system


def found(session: Session, query: str, noun: type = Customer) -> list[str]:
    condition = search.found_by(noun, query, session.get_bind().dialect.name)
    return sorted(session.scalars(sa.select(noun.name).where(condition)))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cafe", "Café Müller"),
        ("CAFÉ", "Café Müller"),
        ("ülle", "Café Müller"),
        ("mull caf", "Café Müller"),
        ("strasse", "Straße & Sohn"),
        ("istanbul", "İstanbul Ltd"),
        ("办公", "北京 办公用品 公司"),
        ("公用品", "北京 办公用品 公司"),
        ("neil", "O'Neill"),
        ("smith jones", "Smith-Jones"),
        ("jon", "Smith-Jones"),
        ("(610) 555-0142", "O'Neill"),
        ("16105550142", "O'Neill"),
        ("5550142", "O'Neill"),
    ],
)
def test_a_customer_is_found_by_part_of_the_name(names: Session, query: str, name: str) -> None:
    assert found(names, query) == [name]


@pytest.mark.parametrize("query", ["muller zeta", "品办", "xyzzy", "6105559999"])
def test_what_is_not_there_is_not_found(names: Session, query: str) -> None:
    assert found(names, query) == []


@pytest.mark.parametrize("query", ["", "  ", "'\"*&|!():", "--", "''"])
def test_a_question_without_letters_asks_nothing(names: Session, query: str) -> None:
    assert search.found_by(Customer, query, "sqlite") is None


@pytest.mark.parametrize("query", ["a' OR 1=1 --", "foo:* | bar", "NEAR(a b)", "a AND NOT b", '"xq" "b', "xq\x00b"])
def test_operators_of_the_engines_are_plain_words(names: Session, query: str) -> None:
    assert found(names, query) == []


def test_a_new_name_is_found_and_the_old_one_is_not(names: Session) -> None:
    muller = names.scalars(sa.select(Customer).filter_by(name="Café Müller")).one()
    doorman.update(names, Customer, muller.id, muller.version, {"name": "Bäckerei"})
    assert (found(names, "backer"), found(names, "muller")) == (["Bäckerei"], [])


def test_what_was_deleted_is_not_found(names: Session) -> None:
    neill = names.scalars(sa.select(Customer).filter_by(name="O'Neill")).one()
    doorman.delete(names, Customer, neill.id, neill.version)
    assert found(names, "neill") == []


def test_nouns_are_searched_apart(names: Session) -> None:
    assert found(names, "acme") == ["Acme"]
    assert found(names, "acme", Contact) == ["Acme Contact"]


def test_search_finds_only_what_may_be_seen(looking: Callable[[str], Session]) -> None:
    assert (found(looking("ana"), "zeta"), found(looking("luis"), "zeta")) == ([], ["Zeta"])


def test_guarded_fields_are_not_in_the_index() -> None:
    assert all(not f.guard for f in search.searched(Customer))


@pytest.mark.parametrize("query", ["cafe", "mull caf", "办公", "公用品", "5550142", "smith", "l"])
def test_what_is_common_is_found_record_by_record(names: Session, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of thousands of records is not gathered first; what is found is the same."""
    assert not search.is_common(names, Customer, query)
    monkeypatch.setattr(search, "COMMON", 0)
    assert search.is_common(names, Customer, query)
    condition = search.found_by(Customer, query, names.get_bind().dialect.name, common=True)
    assert sorted(names.scalars(sa.select(Customer.name).where(condition))) == found(names, query) != []

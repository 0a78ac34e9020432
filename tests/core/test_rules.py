"""The rules of all nouns stand in a statement as one option; it must tell apart what differs, and nothing else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.scope import rules
from app.customers.customer import Customer


def _key(session: Any) -> Any:
    return sa.select(Customer.id).options(*rules(session))._generate_cache_key()


def test_two_who_reach_alike_share_what_is_compiled_and_not_the_values(looking: Any) -> None:
    ana, luis = _key(looking("ana")), _key(looking("luis"))
    assert ana.key == luis.key
    assert [each.value for each in ana.bindparams] != [each.value for each in luis.bindparams]


def test_who_reaches_otherwise_shares_nothing(looking: Any) -> None:
    keys = [_key(looking(name)).key for name in ("ana", "max", "eva")]
    assert keys[0] != keys[1] != keys[2]


def test_it_is_the_same_key_each_time(looking: Any) -> None:
    session = looking("ana")
    assert _key(session).key == _key(session).key


def test_each_sees_their_own_by_the_same_statement(looking: Any) -> None:
    """One after the other, and again, so that the second and the third find what the first had compiled."""
    seen = {}
    for name in ("ana", "luis", "max", "ana", "luis", "admin"):
        found = set(looking(name).scalars(sa.select(Customer.name).order_by(Customer.id)))
        assert seen.setdefault(name, found) == found
    assert seen["ana"] & seen["luis"] == set()
    assert seen["ana"] | seen["luis"] <= seen["max"] < seen["admin"]


def test_what_a_statement_names_already_is_told_apart(looking: Any) -> None:
    """Rules look customers up under another name; a statement that stands on that very name has a key of its own."""
    from app.core.ground import rows_of
    from app.customers.contact import Contact

    session = looking("ana")
    same, other = rows_of(Customer), sa.inspect(Customer).local_table.alias()
    keys = [
        sa.select(Contact.id)
        .join(there, there.c.id == Contact.customer_id)
        .options(*rules(session))
        ._generate_cache_key()
        for there in (same, other)
    ]
    assert keys[0].key != keys[1].key

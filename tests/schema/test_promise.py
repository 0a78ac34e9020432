"""What programs rely on stays, or is deprecated first; and every part of the schema says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLNonNull

from schema.export import FILE, text
from schema.promise import broken
from schema.published import schema

CORE = schema._schema
OLD = """
type Query { customer(id: ID!, old: String @deprecated(reason: "Use id.")): Customer  order(first: Int): Order
  gone: Gone @deprecated(reason: "Use order.") }
type Customer { name: String  fax: String @deprecated(reason: "Use phone.")  kind: Kind }
type Order { number: String! }
type Gone { x: String }
enum Kind { A  B @deprecated(reason: "Use A.") }
"""


def arguments() -> Iterator[tuple[str, Any]]:
    for name, kind in CORE.type_map.items():
        for field, of in getattr(kind, "fields", {}).items():
            yield from ((f"{name}.{field}({each})", arg) for each, arg in getattr(of, "args", {}).items())


def test_every_argument_says_what_it_is() -> None:
    assert [name for name, arg in arguments() if not name.startswith("__") and not arg.description] == []


def test_what_is_needed_is_not_deprecated() -> None:
    """Nobody could leave it out."""
    assert [n for n, a in arguments() if isinstance(a.type, GraphQLNonNull) and a.deprecation_reason] == []


def test_every_reason_says_what_to_use_instead() -> None:
    for kind in CORE.type_map.values():
        members = {**getattr(kind, "fields", {}), **(kind.values if isinstance(kind, GraphQLEnumType) else {})}
        reasons = [each.deprecation_reason for each in members.values()]
        assert all(reason is None or reason.startswith("Use ") for reason in reasons), kind


def test_nothing_is_taken_away_that_was_not_deprecated() -> None:
    assert broken(FILE.read_text(encoding="utf-8"), text()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: String ", ""), ("kind: Kind", "sort: Kind"), ("enum Kind { A ", "enum Kind { C "), ("number: String!", "number: String"),
        ("(first: Int)", ""), ("(first: Int)", "(first: Int, after: ID!)"), ("name: String ", "name: Int "),
        ("order(first: Int): Order", "orders(first: Int): Order"),
    ],
)  # fmt: skip
def test_what_programs_would_lose_is_told(before: str, after: str) -> None:
    assert broken(OLD, OLD.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('fax: String @deprecated(reason: "Use phone.") ', ""), (' B @deprecated(reason: "Use A.")', ""),
        (', old: String @deprecated(reason: "Use id.")', ""), ("number: String!", "number: String! gross: String"),
        ('gone: Gone @deprecated(reason: "Use order.") }', "}"), ("(first: Int)", "(first: Int, after: ID)"),
    ],
)  # fmt: skip
def test_what_was_deprecated_may_go_and_more_may_come(before: str, after: str) -> None:
    changed = OLD.replace(before, after)
    assert changed != OLD
    assert broken(OLD, changed) == []

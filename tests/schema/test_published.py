"""What is published is what the code says, and every part of it is described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType

from app.core.doorman import beginning
from app.core.shape import fields
from app.core.words import camel
from schema.engine.naming import many, one
from schema.export import FILE, text
from schema.published import schema
from schema.rooms import NOUNS

CORE = schema._schema


def described() -> Iterator[tuple[str, str | None]]:
    for name, kind in CORE.type_map.items():
        if not name.startswith("__"):
            yield name, kind.description
            if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
                yield from ((f"{name}.{field}", of.description) for field, of in kind.fields.items())


def test_the_published_schema_is_the_code() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "say: python -m schema.export, and read what changed"


def test_everything_is_described() -> None:
    assert [name for name, words in described() if not words] == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_published_noun_has_its_questions(noun: type[Any]) -> None:
    questions = CORE.query_type.fields
    assert {camel(one(noun)), camel(many(noun)), camel(f"{many(noun)}_aggregate")} <= set(questions)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_verb_has_its_mutation(noun: type[Any]) -> None:
    later = [verb for verb in noun.verbs.values() if not verb.begins]
    steps = {camel(f"{one(noun)}_{verb.name}") for verb in later}
    if NOUNS[noun]:
        steps |= {camel(f"{one(noun)}_{name}") for name in _written(noun)}
    here = {name for name in CORE.mutation_type.fields if name.startswith(camel(one(noun)))}
    assert steps <= here


def _written(noun: type[Any]) -> tuple[str, ...]:
    """What begins with a file begins at the screens: a request of the API is too small for it."""
    begin = beginning(noun)
    if noun.alone:
        return ("update",)
    begins = () if begin and any(a.kind == "file" for a in begin.arguments) else (begin.name if begin else "create",)
    changes = ("update",) if any(f.written for f in fields(noun)) else ()
    return (*begins, *changes, "delete")


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_status_is_lived_and_not_written(noun: type[Any]) -> None:
    inputs = [kind for name, kind in CORE.type_map.items() if name.startswith(noun.__name__) and name.endswith("Input")]
    begin = beginning(noun)
    asked = {a.name for a in begin.arguments} if begin else set()
    unwritten = {camel(f.name) for f in fields(noun) if not f.written and f.name not in asked}
    assert "status" not in asked
    assert not [field for kind in inputs for field in kind.fields if field in unwritten]


def test_what_only_the_system_needs_is_nowhere() -> None:
    told = (kind for kind in CORE.type_map.values() if not isinstance(kind, GraphQLInputObjectType))
    everywhere = {field for kind in told for field in getattr(kind, "fields", ())}
    assert not everywhere & {"password", "hash", "digest", "path", "phoneE164", "createdBy"}
    assert not {"Role", "AccessKey", "SignIn", "User", "Change", "DataPermission"} & set(CORE.type_map)


def test_enums_serve_codes_and_say_words() -> None:
    status = CORE.type_map["OrderStatus"]
    assert isinstance(status, GraphQLEnumType)
    assert list(status.values) == ["DRAFT", "CONFIRMED", "PAID", "CANCELLED"]
    assert "CONFIRMED: Confirmed." in status.description


def test_a_guarded_field_may_be_null() -> None:
    for noun in NOUNS:
        for f in fields(noun):
            if f.guard:
                assert not isinstance(CORE.type_map[noun.__name__].fields[camel(f.name)].type, GraphQLNonNull)

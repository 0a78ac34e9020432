"""Every address and every field of the API, asked for as somebody who looks for what is not theirs."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from werkzeug.routing import Rule

from app.core.noun import nouns, slug
from schema.published import schema
from tests.house.canaries import Aviary, heard
from tests.schema.conftest import Asking
from tests.views.guest import Guest

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
SEARCHES = ("?q=canary", "?f=number:contains:canary", "?f=name:contains:canary&any=1", "?size=100&count=all")
QUIET = re.compile(r"^/(static|logout|graphql|healthz|readyz)")
ENOUGH = 2
"""So many links of a kind are followed."""
PAPER = re.compile(r"(\.pdf|/print/|as=pdf)")
"""Paper is slow and made of the same rows; of foreign records it is asked for all the same."""


def addresses(app: Flask, aviary: Aviary, person: str) -> Iterator[str]:
    """Each route with ids of what was planted, theirs and not, and the lists with searches."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not QUIET.match(rule.rule):
            yield from _filled(rule, aviary, person)
    for each in nouns():
        yield from (f"/{slug(each)}/list/{more}" for more in SEARCHES)
        yield f"/choices/{slug(each)}?q=canary"
    yield "/find?q=canary"


def _filled(rule: Rule, aviary: Aviary, person: str) -> Iterator[str]:
    noun = next((n for n in nouns() if rule.rule.startswith(f"/{slug(n)}/")), None)
    parts = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule)
    ids = [*aviary.strangers(noun, person), *aviary.own(noun, person)[:1]] if noun else range(1, 9)
    known: dict[str, Any] = {
        "name": list(noun.verbs) if noun else [*(slug(n) for n in nouns()), "contribution"],
        "noun": [slug(n) for n in nouns()],
    }
    for each in product(*(known.get(part, ids) for part in parts)):
        path = rule.rule
        for value in each:
            path = re.sub(r"<[^<>]+>", str(value), path, count=1)
        yield path


def leaks_on_pages(app: Flask, aviary: Aviary, person: str) -> Iterator[str]:
    """Addresses on which this person read a song that is not for them; links of pages are followed one step far."""
    guest, seen, alike = Guest(app, person), set[str](), Counter[str]()
    first = dict.fromkeys(addresses(app, aviary, person))
    waiting = deque(first)
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        is_tired = path not in first and alike[kind] >= ENOUGH
        if path in seen or is_tired or QUIET.match(path) or (PAPER.search(path) and _is_own(path, aviary, person)):
            continue
        seen.add(path)
        alike[kind] += 1
        answer = guest.get(path)
        assert answer.status_code < 500, path
        text = answer.get_data().decode("utf-8", "replace")
        if heard(person, text.replace(path, "")):
            yield path
        if path in first and answer.mimetype == "text/html":
            waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(text))


def _kind(path: str) -> str:
    """Addresses that ask the same of other records, or with other values, are of one kind."""
    parts = urlsplit(path)
    return re.sub(r"\d+", "0", parts.path) + ",".join(sorted(parse_qs(parts.query)))


def _is_own(path: str, aviary: Aviary, person: str) -> bool:
    noun = next((n for n in aviary.ids if path.startswith(f"/{slug(n)}/")), None)
    return noun is None or not any(path.endswith(f"/{id_}") for id_ in aviary.foreign(noun, person))


def questions(aviary: Aviary) -> Iterator[tuple[str, type[Any] | None]]:
    """Every field of every type, of lists, of single records, through relations, and as the keys of groups.

    With those of a single record comes its noun: they are asked with the id of each that is foreign.
    """
    query = schema._schema.query_type
    for name, asked in (query.fields if query else {}).items():
        kind = get_named_type(asked.type)
        if not isinstance(kind, GraphQLObjectType):
            continue
        if "groupBy" in asked.args:
            yield from (
                (f"{{ {name}(groupBy: [{{{key}: VALUE}}]) {{ keys {{ {key} }} count }} }}", None)
                for key in _texts(kind)
            )
        elif kind.name.endswith("Connection"):
            node = _node(kind)
            yield from (
                (f"{{ {name}(first: 20) {{ totalCount edges {{ node {{ {part} }} }} }} }}", None)
                for part in _parts(node)
            )
        elif set(asked.args) == {"id"} and (noun := _planted(aviary, kind.name)):
            yield from (
                (f"query ($id: {asked.args['id'].type}) {{ {name}(id: $id) {{ {part} }} }}", noun)
                for part in _parts(kind)
            )


def _planted(aviary: Aviary, name: str) -> type[Any] | None:
    return next((noun for noun in aviary.ids if noun.__name__ == name), None)


def _node(connection: GraphQLObjectType) -> GraphQLObjectType:
    edge: Any = get_named_type(connection.fields["edges"].type)
    node: Any = get_named_type(edge.fields["node"].type)
    return node  # type: ignore[no-any-return]


def _parts(kind: GraphQLObjectType) -> Iterator[str]:
    yield " ".join(_leaves(kind))
    for name, each in kind.fields.items():
        inner = get_named_type(each.type)
        if not isinstance(inner, GraphQLObjectType) or "id" in each.args:
            continue
        if inner.name.endswith("Connection"):
            yield f"{name}(first: 5) {{ totalCount edges {{ node {{ {' '.join(_leaves(_node(inner)))} }} }} }}"
        else:
            yield f"{name} {{ {' '.join(_leaves(inner))} }}"


def _leaves(kind: GraphQLObjectType) -> list[str]:
    return [name for name, each in kind.fields.items() if is_leaf_type(get_named_type(each.type)) and not each.args]


def _texts(aggregate: GraphQLObjectType) -> list[str]:
    keys: Any = get_named_type(aggregate.fields["keys"].type)
    return [name for name, each in keys.fields.items() if getattr(get_named_type(each.type), "name", "") == "String"]


def leaks_over_the_api(askings: Mapping[str, Asking], aviary: Aviary) -> Iterator[tuple[str, str]]:
    """Who was told of somebody else's, and by which question.

    Each question is asked by one after the other, so that nobody is told what was learned for who asked before.
    """
    for question, noun in questions(aviary):
        for person, asking in askings.items():
            wanted = [{"id": str(id_)} for id_ in aviary.strangers(noun, person)] if noun else [{}]
            if any(heard(person, str(asking(question, **each))) for each in wanted):
                yield person, question

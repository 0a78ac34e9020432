"""A schema from nouns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from schema.engine.aggregate import aggregate_question, build_aggregate
from schema.engine.filters import build_filter
from schema.engine.guard import guards
from schema.engine.home import Home
from schema.engine.limits import Limits
from schema.engine.naming import told_of
from schema.engine.order import build_order
from schema.engine.read import build_connection, hanging, questions
from schema.engine.related import named, relation
from schema.engine.scalars import SCALARS
from schema.engine.write import build_payload, mutations
from schema.engine.writer import Writer


class Api(strawberry.Schema):
    """Errors are told and noted where the answer is written, and nowhere else."""

    home: Home

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        pass


def build_object(home: Home, noun: type[Any]) -> None:
    """`X`"""
    members: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    for f in home.fields(noun):
        if hasattr(sa.Row, f.key):
            raise ValueError(f"{noun.__name__}.{f.key}: a row of the database has a method of this name")
        if f.target is not None:
            members[f.name] = relation(home, f)
            members[f.name].deprecation_reason = f.deprecated or None
        else:
            annotations[f.name] = home.type_of(f) + (" | None" if f.nullable and not f.column_is_key else "")
            members[f.name] = strawberry.field(**told_of(f), extensions=guards(f))
    if noun.names:
        members["label"] = named(home, noun)
    for name, target in home.lists(noun).items():
        members[name] = hanging(home, noun, name, target)
    home.made(noun.__name__, members, annotations, noun.__doc__ or "")


def built(
    name: str,
    nouns: Mapping[type[Any], bool | Writer],
    *more: Callable[[Home], dict[str, Any]],
    steps: Sequence[Callable[[Home], dict[str, Any]]] = (),
) -> Api:
    """The schema of these nouns, of what `more` add to its questions, and `steps` to what can be done.

    Its types live in a module of that name.
    """
    home = Home(name, nouns)
    query: dict[str, Any] = {}
    mutation: dict[str, Any] = {}
    for noun, written in nouns.items():
        for part in (build_object, build_filter, build_order, build_connection, build_aggregate, build_payload):
            part(home, noun)
        query |= questions(home, noun) | aggregate_question(home, noun)
        mutation |= mutations(home, noun, written=written)
    for each in more:
        query |= each(home)
    for each in steps:
        mutation |= each(home)
    api = Api(
        query=home.made("Query", query, {}, "What can be asked. Everybody sees what their data permission allows."),
        mutation=home.made("Mutation", mutation, {}, "What can be done; one step a request."),
        extensions=[ParserCache, ValidationCache, Limits],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    api.home = home
    return api

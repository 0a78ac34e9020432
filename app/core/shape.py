"""What a noun looks like from outside: the one reading of the model that every door uses."""

from __future__ import annotations

from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import MANYTOONE, ONETOMANY, ColumnProperty, RelationshipProperty

from app.core.field import Field as Field
from app.core.noun import Declared
from app.core.remembered import remembered


@remembered
def _shape(noun: type[Any]) -> dict[str, Field]:
    mapper = sa.inspect(noun)
    links = {next(iter(link.local_columns)): link for link in mapper.relationships if link.direction is MANYTOONE}
    found = [_field(noun, each, links) for each in mapper.column_attrs]
    return {f.name: f for f in sorted(filter(None, found), key=_place) if _is_shown(noun, f)}


def _place(f: Field) -> int:
    """The key first, then what the record hangs on, then the others as declared, the stamps last."""
    if f.column_is_key:
        return 0
    return 1 if f.name == f.noun.hangs_on else 3 if f.internal else 2


def _field(noun: type[Any], each: ColumnProperty[Any], links: dict[Any, RelationshipProperty[Any]]) -> Field | None:
    held = each.columns[0]
    if not isinstance(held, sa.Column):
        return Field(each.key, noun, _described(each, held), computed=True)
    if held.info.get("hidden"):
        return None
    link = links.get(held)
    if link is not None and issubclass(link.mapper.class_, Declared):
        return Field(link.key, noun, held, link.mapper.class_)
    return Field(each.key, noun, held) if link is None and not held.foreign_keys else None


def _described(each: ColumnProperty[Any], held: Any) -> Any:
    """A computed value says of itself what a column says."""
    held.info = {**each.info, **getattr(held, "info", {})}
    held.doc = each.doc
    return held


def _is_shown(noun: type[Any], f: Field) -> bool:
    return not noun.shown or f.name == "id" or f.name in noun.shown


def fields(noun: type[Any]) -> tuple[Field, ...]:
    """Columns, computed values and to-one relations: the key, what it hangs on, the others as declared, the stamps.

    A foreign key is hidden behind its relation.
    """
    return tuple(_shape(noun).values())


def field(noun: type[Any], name: str) -> Field | None:
    return _shape(noun).get(name)


@remembered
def lists(noun: type[Any]) -> dict[str, type[Any]]:
    """The lists that hang on a record, by name; in this order, whichever room was known first."""
    links = sorted(sa.inspect(noun).relationships, key=lambda link: link.key)
    many = (link for link in links if link.direction is ONETOMANY and issubclass(link.mapper.class_, Declared))
    return {link.key: link.mapper.class_ for link in many}


def topic_named(noun: type[Any], topic: str) -> Enum:
    """The topic of a noun that has some: `industry` is INDUSTRY."""
    member: Enum = _shape(noun)["topic"].type[topic.upper()]
    return member


def of_topic(noun: Any, topic: str) -> sa.ColumnElement[bool]:
    """The condition that a record is of this topic."""
    condition: sa.ColumnElement[bool] = noun.topic == topic_named(noun, topic)
    return condition


def title_field(noun: type[Any]) -> Field:
    """The field that names a record in lists, links and choices."""
    return _shape(noun)[noun.named_by]


def choices_of(f: Field) -> list[Enum]:
    return list(f.type) if issubclass(f.type, Enum) else []

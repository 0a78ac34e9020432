"""What a noun looks like from outside: the one reading of the model that every door uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from inspect import signature
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import MANYTOONE, ONETOMANY, ColumnProperty, RelationshipProperty

from app.core.language import Language
from app.core.noun import Declared, start_value
from app.core.remembered import remembered
from app.core.verb import kind_of
from app.core.words import label


@dataclass(frozen=True, eq=False)
class Field:
    """A column, a computed value or a to-one relation, as a reader or writer meets it."""

    name: str
    noun: type[Any]
    column: Any
    target: type[Any] | None = None
    computed: bool = False

    @cached_property
    def info(self) -> dict[str, Any]:
        return dict(self.column.info)

    @cached_property
    def label(self) -> str:
        return label(self.name)

    @cached_property
    def help(self) -> str:
        return " ".join((getattr(self.column, "doc", None) or "").split())

    @cached_property
    def guard(self) -> str:
        """The permission without which nobody reads, writes, filters or sorts by it; empty for none."""
        return str(self.info.get("guard", ""))

    @cached_property
    def type(self) -> type[Any]:
        """The Python type of the value; of a relation, of its key."""
        kind = self.column.type
        if isinstance(kind, sa.JSON):
            return dict
        if isinstance(kind, sa.Enum) and kind.enum_class:
            return kind.enum_class
        return kind.python_type  # type: ignore[no-any-return]

    @cached_property
    def kind(self) -> str:
        """line, text, number, phone, email, url, money, amount, quantity, rate, int, bool, day, moment, choice, json,
        or noun for a relation."""
        if self.target is not None:
            return "noun"
        return str(self.info.get("kind") or kind_of(self.type))

    @property
    def internal(self) -> bool:
        return bool(self.info.get("internal") or self.column_is_key)

    @property
    def column_is_key(self) -> bool:
        return bool(getattr(self.column, "primary_key", False))

    @property
    def search(self) -> bool:
        return bool(self.info.get("search"))

    @property
    def numbered(self) -> str:
        return str(self.info.get("numbered", ""))

    @property
    def offered(self) -> Mapping[str, str]:
        """The codes that a text may be, each with its words; empty where it is free."""
        offered = self.info.get("offered")
        return offered() if offered else {}

    def offered_in(self, language: Language) -> Mapping[str, str]:
        """The same, in the reader's words; what the world has names for is asked for by the language's code."""
        offered = self.info.get("offered")
        if offered and signature(offered).parameters:
            return dict(offered(language.code))
        return {code: language.say(words) for code, words in self.offered.items()}

    @property
    def topic(self) -> str:
        """Which records of the target are meant, where not all are; empty for all."""
        return str(self.info.get("topic", ""))

    @property
    def is_code(self) -> bool:
        """Whether a value of it means one record: a number, a short code."""
        return bool(getattr(self.column, "unique", False)) and issubclass(self.type, str)

    @property
    def length(self) -> int | None:
        return getattr(self.column.type, "length", None) if issubclass(self.type, str) else None

    @property
    def digits(self) -> int | None:
        """How many decimals are kept."""
        return getattr(self.column.type, "scale", None)

    @property
    def decimals(self) -> str:
        """The setting that says how many decimals are shown and typed; empty where the kind says it."""
        return str(self.info.get("decimals", ""))

    @property
    def default(self) -> Any:
        """The value that a new record starts with."""
        return start_value(self.column) if isinstance(self.column, sa.Column) else None

    @property
    def nullable(self) -> bool:
        """Whether a reader may meet nothing: the target of a relation may be hidden from this one,
        unless to see the record is to see the target."""
        if self.guard or self.computed:
            return True
        is_above = self.name == self.noun.hangs_on and not self.noun.keepers
        if self.target is not None and not self.target.public and not is_above:
            return True
        return bool(self.column.nullable)

    @property
    def optional(self) -> bool:
        """Whether a writer may leave it empty."""
        return bool(self.info.get("found") or getattr(self.column, "nullable", True))

    @property
    def required(self) -> bool:
        return self.written and not self.optional and self.column.default is None and not self.numbered

    @property
    def written(self) -> bool:
        """Whether people write it. Stamps, keys and what is computed are the system's; a status is lived, not typed."""
        return not (self.computed or self.internal or self.info.get("derived") or self.name == "status")

    @property
    def fixed(self) -> bool:
        """Whether people write it once, with the record; afterwards a step changes it."""
        return bool(self.info.get("fixed"))

    @property
    def attribute(self) -> Any:
        """The mapped attribute, for statements."""
        return getattr(self.noun, self.name)

    @property
    def key_attribute(self) -> Any:
        """The attribute that holds the value in the row: of a relation, its foreign key."""
        return getattr(self.noun, self.key) if self.target is not None else self.attribute

    @cached_property
    def key(self) -> str:
        """The name of the attribute that holds the value in the row."""
        if self.target is None:
            return self.name
        return str(sa.inspect(self.noun).get_property_by_column(self.column).key)


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

"""Field: a column, a computed value or a to-one relation of a noun, and all that a door needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Any

import sqlalchemy as sa

from app.core.language import Language
from app.core.noun import start_value
from app.core.verb import kind_of
from app.core.words import label

STAMPS = ("version", "created_at", "changed_at")
"""What is internal and still told: a writer needs the version, a copy elsewhere the moments."""


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
    def deprecated(self) -> str:
        """What programs use instead before it goes; empty while it stays."""
        return str(self.info.get("deprecated", ""))

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
    def is_told(self) -> bool:
        """Whether the outside is told of it: what is internal and told all the same is what a copy elsewhere needs."""
        return not self.internal or self.column_is_key or self.name in STAMPS or bool(self.info.get("told"))

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

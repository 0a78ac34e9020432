"""The home of a schema's types: names that are said in it find each other, in any order and in cycles."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from keyword import iskeyword
from types import ModuleType
from typing import Annotated, Any, Final

import strawberry
from strawberry import ID, Info
from strawberry.scalars import JSON

from app.core.shape import Field, fields, lists
from app.core.verb import Argument
from schema.engine import types

NEEDED = inspect.Parameter.empty
"""The default of an argument that has none."""

_KNOWN: dict[str, Any] = {
    "ID": ID, "Info": Info, "JSON": JSON, "Decimal": Decimal, "date": date, "datetime": datetime, "Any": Any,
    "Annotated": Annotated, "argument": strawberry.argument,
    **{kind.__name__: kind for kind in vars(types).values() if getattr(kind, "__module__", "") == types.__name__},
}  # fmt: skip
ARGUMENTS: Final = {
    "id": "The record's id, as in the address of its page.",
    "version": "The record's version, as it was read.",
    "first": "So many at most.",
    "after": "The cursor after which they begin.",
    "offset": "So many rows are left out at the beginning.",
    "filter": "Which records are meant; all that the reader sees unless told.",
    "order_by": "By what they are sorted; what is equal, by id.",
    "group_by": "By what they are grouped; all are one group unless told.",
    "input": "What is written.",
    "language": "The language: en, es or zh; the reader's unless told.",
    "number": "A telephone number, in any writing.",
}
"""What the arguments are that many fields have."""
_PLAIN: dict[type[Any], str] = {dict: "JSON", bool: "bool", int: "int", str: "str"}
_COMMON = ("Status", "Kind", "Stage", "State")


def _spelled(act: Callable[..., Any], arguments: dict[str, tuple[str, Any]]) -> tuple[Any, dict[str, tuple[str, Any]]]:
    """Arguments that are words of Python are written with an underscore here, and without it outside."""

    def spoken(root: Any, info: Info, **given: Any) -> Any:
        return act(root, info, **{name.removesuffix("_"): value for name, value in given.items()})

    plain = {name: said for name, said in arguments.items() if not iskeyword(name)}
    taken = {name: said for name, said in arguments.items() if iskeyword(name)}
    said = {f"{name}_": (f"Annotated[{hint}, argument(name='{name}')]", d) for name, (hint, d) in taken.items()}
    return spoken, said | plain


class Home:
    """One schema in the making. Nothing is published by being related to something that is."""

    def __init__(self, name: str, nouns: Mapping[type[Any], Any]) -> None:
        """`nouns` says which are published, and whether, or by whom, they are written too."""
        self.nouns = nouns
        self.module = sys.modules[name] = ModuleType(name)
        self.names = vars(self.module)
        self.names |= _KNOWN
        self.enums: dict[type[Enum], str] = {}
        self._fields: dict[type[Any], list[Field]] = {}
        self.by_hand: dict[str, Any] = {}
        """How the engine answers the questions at the root that are written by hand; by their names outside."""

    def fields(self, noun: type[Any]) -> list[Field]:
        """What is told of a record: neither what only the system needs, nor relations to what is not published."""
        if noun not in self._fields:
            told = [f for f in fields(noun) if f.is_told and (f.target is None or f.target in self.nouns)]
            self._fields[noun] = told
        return self._fields[noun]

    def lists(self, noun: type[Any]) -> dict[str, type[Any]]:
        return {name: target for name, target in lists(noun).items() if target in self.nouns}

    def made(self, name: str, members: dict[str, Any], annotations: dict[str, str], doc: str, **more: Any) -> Any:
        """Make one type and put it where the others find it."""
        cls = type(name, (), {"__annotations__": annotations, "__module__": self.module.__name__, **members})
        return self._kept(name, strawberry.type(cls, description=doc, **more))

    def _kept(self, name: str, made: Any) -> Any:
        if name in self.names:
            raise ValueError(f"two things on the API are called {name}")
        self.names[name] = made
        return made

    def resolver(
        self,
        name: str,
        act: Callable[..., Any],
        returns: str,
        arguments: dict[str, tuple[str, Any]],
        doc: str,
        docs: Mapping[str, str] = ARGUMENTS,
    ) -> Any:
        """A field whose arguments are data: the signature that Strawberry reads is written here.

        `docs` says what its own arguments are; the ones that many have are known.
        """
        if any(iskeyword(each) for each in arguments):
            act, arguments = _spelled(act, arguments)

        def resolve(root: Any, info: Info, **given: Any) -> Any:
            return act(root, info, **given)

        hints = {"root": "Any", "info": "Info", **{n: hint for n, (hint, _) in arguments.items()}}
        kind = inspect.Parameter
        first = [kind(n, kind.POSITIONAL_OR_KEYWORD, annotation=hints[n]) for n in ("root", "info")]
        more = [kind(n, kind.KEYWORD_ONLY, default=d, annotation=hint) for n, (hint, d) in arguments.items()]
        resolve.__signature__ = inspect.Signature([*first, *more], return_annotation=returns)  # type: ignore[attr-defined]
        resolve.__annotations__ = {**hints, "return": returns}
        resolve.__name__, resolve.__module__ = name, self.module.__name__
        field: Any = strawberry.field(resolver=resolve, description=doc)
        for each in field.base_resolver.arguments:
            name = each.python_name.removesuffix("_")
            each.description = docs.get(name) or ARGUMENTS.get(name)
        return field

    def type_of(self, f: Field) -> str:
        """The name of the type of a field's value."""
        if f.target is not None:
            return f.target.__name__
        return "ID" if f.column_is_key else self._plain(f.type, f.noun)

    def type_of_argument(self, a: Argument, noun: type[Any]) -> str:
        return "ID" if a.kind == "noun" else self._plain(a.type, noun)

    def _plain(self, kind: type[Any], noun: type[Any]) -> str:
        return self.enum(kind, noun.__name__) if issubclass(kind, Enum) else _PLAIN.get(kind, kind.__name__)

    def enum(self, kind: type[Enum], noun: str = "") -> str:
        """An enum is published when it is first met; one that any noun could have carries its noun's name."""
        name = self.enums.get(kind)
        if name is None:
            name = noun + kind.__name__ if kind.__name__ in _COMMON else kind.__name__
            self.enums[kind] = name
            doc = " ".join(f"{member.name}: {member.value}." for member in kind)
            self._kept(name, strawberry.enum(kind, name=name, description=doc))
        return name

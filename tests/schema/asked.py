"""Questions at random over the whole schema: selections, arguments, variables, fragments, what is skipped."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    parse_type,
    print_ast,
    type_from_ast,
    value_to_literal,
)

from schema.published import engine
from tests.schema.world import DAYS, MOMENTS, NUMBERS, PHONES, TEXTS

DEPTH = 3
MOST_FIELDS = 3
LEAVES: dict[str, tuple[Any, ...]] = {
    "ID": ("1", "2", "3", "5", "x", "0"),
    "String": (*TEXTS, "a", "e", "c", "Ana Torres", "C-00001"),
    "Int": (0, 1, 2, 7, -1),
    "Boolean": (True, False),
    "Decimal": tuple(map(str, NUMBERS)),
    "Date": tuple(map(str, DAYS)),
    "DateTime": tuple(each.isoformat() for each in MOMENTS),
}


@dataclass
class Asked:
    """One question and its variables."""

    query: str
    variables: dict[str, Any]


@dataclass
class Questions:
    """Makes questions; `chance` decides."""

    schema: GraphQLSchema
    chance: Random
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def asked(self) -> Asked:
        self.variables, self.fragments = {}, []
        root: Any = self.schema.query_type
        questions = engine.known
        names = [name for name in root.fields if name in questions]
        chosen = [self.chance.choice(names) for _ in range(1 if self.chance.random() < 0.85 else 2)]
        below = " ".join(self._field(root, name, f"q{n}: ", 0) for n, name in enumerate(chosen))
        self.given = {name: value for name, (_, value) in self.variables.items()}
        told = ", ".join(self._told_of(name, *said) for name, said in self.variables.items())
        query = f"query{f'({told})' if told else ''} {{ {below} }} {' '.join(self.fragments)}"
        return Asked(query, self.given)

    def _told_of(self, name: str, kind: str, value: Any) -> str:
        """What a variable is; some are not given, and have a value for that or none."""
        if self.chance.random() < 0.85:
            return f"${name}: {kind}"
        literal = value_to_literal(value, cast(Any, type_from_ast(self.schema, parse_type(kind))))
        if literal is None:
            return f"${name}: {kind}"
        if value is None or self.chance.random() < 0.7:
            del self.given[name]
        return f"${name}: {kind}" if value is None else f"${name}: {kind} = {print_ast(literal)}"

    # Selections -----------------------------------------------------------------------------------------------------

    def _field(self, kind: GraphQLObjectType, name: str, alias: str, depth: int) -> str:
        asked = kind.fields[name]
        of = get_named_type(asked.type)
        given = self._arguments(asked.args, of.name.removesuffix("Connection"))
        below = self._below(of, depth) if isinstance(of, GraphQLObjectType) else ""
        return f"{alias}{name}{given}{self._directive()}{below}"

    def _directive(self) -> str:
        if self.chance.random() > 0.05:
            return ""
        word, is_said = self.chance.choice(["skip", "include"]), self.chance.random() < 0.5
        said = self._variable("Boolean!", is_said) if self.chance.random() < 0.5 else str(is_said).lower()
        return f" @{word}(if: {said})"

    def _below(self, of: GraphQLObjectType, depth: int) -> str:
        inside = self._selection(of, depth)
        if self.chance.random() < 0.08:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {of.name} {{ {inside} }}")
            return f" {{ ...{name} {self._selection(of, DEPTH)} }}"
        if self.chance.random() < 0.05:
            return f" {{ ... on {of.name} {{ {inside} }} }}"
        return f" {{ {inside} }}"

    def _selection(self, of: GraphQLObjectType, depth: int) -> str:
        if of.name.endswith(("Connection", "Edge", "Aggregate")) or of.name == "PageInfo":
            return self._all_or_some(of, depth)
        leaves = [
            name for name, each in of.fields.items() if not isinstance(get_named_type(each.type), GraphQLObjectType)
        ]
        further = [name for name in of.fields if name not in leaves] if depth < DEPTH else []
        some = self.chance.sample(leaves, min(len(leaves), self.chance.randint(1, MOST_FIELDS)))
        if further and self.chance.random() < 0.6:
            some += self.chance.sample(further, min(len(further), self.chance.randint(1, 2)))
        some += ["__typename"] if self.chance.random() < 0.05 else []
        return " ".join(self._told(of, name, depth) for name in some)

    def _told(self, of: GraphQLObjectType, name: str, depth: int) -> str:
        if name == "__typename":
            return name
        alias = (
            f"{self.chance.choice('abc') * self.chance.choice([1, 70])}_{name}: " if self.chance.random() < 0.06 else ""
        )
        return self._field(of, name, alias, depth + 1)

    def _all_or_some(self, of: GraphQLObjectType, depth: int) -> str:
        names = [name for name in of.fields if self.chance.random() < 0.6]
        if not names:
            return "__typename"
        return " ".join(self._told(of, name, depth - 1 if name in ("edges", "node") else depth) for name in names)

    # Values ---------------------------------------------------------------------------------------------------------

    def _arguments(self, args: dict[str, Any], noun: str) -> str:
        said: dict[str, str] = {}
        order: list[str] = []
        for name, each in args.items():
            if is_required_argument(each) or self.chance.random() < 0.3:
                said[name] = self._argument(name, each.type, noun, order)
        return f"({', '.join(f'{name}: {value}' for name, value in said.items())})" if said else ""

    def _argument(self, name: str, kind: Any, noun: str, order: list[str]) -> str:
        if name == "first":
            return self._said("Int!", self.chance.randint(1, 3))
        if name == "after":
            return self._said("String", self._cursor(noun, order))
        if name == "number":
            return self._said("String!", self.chance.choice(PHONES))
        if name == "language":
            return self._said("String", self.chance.choice(["en", "es", "zh", "fr", None]))
        value = self._value(kind, 0)
        order += [next(iter(each), "") for each in value] if name == "orderBy" and isinstance(value, list) else []
        return self._said(str(kind), value, get_nullable_type(kind))

    def _cursor(self, noun: str, order: list[str]) -> str | None:
        """One that could be of this list, whether or not there is such a row."""
        if self.chance.random() < 0.1:
            return self.chance.choice([None, "x", ""])
        kind: Any = self.schema.get_type(noun)
        values = [self._leaf(kind.fields[name].type) for name in order if name in kind.fields]
        values = [None if self.chance.random() < 0.2 else each for each in values]
        values += [] if "id" in order else [self.chance.randint(0, 9)]
        return urlsafe_b64encode(json.dumps(values).encode()).decode()

    def _leaf(self, kind: Any) -> Any:
        of = get_named_type(kind)
        if isinstance(of, GraphQLEnumType):
            return self.chance.choice(list(of.values))
        return self.chance.choice(LEAVES.get(of.name, ("x",)))

    def _value(self, kind: Any, depth: int) -> Any:
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, depth) for _ in range(self.chance.randint(0, 2))]
        if not isinstance(kind, GraphQLInputObjectType):
            return self._leaf(kind)
        if kind.name.endswith(("OrderBy", "GroupBy")):
            name = self.chance.choice(list(kind.fields))
            return {name: self._leaf(kind.fields[name].type)}
        many = 0 if depth > 3 else self.chance.randint(0, 2)
        names = self.chance.sample(list(kind.fields), min(many, len(kind.fields)))
        return {name: self._part(kind.fields[name].type, depth) for name in names}

    def _part(self, kind: Any, depth: int) -> Any:
        return None if self.chance.random() < 0.05 else self._value(kind, depth + 1)

    def _said(self, kind: str, value: Any, of: Any = None) -> str:
        return self._variable(kind, value) if self.chance.random() < 0.5 else self._literal(value, of)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = kind, value
        return f"${name}"

    def _literal(self, value: Any, of: Any = None) -> str:
        of = get_nullable_type(of) if of is not None else None
        if isinstance(value, list):
            inside = of.of_type if isinstance(of, GraphQLList) else None
            return f"[{', '.join(self._literal(each, inside) for each in value)}]"
        if isinstance(value, dict) and isinstance(of, GraphQLInputObjectType):
            return f"{{{', '.join(f'{k}: {self._inner(v, of.fields[k].type)}' for k, v in value.items())}}}"
        return str(value) if isinstance(of, GraphQLEnumType) and value is not None else json.dumps(value)

    def _inner(self, value: Any, kind: Any) -> str:
        """Variables stand inside of what is written out, too."""
        return self._variable(str(kind), value) if self.chance.random() < 0.2 else self._literal(value, kind)

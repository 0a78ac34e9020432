"""Documents: read, validated and looked through once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    coerce_input_value,
    parse,
    type_from_ast,
    validate,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values

from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.variables import Uses
from schema.engine.limits import TOKENS, Look


class Operation:
    """A query of a document, and the types of its variables: they are the same for each request."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode) -> None:
        self.schema, self.node, self.defined = schema, node, node.variable_definitions or ()
        types = {each.variable.name.value: type_from_ast(schema, each.type) for each in self.defined}
        self.types: Mapping[str, Any] = types

    def coerced(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a request. Where one is missing or wrong, defaults and mistakes are looked at, too."""
        if self.types.keys() <= given.keys():
            values = {name: coerce_input_value(given[name], kind) for name, kind in self.types.items()}
            if not any(each is Undefined for each in values.values()):
                return values
        return self.values(given).coerced

    def values(self, given: Mapping[str, Any]) -> VariableValues:
        found = get_variable_values(self.schema, self.defined, dict(given))
        if isinstance(found, list):
            raise NotCompiled("mistake")
        return found


@dataclass(frozen=True)
class Document:
    """A question that was read; why it is none for the engine, if it is none."""

    text: DocumentNode | None
    uses: dict[str, set[str]]
    operations: Mapping[str | None, Operation] = field(default_factory=dict)
    """By their names; an only one without, too."""
    reason: str = ""

    def operation(self, name: str | None) -> Operation:
        found = None if self.reason else self.operations.get(name)
        if found is None or found.node.operation is not OperationType.QUERY:
            raise NotCompiled(self.reason or ("mutation" if found else "no operation"))
        return found


def _operations(schema: GraphQLSchema, text: DocumentNode) -> dict[str | None, Operation]:
    found = [Operation(schema, each) for each in text.definitions if isinstance(each, OperationDefinitionNode)]
    named: dict[str | None, Operation] = {each.node.name.value: each for each in found if each.node.name}
    return named | ({None: found[0]} if len(found) == 1 else {})


def read(schema: GraphQLSchema, query: str) -> Document:
    """What the text asks; a mistake in it is told by the other way."""
    try:
        text = parse(query, max_tokens=TOKENS)
        look = Look()
        visit(text, look)
    except (GraphQLError, RecursionError):
        return Document(None, {}, reason="mistake")
    if look.is_about_schema or validate(schema, text):
        return Document(text, {}, reason="schema" if look.is_about_schema else "mistake")
    uses = Uses()
    visit(text, uses)
    return Document(text, uses.of, _operations(schema, text))

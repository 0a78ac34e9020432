"""Documents: read, validated and looked through once."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    validate,
    visit,
)

from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.variables import Uses
from schema.engine.limits import TOKENS, Look


@dataclass(frozen=True)
class Document:
    """A question that was read; why it is none for the engine, if it is none."""

    text: DocumentNode | None
    uses: dict[str, set[str]]
    reason: str = ""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        found = get_operation_ast(self.text, name) if self.text and not self.reason else None
        if found is None or found.operation is not OperationType.QUERY:
            raise NotCompiled(self.reason or ("mutation" if found else "no operation"))
        return found


def read(schema: GraphQLSchema, query: str) -> Document:
    """What the text asks; a mistake in it is told by the other way."""
    try:
        text = parse(query, max_tokens=TOKENS)
        look = Look()
        visit(text, look)
    except (GraphQLError, RecursionError):
        return Document(None, {}, "mistake")
    if look.is_about_schema or validate(schema, text):
        return Document(text, {}, "schema" if look.is_about_schema else "mistake")
    uses = Uses()
    visit(text, uses)
    return Document(text, uses.of)

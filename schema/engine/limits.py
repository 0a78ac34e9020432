"""What one request may ask, decided from the question alone, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    get_operation_ast,
    visit,
)
from strawberry.extensions import SchemaExtension

from schema.engine.weight import Question, Weight

TOKENS = 1000
DEPTH = 8
ALIASES = 15
COST = 10_000
NESTED = 20


def exceeded(schema: GraphQLSchema, document: DocumentNode, name: str | None, variables: dict[str, Any]) -> list[str]:
    """The limits that the operation of this name is over, in words."""
    operation = get_operation_ast(document, name)
    if operation is None:
        return []
    question = Question(schema, document, variables)
    kind = schema.get_root_type(operation.operation)
    weight = question.weight(operation.selection_set, kind)
    return [words for words, is_over in _limits(operation, weight, question) if is_over]


def _limits(operation: OperationDefinitionNode, weight: Weight, question: Question) -> Iterator[tuple[str, bool]]:
    yield f"A question is at most {DEPTH} deep; this is {weight.depth}.", weight.depth > DEPTH
    yield f"A question has at most {ALIASES} aliases.", weight.aliases > ALIASES
    yield f"A question costs at most {COST} records; this could be {weight.cost}. Ask for fewer.", weight.cost > COST
    steps = _steps(operation.selection_set, question.fragments, set())
    yield "One request takes one step.", operation.operation is OperationType.MUTATION and len(steps) > 1


def _steps(selection: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode], seen: set[str]) -> set[str]:
    """What the fields at the top of an operation are called in the answer."""
    found: set[str] = set()
    for node in selection.selections:
        if isinstance(node, FieldNode):
            found.add((node.alias or node.name).value)
        elif isinstance(node, InlineFragmentNode):
            found |= _steps(node.selection_set, fragments, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            found |= _steps(fragments[node.name.value].selection_set, fragments, seen)
    return found


class Look(Visitor):
    """What the words of a question say: texts that no database can keep, values that are nested without end, and
    whether it is about the schema itself."""

    def __init__(self) -> None:
        super().__init__()
        self.is_about_schema = False
        self.nested = 0

    def _enter(self, node: Any, *_: Any) -> None:
        self.nested += 1
        if self.nested > NESTED:
            raise GraphQLError("A value is nested too deeply.", node)

    def _leave(self, *_: Any) -> None:
        self.nested -= 1

    enter_list_value = enter_object_value = _enter
    leave_list_value = leave_object_value = _leave

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if "\0" in node.value:
            raise GraphQLError("A text contains a character that cannot be kept.", node)

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.is_about_schema |= node.name.value in ("__schema", "__type")


def may_explore(context: Any) -> bool:
    return bool(context.viewer.can("can_explore", "GraphQL"))


class Limits(SchemaExtension):
    """Stands between reading a question and answering it."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = TOKENS
        yield

    def on_execute(self) -> Iterator[None]:
        """After validation, and in place of the answer: what is set here is not asked of the database."""
        try:
            self._check()
        except GraphQLError as error:
            self.execution_context.result = ExecutionResult(data=None, errors=[error])
        yield

    def _check(self) -> None:
        asked = self.execution_context
        document = cast("DocumentNode", asked.graphql_document)
        look = Look()
        visit(document, look)
        if look.is_about_schema and not may_explore(asked.context):
            raise GraphQLError("Your role may not read the schema.")
        schema = asked.schema._schema
        if over := exceeded(schema, document, asked.operation_name, asked.variables or {}):
            raise GraphQLError(" ".join(over))

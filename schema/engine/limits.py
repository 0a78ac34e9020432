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
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    get_operation_ast,
    visit,
)
from strawberry.extensions import SchemaExtension

from app.core.words import N_
from schema.engine.refusal import mistake
from schema.engine.weight import Question, Weight

TOKENS = 1000
DEPTH = 8
ALIASES = 15
COST = 10_000
NESTED = 20

TOO_DEEP = N_("A question is at most {most} deep; this one is {given}.")
ALIASED = N_("A question has at most {most} aliases.")
TOO_MUCH = N_("A question may read {most} records; this one could read {given}. Ask for fewer.")
ONE_STEP = N_("One request takes one step.")
NESTED_VALUE = N_("A value is nested too deeply.")
NOT_KEPT = N_("A text contains a character that cannot be kept.")
NOT_YOURS = N_("Your role may not read the schema.")


def weighed(
    schema: GraphQLSchema, document: DocumentNode, name: str | None, variables: dict[str, Any]
) -> tuple[int, list[GraphQLError]]:
    """How many records the operation of this name could read, and the limits that it is over."""
    operation = get_operation_ast(document, name)
    if operation is None:
        return 0, []
    question = Question(schema, document, _defaults(operation) | variables)
    kind = schema.get_root_type(operation.operation)
    weight = question.weight(operation.selection_set, kind)
    return weight.cost, [words for words, is_over in _limits(operation, weight, question) if is_over]


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    """The numbers that variables have when nothing is said."""
    said = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
    return {name: int(value.value) for name, value in said.items() if isinstance(value, IntValueNode)}


def _limits(
    operation: OperationDefinitionNode, weight: Weight, question: Question
) -> Iterator[tuple[GraphQLError, bool]]:
    steps = len(_steps(operation.selection_set, question.fragments, set()))
    yield mistake(TOO_DEEP, most=DEPTH, given=weight.depth), weight.depth > DEPTH
    yield mistake(ALIASED, most=ALIASES), weight.aliases > ALIASES
    yield mistake(TOO_MUCH, most=COST, given=weight.cost), weight.cost > COST
    yield mistake(ONE_STEP), operation.operation is OperationType.MUTATION and steps > 1


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
            raise mistake(NESTED_VALUE, node)

    def _leave(self, *_: Any) -> None:
        self.nested -= 1

    enter_list_value = enter_object_value = _enter
    leave_list_value = leave_object_value = _leave

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if "\0" in node.value:
            raise mistake(NOT_KEPT, node)

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
            mistakes = self._mistakes()
        except GraphQLError as error:
            mistakes = [error]
        if mistakes:
            self.execution_context.result = ExecutionResult(data=None, errors=mistakes)
        yield

    def _mistakes(self) -> list[GraphQLError]:
        asked = self.execution_context
        document = cast("DocumentNode", asked.graphql_document)
        look = Look()
        visit(document, look)
        if look.is_about_schema and not may_explore(asked.context):
            raise mistake(NOT_YOURS)
        schema = asked.schema._schema
        cost, over = weighed(schema, document, asked.operation_name, asked.variables or {})
        asked.context.bill.records = 0 if over else cost
        return over

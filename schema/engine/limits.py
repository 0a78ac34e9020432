"""What one request may ask, decided from the question alone, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_operation_ast,
    visit,
)
from strawberry.extensions import SchemaExtension

TOKENS = 1000
DEPTH = 8
ALIASES = 15
COST = 10_000
NESTED = 20
MOST, MOST_COLUMNS = 100, 1000
GROUPS_COST = 100
"""What groups cost: the statement reads many rows, whatever it returns."""

_TRANSPARENT = {"edges", "node", "pageInfo"}


@dataclass(frozen=True)
class Weight:
    """How much a selection asks for."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    is_flat: bool = True
    """Columns only: no records below, nor lists."""

    def beside(self, other: Weight) -> Weight:
        return Weight(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.cost + other.cost,
            self.is_flat and other.is_flat,
        )


class Question:
    """An operation, weighed with its fragments spread out. Fragments are weighed once each and cannot hold themselves:
    validation comes first."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.schema, self.variables = schema, variables
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.weighed: dict[str, Weight] = {}

    def weight(self, selection: SelectionSetNode | None, kind: Any) -> Weight:
        total = Weight()
        for node in selection.selections if selection else ():
            total = total.beside(self._part(node, kind))
        return total

    def _part(self, node: Any, kind: Any) -> Weight:
        if isinstance(node, FieldNode):
            return self._field(node, kind)
        if isinstance(node, FragmentSpreadNode):
            return self._spread(node.name.value)
        return self.weight(node.selection_set, kind)

    def _spread(self, name: str) -> Weight:
        if name not in self.weighed:
            fragment = self.fragments[name]
            kind = self.schema.get_type(fragment.type_condition.name.value)
            self.weighed[name] = self.weight(fragment.selection_set, kind)
        return self.weighed[name]

    def _field(self, node: FieldNode, kind: Any) -> Weight:
        aliases = 1 if node.alias else 0
        field = kind.fields.get(node.name.value) if isinstance(kind, GraphQLObjectType) else None
        if field is None or node.selection_set is None:
            return Weight(depth=0 if node.name.value in _TRANSPARENT else 1, aliases=aliases)
        below = get_named_type(field.type)
        inside = self.weight(node.selection_set, below)
        if node.name.value in _TRANSPARENT:
            return Weight(inside.depth, aliases + inside.aliases, inside.cost, inside.is_flat)
        cost = self._rows(node, field, inside) if "first" in field.args else _single(below, inside)
        return Weight(inside.depth + 1, aliases + inside.aliases, cost, is_flat=False)

    def _rows(self, node: FieldNode, field: Any, inside: Weight) -> int:
        given = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
        first = self._number(given, field.args["first"].default_value)
        most = MOST_COLUMNS if inside.is_flat else MOST
        if not 1 <= first <= most:
            raise GraphQLError(f"`first` is from 1 to {most} here.", node)
        return first * (1 + inside.cost)

    def _number(self, given: Any, default: int) -> int:
        if isinstance(given, VariableNode):
            value = self.variables.get(given.name.value, default)
            return value if isinstance(value, int) else default
        return int(given.value) if isinstance(given, IntValueNode) else default


def _single(kind: Any, inside: Weight) -> int:
    return (GROUPS_COST if kind.name.endswith("Aggregate") else 1) + inside.cost


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

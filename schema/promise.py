"""What programs may rely on: nothing is taken away or changed that was not deprecated before."""

from __future__ import annotations

from typing import Any

from graphql import (
    REMOVE,
    GraphQLSchema,
    Visitor,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    parse,
    visit,
)


class _Staying(Visitor):
    """Leaves out what says that it goes."""

    def _enter(self, node: Any, *_: Any) -> Any:
        return REMOVE if any(each.name.value == "deprecated" for each in node.directives or ()) else None

    enter_field_definition = enter_input_value_definition = enter_enum_value_definition = _enter


def broken(old: str, new: str) -> list[str]:
    """What a program that asks for nothing deprecated could do under the old schema and cannot under the new."""
    promised = build_ast_schema(visit(parse(old), _Staying()), assume_valid=True)
    reached = GraphQLSchema(query=promised.query_type, mutation=promised.mutation_type)
    return [change.description for change in find_breaking_changes(reached, build_schema(new))]

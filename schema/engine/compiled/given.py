"""The arguments of a field in the form that filters and orders read: by the names of Python, with slots in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    get_argument_values,
    get_nullable_type,
)
from graphql.execution.values import VariableValues

from app.core.remembered import remembered


def arguments(field: GraphQLField, node: FieldNode, values: VariableValues) -> dict[str, Any]:
    """By their names outside; those that are not given and have no default are left out."""
    found = get_argument_values(field, node, values)
    return {name: _named(value, field.args[name].type) for name, value in found.items()}


def _named(value: Any, kind: Any) -> Any:
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLList) and value is not None:
        return [_named(each, kind.of_type) for each in (value if isinstance(value, list) else [value])]
    if isinstance(kind, GraphQLInputObjectType) and value is not None:
        names = _names(kind)
        return SimpleNamespace(**{names[key]: _named(each, kind.fields[key].type) for key, each in value.items()})
    return value


@remembered
def _names(kind: GraphQLInputObjectType) -> dict[str, str]:
    """The name in Python of each name outside."""
    definition = kind.extensions["strawberry-definition"]
    return {field.graphql_name or _camel(field.python_name): field.python_name for field in definition.fields}


def _camel(name: str) -> str:
    from strawberry.utils.str_converters import to_camel_case

    return str(to_camel_case(name))

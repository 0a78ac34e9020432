"""Variables: those that shape a statement are part of it by their value, the others are slots that each request fills.

A value shapes the statement where it is empty, a truth or a choice, where it says how many or in which language, and
by how many there are of it in a list.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import FieldNode, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues

from schema.engine.compiled.cursors import emptiness

Path = tuple[Any, ...]
FILLED = ("filter", "id", "after", "number")
"""The arguments whose values may differ while the statement stays the same."""


@dataclass(frozen=True)
class Slot:
    """The place of a value that each request brings: the variable, and the way into it."""

    path: Path

    def value(self, values: Mapping[str, Any]) -> Any:
        found: Any = values
        for step in self.path:
            found = found[step]
        return found


class Uses(Visitor):
    """In which arguments of fields each variable is used."""

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[str, set[str]] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        for argument in node.arguments or ():
            visit(argument.value, _Names(self.of, argument.name.value))


class _Names(Visitor):
    def __init__(self, of: dict[str, set[str]], argument: str) -> None:
        super().__init__()
        self.of, self.argument = of, argument

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.of.setdefault(node.name.value, set()).add(self.argument)


def shape(values: Mapping[str, Any], uses: Mapping[str, set[str]]) -> Hashable:
    """What of these values the statement depends on."""
    return tuple((name, _shape_of(value, uses.get(name, set()))) for name, value in values.items())


def _shape_of(value: Any, used: set[str]) -> Hashable:
    by_value = not used <= set(FILLED)
    if "after" in used:
        return emptiness(value), _shape(value, by_value=by_value)
    return _shape(value, by_value=by_value)


def _shape(value: Any, *, by_value: bool) -> Hashable:
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, Mapping):
        return tuple((key, _shape(each, by_value=by_value)) for key, each in value.items())
    if isinstance(value, list):
        return "list", tuple(_shape(each, by_value=by_value) for each in value)
    return ("value", type(value), value) if by_value else "slot"


def slotted(values: VariableValues, uses: Mapping[str, set[str]]) -> VariableValues:
    """The same, with a slot wherever the value may differ."""
    kept = {
        name: value if not uses.get(name, set()) <= set(FILLED) else _slotted(value, (name,))
        for name, value in values.coerced.items()
    }
    return VariableValues(values.sources, kept)


def _slotted(value: Any, path: Path) -> Any:
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, Mapping):
        return {key: _slotted(each, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_slotted(each, (*path, n)) for n, each in enumerate(value)]
    return Slot(path)

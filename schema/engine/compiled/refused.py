"""What is refused in an answer: known when the statement is made, told where it first stands in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLError

from app.core.errors import Refused
from schema.engine.compiled.members import EACH, Place


@dataclass(frozen=True)
class Denied:
    """A place of the answer that stays empty, and why; of several that are about the same only the first is told."""

    place: Place
    nodes: tuple[FieldNode, ...]
    why: Refused
    about: tuple[str, ...]


Position = tuple[int, ...]
Path = tuple[str | int, ...]


def errors(denied: list[Denied], answer: Any) -> list[GraphQLError]:
    """One for each thing that is refused, in the order in which the answer is read."""
    first: dict[tuple[str, ...], tuple[Position, Path, Denied]] = {}
    for each in denied:
        for position, path in _found(answer, each.place):
            if each.about not in first or position < first[each.about][0]:
                first[each.about] = position, path, each
            break
    return [
        GraphQLError(str(each.why), list(each.nodes), path=path, original_error=each.why)
        for _, path, each in sorted(first.values(), key=lambda found: found[0])
    ]


def _found(answer: Any, place: Place) -> Iterator[tuple[Position, Path]]:
    """Where the place is in the answer, first things first."""
    if not place:
        yield (), ()
        return
    for position, key in _steps(answer, place[0]):
        for positions, path in _found(answer[key], place[1:]):
            yield (position, *positions), (key, *path)


def _steps(answer: Any, step: str) -> Iterator[tuple[int, Any]]:
    if isinstance(answer, list):
        yield from ((n, n) for n in range(len(answer)) if step == EACH)
    elif isinstance(answer, dict):
        yield from ((n, key) for n, key in enumerate(answer) if key == step)

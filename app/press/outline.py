"""The bookmarks of a paper: what stands where, in two levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, TextStringObject

from app.press.mark import Mark


@dataclass
class _Node:
    mark: Mark
    number: int
    below: list[_Node] = field(default_factory=list)


def tree(marks: Sequence[Mark], begin: int, place: Callable[[int], ArrayObject]) -> list[DictionaryObject]:
    """As PDF wants them: the root has the number `begin`, and each mark the next one; below what stands before it."""
    nodes = [_Node(mark, number) for number, mark in enumerate(marks, begin + 1)]
    top: list[_Node] = []
    for node in nodes:
        (top[-1].below if node.mark.level > 1 and top else top).append(node)
    said = {begin: _dictionary({"/Type": NameObject("/Outlines"), **_ends(top, len(nodes))})}
    _tell(top, begin, said, place)
    return [said[number] for number in sorted(said)]


def _tell(nodes: Sequence[_Node], parent: int, said: dict[int, DictionaryObject], place: Callable[..., Any]) -> None:
    for at, node in enumerate(nodes):
        own = {"/Title": TextStringObject(node.mark.text), "/Parent": _to(parent), "/Dest": place(node.mark.page)}
        near = {"/Prev": nodes[at - 1].number if at else 0, "/Next": nodes[at + 1].number if at + 1 < len(nodes) else 0}
        beside = {name: _to(number) for name, number in near.items() if number}
        said[node.number] = _dictionary({**own, **beside, **_ends(node.below, -len(node.below))})
        _tell(node.below, node.number, said, place)


def _ends(nodes: Sequence[_Node], count: int) -> dict[str, Any]:
    """The first and the last; a count below nothing keeps them folded away."""
    if not nodes:
        return {}
    return {"/First": _to(nodes[0].number), "/Last": _to(nodes[-1].number), "/Count": NumberObject(count)}


def _to(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _dictionary(said: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in said.items()})

"""The rules of rows as one option of a statement.

SQLAlchemy keeps what it compiled by a key made of all that stands in a statement. The rules of two dozen nouns stand in
each; they are the same with every statement of a viewer, so their part of the key is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.util import LoaderCriteriaOption

_structures: dict[Any, int] = {}
"""Rules that differ in nothing but their values share what is compiled; the number stands for how they are built."""


class Rules(CriteriaOption):
    """Several rules; each is put under what is read of its noun, as if it stood there alone."""

    propagate_to_loaders = True

    def __init__(self, each: Sequence[LoaderCriteriaOption]) -> None:
        self.each = tuple(each)
        self._structure: int | None = None
        self._values: list[Any] = []
        self._named: frozenset[Any] = frozenset()

    def process_compile_state(self, compile_state: Any) -> None:
        for rule in self.each:
            rule.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        for rule in self.each:
            rule.process_compile_state_replaced_entities(compile_state, mapper_entities)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for rule in self.each:
            rule.get_global_criteria(attributes)

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...] | None:
        """How the rules are built, with their values; and what of them the statement itself has named before."""
        if not self._named.isdisjoint(anon_map):
            return tuple(rule._gen_cache_key(anon_map, bindparams) for rule in self.each)
        if self._structure is None:
            self._learn(type(anon_map)())
        bindparams.extend(self._values)
        return Rules, self._structure

    def _learn(self, named: Any) -> None:
        key = tuple(rule._gen_cache_key(named, self._values) for rule in self.each)
        self._named = frozenset(named)
        self._structure = _structures.setdefault(key, len(_structures))

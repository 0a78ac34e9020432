"""A plan: one statement for each field at the root of a question, for all who may see and reach the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.words import camel
from schema.engine.compiled.asking import Asking
from schema.engine.compiled.groups import groups
from schema.engine.compiled.members import Place
from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.refused import Denied
from schema.engine.compiled.root import Root, every, one
from schema.engine.compiled.statement import Statement
from schema.engine.compiled.tree import Nodes, name_of
from schema.engine.home import Home
from schema.engine.naming import many
from schema.engine.naming import one as singular

Written = Callable[[Asking, Any, Nodes, Place], Root]
TYPE = "__typename"


@dataclass(frozen=True)
class Step:
    """One name in the answer: how it is had, or what it is."""

    name: str
    statement: Statement | None = None
    answer: Callable[[Any], Any] = lambda rows: None
    value: Any = None


@dataclass(frozen=True)
class Plan:
    """What is done for a question, and what of it is refused."""

    steps: tuple[Step, ...]
    denied: tuple[Denied, ...]
    cost: int = 0
    """How many records it could read."""


def questions(home: Home) -> Mapping[str, tuple[str, Any, Written]]:
    """What can be asked at the root: the permission that it takes, the noun, and what writes it."""
    found: dict[str, tuple[str, Any, Written]] = {}
    for noun in home.nouns:
        found[camel(singular(noun))] = "can_show", noun, one
        found[camel(many(noun))] = "can_list", noun, every
        found[camel(f"{many(noun)}_aggregate")] = "can_list", noun, groups
    return found


def planned(asking: Callable[[], Asking], selection: Mapping[str, Nodes], known: Any, dialect: sa.Dialect) -> Plan:
    """The plan for this selection. Each statement is made apart, so that none knows another's places."""
    steps: list[Step] = []
    denied: list[Denied] = []
    for name, nodes in selection.items():
        part = asking()
        steps.append(_step(part, name, nodes, known, dialect))
        denied += part.denied
    return Plan(tuple(steps), tuple(denied))


def _step(asking: Asking, name: str, nodes: Nodes, known: Any, dialect: sa.Dialect) -> Step:
    if name_of(nodes) == TYPE:
        return Step(name, value="Query")
    if name_of(nodes) not in known:
        raise NotCompiled(f"Query.{name_of(nodes)}")
    permission, noun, written = known[name_of(nodes)]
    if not asking.may_read(permission, noun, nodes, (name,)):
        return Step(name)
    root = written(asking, noun, nodes, (name,))
    asking.ruled.check(root.select)
    return Step(name, Statement(root.select, dialect, asking.binds.fillers), root.answer)

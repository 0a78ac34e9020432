"""A plan: one statement for each field at the root of a question, for all who may see and reach the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
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

Written = Callable[[Asking, Nodes, Place], Root]
Needs = tuple[tuple[str, Any], ...]
"""The permissions that a question takes, each on a noun."""
TYPE = "__typename"


@dataclass(frozen=True)
class Try:
    """A statement, and what makes the answer of its rows."""

    statement: Statement
    answer: Callable[[Any], Any]


@dataclass(frozen=True)
class Step:
    """One name in the answer: what is tried until something is found, or what it is."""

    name: str
    tries: tuple[Try, ...] = ()
    value: Any = None


@dataclass(frozen=True)
class Plan:
    """What is done for a question, and what of it is refused."""

    steps: tuple[Step, ...]
    denied: tuple[Denied, ...]
    cost: int = 0
    """How many records it could read."""


def questions(home: Home) -> Mapping[str, tuple[Needs, Written]]:
    """What can be asked at the root: the permissions that it takes, and what writes it."""
    found: dict[str, tuple[Needs, Written]] = {}
    for noun in home.nouns:
        found[camel(singular(noun))] = (("can_show", noun),), partial(one, noun)
        found[camel(many(noun))] = (("can_list", noun),), partial(every, noun)
        found[camel(f"{many(noun)}_aggregate")] = (("can_list", noun),), partial(groups, noun)
    return found | {name: (each.needs, each.root) for name, each in home.by_hand.items()}


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
    needs, written = known[name_of(nodes)]
    if not all(asking.may_read(permission, noun, nodes, (name,)) for permission, noun in needs):
        return Step(name)
    return Step(name, tuple(_tries(asking, written(asking, nodes, (name,)), dialect)))


def _tries(asking: Asking, root: Root | None, dialect: sa.Dialect) -> Iterator[Try]:
    while root is not None:
        asking.ruled.check(root.select)
        yield Try(Statement(root.select, dialect, asking.binds.fillers), root.answer)
        root = root.otherwise

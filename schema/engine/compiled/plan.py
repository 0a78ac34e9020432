"""A plan: one statement for each field at the root of a question, for all who may see and reach the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
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

Fresh = Callable[[], Asking]
Written = Callable[[Asking, Nodes, Place], Root]
Needs = tuple[tuple[str, Any], ...]
"""The permissions that a question takes, each on a noun."""
TYPE = "__typename"


@dataclass(frozen=True)
class Try:
    """A statement, what makes the answer of its rows, and what is tried where that is nothing."""

    statement: Statement
    answer: Callable[[Any], Any]
    otherwise: Callable[[], Try] | None
    is_steady: bool


@dataclass(frozen=True)
class Step:
    """One name in the answer: how it is had, or what it is."""

    name: str
    first: Try | None = None
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


def planned(asking: Fresh, selection: Mapping[str, Nodes], known: Any, dialect: sa.Dialect) -> Plan:
    """The plan for this selection. Each statement is made apart, so that none knows another's places."""
    steps: list[Step] = []
    denied: list[Denied] = []
    for name, nodes in selection.items():
        part = asking()
        root = _root(part, name, nodes, known)
        is_type = name_of(nodes) == TYPE
        steps.append(Step(name, _try(asking, part, root, dialect) if root else None, "Query" if is_type else None))
        denied += part.denied
    return Plan(tuple(steps), tuple(denied))


def _root(asking: Asking, name: str, nodes: Nodes, known: Any) -> Root | None:
    """What is read; nothing where nothing has to be, or may be."""
    if name_of(nodes) == TYPE:
        return None
    if name_of(nodes) not in known:
        raise NotCompiled(f"Query.{name_of(nodes)}")
    needs, written = known[name_of(nodes)]
    may = all(asking.may_read(permission, noun, nodes, (name,)) for permission, noun in needs)
    return written(asking, nodes, (name,)) if may else None


def _try(fresh: Fresh, asking: Asking, root: Root, dialect: sa.Dialect) -> Try:
    asking.ruled.check(root.select)
    later = root.otherwise
    otherwise = cache(partial(_later, fresh, later, dialect)) if later else None
    return Try(Statement(root.select, dialect, asking.binds.fillers), root.answer, otherwise, root.is_steady)


def _later(fresh: Fresh, written: Callable[[Asking], Root], dialect: sa.Dialect) -> Try:
    asking = fresh()
    return _try(fresh, asking, written(asking), dialect)

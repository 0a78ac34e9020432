"""Grounds: each reason why a row is seen. The rule of a noun is made of them, and so is the answer to why one sees a
record: they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.remembered import remembered
from app.core.viewer import Reach, Viewer

EVERYTHING = sa.true()
"""The rule of what everybody may see; compared by identity, so that it adds nothing to a statement."""


class Because(StrEnum):
    """Of what kind a ground is."""

    PUBLIC = "Public"
    ALL = "All"
    MINE = "Mine"
    WITHIN = "Within"
    ABOVE = "Above"
    OWN_RULE = "Own rule"


@dataclass(frozen=True)
class Ground:
    """One reason why rows are seen: the condition that goes under the statements, and what it hangs on.

    `path` leads from the row to its keeper, or to the record that it hangs on.
    """

    condition: sa.ColumnElement[bool]
    because: Because
    path: tuple[str, ...] = ()


Keeping = Callable[[Viewer, Reach, Any, Any], Sequence[Ground]]
_keeping: dict[str, Keeping] = {}


def kept_by(noun: str) -> Callable[[Keeping], Keeping]:
    """Registers what it means that rows are kept by a `noun` (an employee, a department), for each reach.

    The function gets the viewer, the reach, the noun, and the column that holds the keeper's id, and returns grounds.
    """

    def register(rule: Keeping) -> Keeping:
        _keeping[noun] = rule
        return rule

    return register


def grounds(noun: Any, viewer: Viewer, rows: Any) -> Sequence[Ground]:
    """Why this viewer sees rows of the noun; nothing for nobody. `rows` is anything with the noun's columns."""
    if viewer.is_system or noun.public:
        return [Ground(EVERYTHING, Because.PUBLIC)]
    if noun.keepers:
        return _kept(noun, viewer, rows)
    return _as_its_parent(noun, viewer, rows) if noun.hangs_on else []


def rule_of(each: Sequence[Ground]) -> sa.ColumnElement[bool]:
    """One ground is enough."""
    if any(ground.condition is EVERYTHING for ground in each):
        return EVERYTHING
    return sa.or_(sa.false(), *(ground.condition for ground in each)) if each else sa.false()


def _kept(noun: Any, viewer: Viewer, rows: Any) -> Sequence[Ground]:
    reach = viewer.reach_of(noun.__name__)
    if reach is Reach.ALL:
        return [Ground(EVERYTHING, Because.ALL)]
    if reach is Reach.NONE:
        return []
    return [ground for path in noun.keepers for ground in _kept_through(noun, path.split("."), viewer, reach, rows)]


def _kept_through(noun: Any, path: list[str], viewer: Viewer, reach: Reach, rows: Any) -> Sequence[Ground]:
    link = sa.inspect(noun).relationships[path[0]]
    [key] = link.local_columns
    held, target = getattr(rows, key.key), link.mapper.class_
    if len(path) == 1:
        return [replace(each, path=(path[0],)) for each in _keeping[target.__name__](viewer, reach, target, held)]
    table = rows_of(target)
    further = _kept_through(target, path[1:], viewer, reach, table.c)
    return [
        Ground(held.in_(sa.select(table.c.id).where(each.condition)), each.because, (path[0], *each.path))
        for each in further
    ]


def _as_its_parent(noun: Any, viewer: Viewer, rows: Any) -> Sequence[Ground]:
    link = sa.inspect(noun).relationships[noun.hangs_on]
    parent, [key] = rows_of(link.mapper.class_), link.local_columns
    rule: sa.ColumnElement[bool] = link.mapper.class_.visible_to(viewer, parent.c)
    if rule is not EVERYTHING:
        rule = _on_seen(getattr(rows, key.key), parent, rule, widely=is_widely_seen(link.mapper.class_, viewer))
    return [Ground(rule, Because.ABOVE, (noun.hangs_on,))]


def _on_seen(held: Any, parent: Any, rule: sa.ColumnElement[bool], *, widely: bool) -> sa.ColumnElement[bool]:
    if widely:
        # Most rows of a page are seen: one look by key for each that is met, instead of all that are seen at all.
        return sa.select(rule).where(parent.c.id == held).correlate_except(parent).scalar_subquery()
    mine: sa.ColumnElement[bool] = held.in_(sa.select(parent.c.id).where(rule))
    return mine


def is_widely_seen(noun: Any, viewer: Viewer) -> bool:
    """Whether the viewer sees rows of whole departments, and not their own alone; unless these are plenty."""
    if noun.keepers:
        reach = viewer.reach_of(noun.__name__)
        return reach in (Reach.DEPARTMENT, Reach.BELOW) or (viewer.has_plenty and reach is Reach.OWN)
    return bool(noun.hangs_on) and is_widely_seen(sa.inspect(noun).relationships[noun.hangs_on].mapper.class_, viewer)


def grounds_of(session: Session, record: Any, viewers: Sequence[Viewer]) -> list[Sequence[Ground]]:
    """For each viewer, the grounds on which they see this record: the very conditions of the rule, asked of one row."""
    noun = type(record)
    each = [_said_by(noun, viewer) for viewer in viewers]
    asked = [ground.condition.label(f"ground_{n}") for n, ground in enumerate(g for some in each for g in some)]
    if not asked:
        return [[] for _ in viewers]
    answer = session.execute(sa.select(*asked).where(noun.id == record.id), execution_options={"unscoped": True}).one()
    holds = iter(answer)
    return [[ground for ground in some if next(holds)] for some in each]


def _said_by(noun: Any, viewer: Viewer) -> Sequence[Ground]:
    """Of a noun with a rule of its own no more is known than whether it holds."""
    if has_own_rule(noun):
        return [Ground(noun.visible_to(viewer, noun), Because.OWN_RULE)]
    return grounds(noun, viewer, noun)


def has_own_rule(noun: Any) -> bool:
    from app.core.noun import Declared

    return noun.visible_to.__func__ is not Declared.visible_to.__func__  # type: ignore[attr-defined]


def deciding(record: Any) -> Any:
    """The record whose rule decides who sees this one: it, or what it hangs on."""
    relation = deciding_relation(type(record))
    return deciding(getattr(record, relation)) if relation else record


def deciding_relation(noun: Any) -> str:
    """The relation whose record alone decides who sees one of the noun; empty where it decides itself."""
    decides_itself = noun.public or noun.keepers or not noun.hangs_on or has_own_rule(noun)
    return "" if decides_itself else str(noun.hangs_on)


@remembered
def rows_of(noun: Any) -> Any:
    """The noun's table under another name, made once: an alias costs half a millisecond."""
    return noun.__table__.alias()

"""Which rows: one rule a noun, put under every ORM read, checked at every write, closed when nobody looks."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.core.errors import FORBIDDEN, Refused
from app.core.ground import EVERYTHING as EVERYTHING
from app.core.remembered import remembered
from app.core.rules import Rules
from app.core.viewer import Unscoped, Viewer, viewer_of

# Under every read ---------------------------------------------------------------------------------------------


@remembered
def scoped() -> tuple[Any, ...]:
    """The nouns that have a rule; read when every room is imported."""
    from app.core.noun import nouns

    return tuple(noun for noun in nouns() if not noun.public)


@remembered
def _scoped_tables() -> frozenset[Any]:
    return frozenset(noun.__table__ for noun in scoped())


@remembered
def _nothing() -> Rules:
    """For what rides along unseen, as a joined eager load from a public noun does."""
    return Rules([with_loader_criteria(noun, sa.false(), include_aliases=True) for noun in scoped()])


def rules(session: Session, *, has_plenty: bool = False) -> tuple[Rules, ...]:
    """The viewer's rule of every noun, as options of a statement."""
    viewer = viewer_of(session)
    if has_plenty:
        return _rules_for(replace(viewer, person=None, has_plenty=True))
    known: tuple[Viewer, tuple[Rules, ...]] | None = session.info.get("rules")
    if known is None or known[0] is not viewer:
        known = session.info["rules"] = (viewer, _rules_for(replace(viewer, person=None)))
    return known[1]


@lru_cache(maxsize=256)
def _rules_for(viewer: Viewer) -> tuple[Rules, ...]:
    """Kept for the viewer's next request, because a rule knows nothing but the viewer: no record, no day."""
    each = ((noun, noun.visible_to(viewer, noun)) for noun in scoped())
    found = [with_loader_criteria(n, rule, include_aliases=True) for n, rule in each if rule is not EVERYTHING]
    return (Rules(found),)


def ruled(session: Session, statement: Any, *, has_plenty: bool = False) -> Any:
    """The statement with the viewer's rules in it, to be kept for those who see the same: it is put together, and
    its part in what SQLAlchemy has compiled is found, once. Under another viewer the other's rules come upon it, too.
    """
    known = rules(session, has_plenty=has_plenty)
    return statement.options(*known).execution_options(ruled=known)


def _reached(state: ORMExecuteState) -> set[Any]:
    parts = sa.sql.visitors.iterate(state.statement)  # type: ignore[arg-type]
    return {part for part in parts if isinstance(part, sa.Table)} & _scoped_tables()


@event.listens_for(Session, "do_orm_execute")
def _limit_reads(state: ORMExecuteState) -> None:
    viewer = state.session.info.get("viewer")
    if state.execution_options.get("unscoped") or (viewer is not None and viewer.is_system):
        return
    if not state.is_orm_statement:
        _refuse_core(state)
    elif viewer is None:
        _refuse_nobody(state)
    elif not state.is_select:
        raise Unscoped("bulk writes skip history and versions; load the records, or be the system")
    elif not state.is_column_load:
        _put_under(state)


def _put_under(state: ORMExecuteState) -> None:
    known = rules(state.session, has_plenty=bool(state.execution_options.get("has_plenty")))
    if state.execution_options.get("ruled") is not known:
        state.statement = state.statement.options(*known)


def _refuse_core(state: ORMExecuteState) -> None:
    if isinstance(state.statement, sa.TextClause) or _reached(state):
        raise Unscoped("a Core statement over scoped rows; select the class, not the table")


def _refuse_nobody(state: ORMExecuteState) -> None:
    if _reached(state):
        viewer_of(state.session)
    if state.is_select:
        state.statement = state.statement.options(_nothing())


# At every write -----------------------------------------------------------------------------------------------


@event.listens_for(Session, "before_flush")
def _check_what_was_loaded(session: Session, *_: Any) -> None:
    _check(session, [*session.dirty, *session.deleted])


@event.listens_for(Session, "after_flush")
def _check_what_was_written(session: Session, *_: Any) -> None:
    _check(session, [*session.new, *session.dirty])


def _check(session: Session, records: list[Any]) -> None:
    from app.core.noun import Declared

    if session.info.get("trusted"):
        return
    by_noun: dict[Any, list[int]] = {}
    for record in records:
        if isinstance(record, Declared) and not record.public:
            by_noun.setdefault(type(record), []).append(record.id)
    if not by_noun or viewer_of(session).is_system:
        return
    for noun, ids in by_noun.items():
        _check_noun(session, noun, ids)


def _check_noun(session: Session, noun: Any, ids: list[int]) -> None:
    rule = noun.visible_to(viewer_of(session), noun)
    seen = sa.select(sa.func.count()).select_from(noun).where(noun.id.in_(ids), rule)
    with session.no_autoflush:
        if session.execute(seen, execution_options={"unscoped": True}).scalar_one() != len(ids):
            raise Refused(FORBIDDEN, "This {noun} would not be yours to see.", noun=noun)

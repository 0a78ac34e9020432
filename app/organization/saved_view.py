"""A list as somebody wants to find it again: filters, order and columns, for oneself or for others too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from app.core.doorman import once
from app.core.errors import FORBIDDEN, INVALID, Refused
from app.core.ground import EVERYTHING
from app.core.kinds import Line
from app.core.noun import Noun, column, table_of
from app.core.viewer import Viewer, viewer_of
from app.organization.department import Department
from app.organization.employee import Employee

MOST = 40
SHARING = ("can_share", "SharedView")
"""The permission to put a view before everybody."""


class Sharing(StrEnum):
    """Who finds a view among theirs."""

    NOBODY = "Only me"
    DEPARTMENT = "My department and below"
    EVERYBODY = "Everybody"


class SavedView(Noun):
    """A list with its filters, order and columns under a name; what it finds is what each reader may see."""

    logged = False

    noun: Mapped[Line] = column(doc="The noun whose list it is.")
    name: Mapped[Line] = column(doc="What its tab says.")
    asked: Mapped[dict[str, Any]] = column(default=dict, doc="Search, filters, order, columns and size of the page.")
    shared_with: Mapped[Sharing] = column(default=Sharing.NOBODY, doc="Who finds it among their views.")
    position: Mapped[int] = column(default=0, doc="Views stand in this order.")
    is_habit: Mapped[bool] = column(
        default=False, internal=True, doc="How its owner looks at the list when no view is asked for; without a tab."
    )
    owner_id: Mapped[int | None] = column(foreign_key="ab_user.id", doc="Whose view it is.")
    department_id: Mapped[int | None] = column(
        foreign_key="department.id", derived=True, doc="The department of its owner when it was shared."
    )

    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    department: Mapped[Department | None] = relationship(foreign_keys=department_id)

    @classmethod
    def visible_to(cls, viewer: Viewer, rows: Any) -> sa.ColumnElement[bool]:
        """One's own, what everybody shares, and what is shared in a department that one's own is a part of."""
        if viewer.is_system:
            return EVERYTHING
        above = [int(part) for part in viewer.department_path.split("/") if part]
        near = sa.and_(rows.shared_with == Sharing.DEPARTMENT, rows.department_id.in_(above))
        mine: sa.ColumnElement[bool] = rows.owner_id == viewer.id
        return sa.or_(mine, rows.shared_with == Sharing.EVERYBODY, near)


class Kept(NamedTuple):
    """A view as a list needs it."""

    id: int
    name: str
    asked: dict[str, Any]
    shared_with: Sharing
    is_habit: bool
    owner_id: int | None


def views_of(session: Session, noun: type[Any]) -> Sequence[Kept]:
    """The views that the viewer has of the list of a noun, one's habit among them: one statement."""
    seen = _seen(replace(viewer_of(session), person=None))
    return [Kept(*row) for row in session.execute(seen, {"of": noun.__name__}, execution_options={"unscoped": True})]


@lru_cache(maxsize=256)
def _seen(viewer: Viewer) -> sa.Select[Any]:
    """Asked with every list, and so put together once for those who see the same: the rule is said here, over the bare
    table, and need not be put under it with each list."""
    rows = table_of(SavedView).c
    kept = sa.select(*(rows[name] for name in Kept._fields))
    mine = kept.where(rows.noun == sa.bindparam("of", type_=sa.String), SavedView.visible_to(viewer, rows))
    return mine.order_by(rows.is_habit.desc(), rows.position, rows.id).limit(MOST)


def found_view(session: Session, noun: type[Any], view_id: int) -> SavedView | None:
    """The view with this id of this list, with its owner."""
    one = sa.select(SavedView).where(SavedView.id == view_id, SavedView.noun == noun.__name__)
    found: SavedView | None = session.scalar(one.options(joinedload(SavedView.owner)))
    return found


def remember(session: Session, noun: type[Any], **more: Any) -> None:
    """Note how the viewer is used to look at a list: which columns, how high the rows, which view first."""
    once(session, lambda: _remember(session, noun, more))


def _remember(session: Session, noun: type[Any], more: dict[str, Any]) -> None:
    viewer = viewer_of(session)
    mine = sa.select(SavedView).where(
        SavedView.noun == noun.__name__, SavedView.owner_id == viewer.id, SavedView.is_habit.is_(True)
    )
    habit = session.scalar(mine)
    if habit is None:
        habit = SavedView(noun=noun.__name__, name="", owner=viewer.person, is_habit=True)
        session.add(habit)
    habit.asked = {**habit.asked, **more}


@event.listens_for(Session, "before_flush")
def _ask(session: Session, *_: Any) -> None:
    """A view is its owner's to change; before everybody it is put by who may."""
    written = [view for view in [*session.new, *session.dirty, *session.deleted] if isinstance(view, SavedView)]
    if not written or viewer_of(session).is_system:
        return
    for view in written:
        if view in session.deleted or session.is_modified(view) or view in session.new:
            _ask_owner(session, view)


def _ask_owner(session: Session, view: SavedView) -> None:
    viewer = viewer_of(session)
    if inspect(view).pending and view.owner_id is None and view.owner is None:
        view.owner = viewer.person
    owner = view.owner.id if view.owner is not None else view.owner_id
    may_share = viewer.can(*SHARING)
    if owner != viewer.id and not (may_share and view.shared_with == Sharing.EVERYBODY):
        raise Refused(FORBIDDEN, "This view is somebody else's. Save it as one of your own.")
    if view not in session.deleted:
        _ask_sharing(view, viewer, may_share=may_share)


def _ask_sharing(view: SavedView, viewer: Viewer, *, may_share: bool) -> None:
    if not inspect(view).attrs.shared_with.history.has_changes():
        return
    if view.shared_with == Sharing.EVERYBODY and not may_share:
        raise Refused(FORBIDDEN, "You may not share a view with everybody.", "shared_with")
    if view.shared_with == Sharing.DEPARTMENT and viewer.department_id is None:
        raise Refused(INVALID, "You are in no department to share it with.", "shared_with")
    view.department_id = viewer.department_id if view.shared_with == Sharing.DEPARTMENT else None

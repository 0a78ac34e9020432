"""A part of the company; departments form a tree."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.core.kinds import Line
from app.core.noun import Noun, column, table_of
from app.core.scope import kept_by, rows_of
from app.core.viewer import Reach, Viewer
from app.core.words import N_


class Department(Noun):
    """A part of the company, from the group down to a team."""

    public = True
    chosen_while = "is_active"
    trees: ClassVar = {"parent": N_("A department cannot be a part of itself.")}

    name: Mapped[Line] = column(unique=True, search=True)
    parent_id: Mapped[int | None] = column(
        foreign_key="department.id", doc="The department that this one is a part of."
    )
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether it is still a part of the company.")
    path: Mapped[Line] = column(internal=True, default="", index=True)
    """The ids from the top down to this one, each followed by a slash: what is below starts alike."""

    parent: Mapped[Department | None] = relationship(remote_side="Department.id")


def _above(department: Department) -> list[Department]:
    found: list[Department] = []
    above = department.parent
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return found


@event.listens_for(Session, "after_flush")
def _keep_paths(session: Session, *_: Any) -> None:
    """Paths need keys, so they are written after the flush; a branch that moved takes what is below along."""
    moved = [d for d in [*session.new, *session.dirty] if isinstance(d, Department)]
    for department in sorted(moved, key=lambda d: len(_above(d))):
        _move(session, department)


def _move(session: Session, department: Department) -> None:
    table = table_of(Department)
    above = _above(department)
    path = "".join(f"{d.id}/" for d in [*reversed(above), department])
    old = department.path
    if old == path:
        return
    connection = session.connection()
    connection.execute(sa.update(table).where(table.c.id == department.id).values(path=path))
    if old:
        below = sa.update(table).where(table.c.path.startswith(old, autoescape=True), table.c.id != department.id)
        connection.execute(below.values(path=path + sa.func.substr(table.c.path, len(old) + 1)))
    set_committed_value(department, "path", path)
    for other in [known for known in session.identity_map.values() if isinstance(known, Department)]:
        if other is not department:
            session.expire(other, ["path"])


def within(viewer: Viewer, reach: Reach, department: Any) -> sa.ColumnElement[bool]:
    """Whether the department of this id is the viewer's own, or one below it."""
    if viewer.department_id is None or reach is Reach.OWN:
        return sa.false()
    if reach is Reach.DEPARTMENT:
        return department == viewer.department_id  # type: ignore[no-any-return]
    table = rows_of(Department)
    below = sa.select(table.c.id).where(table.c.path.startswith(viewer.department_path, autoescape=True))
    return department.in_(below)  # type: ignore[no-any-return]


@kept_by("Department")
def _kept_by_department(viewer: Viewer, reach: Reach, _: Any, held: Any) -> sa.ColumnElement[bool]:
    return within(viewer, reach, held)

"""A part of the company; departments form a tree."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, object_session, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.core.errors import REFUSED, Refused
from app.core.ground import Because, Ground, kept_by, rows_of
from app.core.kinds import Line
from app.core.noun import Noun, column, table_of
from app.core.verb import verb
from app.core.viewer import Person, Reach, Viewer
from app.core.words import N_

CIRCLE = N_("A department cannot be a part of itself.")


if TYPE_CHECKING:
    from app.organization.employee import Employee


class DepartmentKind(StrEnum):
    GROUP = "Group"
    HEAD_OFFICE = "Head office"
    FACTORY = "Factory"
    SUBSIDIARY = "Subsidiary"
    BRANCH = "Branch"
    OFFICE = "Office"
    WORKSHOP = "Workshop"
    TEAM = "Team"


def _is_active(department: Department) -> bool:
    return department.is_active


def _is_over(department: Department) -> bool:
    return not department.is_active


class Department(Noun):
    """A part of the company, from the group down to a team."""

    public = True
    chosen_while = "is_active"
    trees: ClassVar = {"parent": CIRCLE}

    name: Mapped[Line] = column(unique=True, search=True)
    kind: Mapped[DepartmentKind] = column(default=DepartmentKind.OFFICE)
    parent_id: Mapped[int | None] = column(
        foreign_key="department.id", fixed=True, doc="The department that this one is a part of."
    )
    manager_id: Mapped[int | None] = column(foreign_key="ab_user.id", mutual=True, doc="The employee who leads it.")
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether it is still a part of the company.")
    path: Mapped[Line] = column(internal=True, default="", index=True)
    """The ids from the top down to this one, each followed by a slash: what is below starts alike."""

    parent: Mapped[Department | None] = relationship(remote_side="Department.id")
    manager: Mapped[Employee | None] = relationship(foreign_keys=manager_id)

    @verb()
    def move(self, *, to: Department | None, by: Person | None) -> None:
        """Make it, with all that is below it, a part of another department; of none, where none is said."""
        if to is not None and (to is self or to.path.startswith(self.path)):
            raise Refused(REFUSED, CIRCLE, "to")
        self.parent = to

    @verb(provided=_is_active)
    def deactivate(self, *, by: Person | None) -> None:
        """It is no part of the company any more; what was its own stays readable, and nothing new is given to it."""
        below = _active_below(self)
        if below:
            raise Refused(REFUSED, "Move or deactivate first what is below it: {names}.", names=", ".join(below))
        self.is_active = False

    @verb(provided=_is_over)
    def reinstate(self, *, by: Person | None) -> None:
        """It is a part of the company again."""
        if self.parent is not None and not self.parent.is_active:
            raise Refused(REFUSED, "{name}, which it is a part of, is not active.", name=self.parent.name)
        self.is_active = True


def _active_below(department: Department) -> list[str]:
    session = object_session(department)
    below = sa.select(Department.name).where(Department.parent_id == department.id, Department.is_active.is_(True))
    return list(session.scalars(below.order_by(Department.name))) if session else []


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
def _kept_by_department(viewer: Viewer, reach: Reach, _: Any, held: Any) -> Sequence[Ground]:
    return [Ground(within(viewer, reach, held), Because.WITHIN)]

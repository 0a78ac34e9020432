"""What a move of departments changes for those who see by department: tried out and counted under their own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.noun import Declared, nouns
from app.core.viewer import Reach, Viewer, viewer_of
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.viewing import viewer_for

BY_DEPARTMENT = (Reach.DEPARTMENT, Reach.BELOW)
Seen = dict[tuple[int, type[Declared]], int]


@dataclass(frozen=True)
class Sight:
    """How many records of a noun one person sees, before and after."""

    name: str
    reach: Reach
    noun: type[Declared]
    before: int
    after: int

    @property
    def changes(self) -> bool:
        return self.before != self.after


def effect_of_move(session: Session, department: Department, to: Department | None) -> list[Sight]:
    """Moves, counts before and after, and leaves it to the caller to take the move back. Who loses or gains is first.

    Asked are those who see by department and lead, or sit in, what the branch leaves, joins or consists of:
    the move is nothing to the others.
    """
    people = _concerned(session, department, to)
    before = _seen(session, people)
    department.move(to=to, by=viewer_of(session).person)
    session.flush()
    after = _seen(session, people)
    told = [
        Sight(str(people[id]), viewer_for(session, people[id]).reach_of(noun.__name__), noun, n, after[id, noun])
        for (id, noun), n in before.items()
    ]
    return sorted(told, key=lambda sight: (not sight.changes, sight.name))


def _concerned(session: Session, department: Department, to: Department | None) -> dict[int, Employee]:
    above = {int(id) for path in (department.path, to.path if to else "") for id in path.split("/") if id}
    near = sa.or_(Department.id.in_(above), Department.path.startswith(department.path, autoescape=True))
    active = sa.select(Employee).join(Department, Employee.department_id == Department.id)
    found = session.scalars(active.options(joinedload(Employee.department)).where(Employee.active.is_(True), near))
    return {employee.id: employee for employee in found}


def _seen(session: Session, people: dict[int, Employee]) -> Seen:
    viewers = [viewer_for(session, employee) for employee in people.values()]
    return {(viewer.id or 0, noun): _count(session, viewer, noun) for viewer in viewers for noun in _kept(viewer)}


def _kept(viewer: Viewer) -> Iterable[type[Declared]]:
    return (noun for noun in nouns() if noun.keepers and viewer.reach_of(noun.__name__) in BY_DEPARTMENT)


def _count(session: Session, viewer: Viewer, noun: type[Declared]) -> int:
    mine = sa.select(sa.func.count()).select_from(noun).where(noun.visible_to(viewer, noun))
    return session.execute(mine, execution_options={"unscoped": True}).scalar_one()

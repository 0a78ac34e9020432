"""The departments as a tree, and what a move of a branch will change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import joinedload

from app.organization.department import Department
from app.organization.effect import effect_of_move
from app.organization.employee import Employee
from views.fab import listpage
from views.fab.cells import fact, person
from views.fab.listpage import ListPage
from views.fab.page import is_part, page
from views.fab.reader import reader
from views.fab.session import session

DEEPEST = 8
"""How far the tree is indented; what lies deeper stands beside."""


@dataclass(frozen=True)
class Branch:
    """A department in the tree: how deep it lies, and how many work in it, and in it and below."""

    department: Department
    depth: int
    has_more: bool
    people: int
    all_people: int


def listed(screen: Any) -> str:
    """The tree; what is searched, filtered or sorted is a list."""
    if request.args or is_part():
        return listpage.shown(screen)
    return page("organization/tree.html", it=TreePage(screen))


class TreePage(ListPage):
    """What the template asks of the tree."""

    @property
    def branches(self) -> list[Branch]:
        below: dict[int | None, list[Department]] = {}
        every = sa.select(Department).options(joinedload(Department.manager)).order_by(Department.name, Department.id)
        for department in session().scalars(every):
            below.setdefault(department.parent_id, []).append(department)
        return list(_walk(below, _people(), None, 0))

    def kind(self, department: Department) -> str:
        return fact(self.allowed["kind"], self.read)(department.kind)

    def manager(self, department: Department) -> str:
        return person(department.manager) if department.manager else ""

    def people_of(self, department: Department) -> str:
        """Those who work in it, as a list."""
        return f"{request.script_root}/employee/list/?f=department:is:{department.id}"

    @property
    def lists_people(self) -> bool:
        return self.viewer.can("can_list", "Employee")


def _walk(
    below: Mapping[int | None, list[Department]], people: Mapping[int | None, int], top: int | None, depth: int
) -> Iterator[Branch]:
    for department in below.get(top, ()):
        under = list(_walk(below, people, department.id, depth + 1))
        mine = people.get(department.id, 0)
        total = mine + sum(branch.people for branch in under)
        yield Branch(department, min(depth, DEEPEST), bool(under), mine, total)
        yield from under


def _people() -> dict[int | None, int]:
    active = sa.select(Employee.department_id, sa.func.count()).where(Employee.active.is_(True))
    return dict(session().execute(active.group_by(Employee.department_id)).all())


def foresee_move(department: Any, given: dict[str, Any]) -> str:
    """Who will see more or less."""
    sights = effect_of_move(session(), department, given["to"])
    known = {"sights": sights, "number": reader().language.number}
    return page("organization/effect.html", **known)

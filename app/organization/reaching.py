"""Data permissions at run time: how far each role sees, changed together, after the effect was looked at."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.doorman import may, once
from app.core.ground import has_own_rule
from app.core.noun import Declared, nouns
from app.core.viewer import Reach
from app.organization.data_permission import DataPermission
from app.organization.effect import Sight
from app.organization.employee import Employee
from app.organization.holding import holders
from app.organization.role_keeping import written
from app.organization.viewing import viewer_for

Wish = Mapping[tuple[int, str], Reach]
"""By role and noun."""
MOST = 50
"""People whose effect is told."""


def reached() -> list[type[Declared]]:
    """The nouns that a reach is said for: rows that belong to people and departments."""
    return [noun for noun in nouns() if noun.keepers and not noun.public and not has_own_rule(noun)]


def following() -> dict[type[Declared], list[type[Declared]]]:
    """By such a noun, those whose rows hang on its rows and are seen with them."""
    found: dict[type[Declared], list[type[Declared]]] = {noun: [] for noun in reached()}
    for noun in nouns():
        top = _top(noun)
        if top in found and top is not noun:
            found[top].append(noun)
    return found


def _top(noun: type[Declared]) -> type[Declared]:
    if noun.public or noun.keepers or not noun.hangs_on or has_own_rule(noun):
        return noun
    return _top(sa.inspect(noun).relationships[noun.hangs_on].mapper.class_)


def data_permissions(session: Session) -> dict[tuple[int, str], Reach]:
    """What is said now."""
    return {(each.role_id, each.noun): each.sees for each in session.scalars(sa.select(DataPermission))}


def change_reach(session: Session, wish: Wish) -> int:
    """All at once or nothing; nobody lets others see further than they do. Returns how many changed."""
    may(session, "can_edit", DataPermission)
    return once(session, lambda: _changed(session, wish))


def _changed(session: Session, wish: Wish) -> int:
    known = {(each.role_id, each.noun): each for each in session.scalars(sa.select(DataPermission))}
    changed = 0
    for (role_id, noun), reach in wish.items():
        held = known.get((role_id, noun))
        before = held.sees if held else Reach.NONE
        if reach is before:
            continue
        if held is None:
            held = DataPermission(role_id=role_id, noun=noun)
            session.add(held)
        held.sees = reach
        written(session, role_id, f"{noun}.reach", before.name, reach.name)
        changed += 1
    session.flush()
    return changed


def effect(session: Session, wish: Wish) -> tuple[list[Sight], int]:
    """Tried out, counted under the new rules, and taken back: what each person of the changed roles sees before and
    after, and how many people there are."""
    may(session, "can_edit", DataPermission)
    before = data_permissions(session)
    changed = {key for key, reach in wish.items() if reach is not before.get(key, Reach.NONE)}
    people, touched = _people(session, {role_id for role_id, _ in changed}), {noun for _, noun in changed}
    kinds = [noun for noun in reached() if noun.__name__ in touched]
    first = people[:MOST]
    now = _counted(session, first, kinds)
    try:
        _changed(session, wish)
        after = _counted(session, first, kinds)
    finally:
        session.rollback()
    sights = [
        Sight(name, after[id, noun][0], noun, now[id, noun][1], after[id, noun][1])
        for id, name in first
        for noun in kinds
    ]
    return sorted(sights, key=lambda sight: not sight.changes), len(people)


def _people(session: Session, roles: set[int]) -> list[tuple[int, str]]:
    mine = sa.select(holders().c.user_id).where(holders().c.role_id.in_(roles))
    found = sa.select(Employee).where(Employee.active.is_(True), Employee.id.in_(mine))
    return [(each.id, str(each)) for each in session.scalars(found.order_by(Employee.first_name, Employee.last_name))]


def _counted(
    session: Session, people: list[tuple[int, str]], kinds: list[type[Declared]]
) -> dict[tuple[int, type[Declared]], tuple[Reach, int]]:
    """Under each one's own rule."""
    ids = [id for id, _ in people]
    each = sa.select(Employee).where(Employee.id.in_(ids)).options(joinedload(Employee.department))
    found: dict[tuple[int, type[Declared]], tuple[Reach, int]] = {}
    for employee in session.scalars(each):
        viewer = viewer_for(session, employee)
        for noun in kinds:
            seen = sa.select(sa.func.count()).select_from(noun).where(noun.visible_to(viewer, noun))
            many = session.execute(seen, execution_options={"unscoped": True}).scalar_one()
            found[employee.id, noun] = (viewer.reach_of(noun.__name__), many)
    return found

"""Why somebody sees a record, in the reader's words, and who else does; told from the grounds that make the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.ground import Because, Ground, deciding, grounds_of, has_own_rule
from app.core.language import Language
from app.core.viewer import Reach, Viewer, viewer_of
from app.core.words import N_, label
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.holding import Held, held, may_open

HANGS = N_("Who sees the {noun} {name} sees what hangs on it.")
PUBLIC = N_("Whoever may open a {noun} sees every one.")
OWN_RULE = N_("You see the {noun} {name} by a rule of its own.")
ROLE = N_("You see the {noun} {name} because your role {role} sees “{reach}”.")
YOU, THEY = N_("You are its {keeper}."), N_("Is its {keeper}.")
COLLEAGUE = N_("Its {keeper}, {name}, works in the same department, {department}.")
BELOW = N_("Its {keeper}, {name}, works in {department}, which is below {own}.")
SAME = N_("Its {keeper} is the same, {name}.")
UNDER = N_("Its {keeper}, {name}, is below {own}.")
AT_ONCE = 40
"""Questions about one row that are asked in one statement."""
MOST = 200
Kind = tuple[int, int | None, tuple[tuple[str, Reach], ...]]


def why(session: Session, record: Any, language: Language) -> list[str]:
    """Why the one who looks sees this record; nothing if they do not."""
    viewer = viewer_of(session)
    top = deciding(record)
    [found] = grounds_of(session, top, [viewer])
    if not found:
        return []
    noun, name = type(top), str(top)
    chain = [language.say(HANGS, noun=noun, name=name)] if top is not record else []
    if found[0].because is Because.PUBLIC:
        return [*chain, language.say(PUBLIC, noun=noun)]
    if found[0].because is Because.OWN_RULE:
        return [*chain, language.say(OWN_RULE, noun=noun, name=name)]
    mine = held(session, noun.__name__, [viewer.id or 0]).get(viewer.id or 0, Held(Reach.NONE, ()))
    roles = ", ".join(language.say(role) for role in mine.roles)
    head = language.say(ROLE, noun=noun, name=name, role=roles, reach=mine.reach)
    return [*chain, head, *_reasons(found, top, viewer.person.department, language, mine=YOU)]


def _reasons(
    found: Sequence[Ground], top: Any, own: Department | None, language: Language, *, mine: str
) -> Iterator[str]:
    """One for each ground that names a keeper."""
    for ground in found:
        if ground.path and ground.because in (Because.MINE, Because.WITHIN):
            yield _reason(ground, _keeper(top, ground), own, language, mine)


def _reason(ground: Ground, keeper: Any, own: Department | None, language: Language, mine: str) -> str:
    said = {"keeper": language.say(label(ground.path[-1])).lower(), "name": str(keeper), "own": str(own)}
    if ground.because is Because.MINE:
        return language.say(mine, **said)
    if isinstance(keeper, Employee):
        same = keeper.department_id == getattr(own, "id", None)
        return language.say(COLLEAGUE if same else BELOW, department=str(keeper.department), **said)
    return language.say(SAME if keeper is own else UNDER, **said)


def _keeper(record: Any, ground: Ground) -> Any:
    for name in ground.path:
        record = getattr(record, name)
    return record


# Everybody who sees it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Onlooker:
    """An employee who sees a record."""

    person: Employee
    roles: tuple[str, ...]
    reach: Reach | None
    reasons: tuple[str, ...]


def onlookers(session: Session, record: Any, language: Language) -> tuple[list[Onlooker], int]:
    """The first who may open this record and see it, by name, and how many there are."""
    top = deciding(record)
    reaching = held(session, type(top).__name__)
    seen = _seen_by(session, top, _openers(session, type(record).__name__, type(top).__name__, reaching))
    first = list(seen)[:MOST]
    rows = sa.select(Employee).where(Employee.id.in_(first)).options(joinedload(Employee.department))
    each = {person.id: person for person in session.scalars(rows)}
    return [_onlooker(each[id], seen[id], reaching.get(id), top, language) for id in first], len(seen)


def _openers(session: Session, opened: str, deciding_noun: str, reaching: dict[int, Held]) -> list[Viewer]:
    """Everybody who may open such records, by name, as they look at the noun that decides."""
    people = sa.select(Employee.id, Employee.department_id, Department.path).join(Employee.department, isouter=True)
    by_name = people.where(may_open(opened)).order_by(Employee.first_name, Employee.last_name, Employee.id)
    return [
        Viewer(
            id=id,
            reach={deciding_noun: reaching[id].reach} if id in reaching else {},
            department_id=department_id,
            department_path=path or "",
        )
        for id, department_id, path in session.execute(by_name)
    ]


def _seen_by(session: Session, top: Any, viewers: Sequence[Viewer]) -> dict[int, Sequence[Ground]]:
    """Who sees it, in the order of the viewers. But for those who keep it, all of one department who reach alike
    see alike, and are asked about once."""
    own = {keeper.id for keeper in _keepers(top) if isinstance(keeper, Employee)}
    kinds = {viewer.id: _kind(viewer, is_one=viewer.id in own or has_own_rule(type(top))) for viewer in viewers}
    asked = {kind: replace(viewer, id=kind[0]) for viewer in viewers for kind in (kinds[viewer.id],)}
    found: dict[Kind, Sequence[Ground]] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = list(asked.items())[start : start + AT_ONCE]
        found.update(zip(dict(some), grounds_of(session, top, [viewer for _, viewer in some]), strict=True))
    return {viewer.id or 0: found[kinds[viewer.id]] for viewer in viewers if found[kinds[viewer.id]]}


def _kind(viewer: Viewer, *, is_one: bool) -> Kind:
    return (viewer.id or 0) if is_one else 0, viewer.department_id, tuple(viewer.reach.items())


def _keepers(record: Any) -> Iterator[Any]:
    for path in type(record).keepers:
        keeper = record
        for name in path.split("."):
            keeper = getattr(keeper, name, None)
        yield keeper


def _onlooker(person: Employee, found: Sequence[Ground], by: Held | None, top: Any, language: Language) -> Onlooker:
    reasons = tuple(_reasons(found, top, person.department, language, mine=THEY))
    is_reached = found[0].because not in (Because.PUBLIC, Because.OWN_RULE)
    return Onlooker(person, by.roles if by and is_reached else (), by.reach if by and is_reached else None, reasons)

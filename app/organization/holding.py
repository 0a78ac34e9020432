"""Who holds which role: given to the person, or to a group that the person is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.noun import Model, table_of
from app.core.remembered import remembered
from app.core.viewer import WIDTH, Reach
from app.organization.data_permission import DataPermission
from app.organization.employee import Employee

Pair = tuple[str, str]
"""A permission, and the noun that it is on."""


def role_table(name: str) -> sa.Table:
    """One of Flask-AppBuilder's tables."""
    return Model.metadata.tables[f"ab_{name}"]


@remembered
def holders() -> sa.Subquery:
    """Person and role, each pair once."""
    own, member, group = role_table("user_role"), role_table("user_group"), role_table("group_role")
    through = sa.select(member.c.user_id, group.c.role_id).join(group, member.c.group_id == group.c.group_id)
    return sa.select(own.c.user_id, own.c.role_id).union(through).subquery("holders")


def permitting(permission: str, noun: str) -> sa.Select[int]:
    """The roles that permit it."""
    role, name, on = _granted()
    return _joined(role).where(name == permission, on == noun)


def permitted(session: Session, role_ids: Iterable[int]) -> set[Pair]:
    """What these roles permit: permission and noun."""
    role, name, on = _granted()
    return {(p, n) for p, n in session.execute(_joined(name, on).where(role.in_(list(role_ids))))}


def _granted() -> tuple[Any, Any, Any]:
    """Role, permission and noun of a grant."""
    return role_table("permission_view_role").c.role_id, role_table("permission").c.name, role_table("view_menu").c.name


def _joined(*told: Any) -> sa.Select[Any]:
    granted, pair = role_table("permission_view_role"), role_table("permission_view")
    names, nouns = role_table("permission"), role_table("view_menu")
    return (
        sa.select(*told)
        .select_from(granted)
        .join(pair, pair.c.id == granted.c.permission_view_id)
        .join(names, names.c.id == pair.c.permission_id)
        .join(nouns, nouns.c.id == pair.c.view_menu_id)
    )


@dataclass(frozen=True)
class Held:
    """How far somebody sees among the rows of one noun, and by which roles."""

    reach: Reach
    roles: tuple[str, ...]


def held(session: Session, noun: str, people: Iterable[int] | None = None) -> dict[int, Held]:
    """By employee; `people` for some, nothing for all."""
    held_by, role, reaching = holders(), role_table("role"), table_of(DataPermission)
    of_noun = sa.and_(reaching.c.role_id == role.c.id, reaching.c.noun == noun)
    each = sa.select(held_by.c.user_id, role.c.name, reaching.c.reach).join(role, role.c.id == held_by.c.role_id)
    each = each.join(reaching, of_noun).order_by(role.c.name)
    if people is not None:
        each = each.where(held_by.c.user_id.in_(list(people)))
    found: dict[int, Held] = {}
    for user_id, name, reach in session.execute(each):
        found[user_id] = _wider(found.get(user_id), name, reach)
    return found


def _wider(known: Held | None, role: str, reach: Reach) -> Held:
    if known is None or WIDTH[reach] > WIDTH[known.reach]:
        return Held(reach, (role,))
    return Held(reach, (*known.roles, role)) if reach is known.reach else known


def may_open(noun: str) -> sa.ColumnElement[bool]:
    """Active employees with a role that lets them open records of the noun."""
    roles = permitting("can_show", noun)
    openers = sa.select(holders().c.user_id).where(holders().c.role_id.in_(roles))
    return sa.and_(Employee.active.is_(True), Employee.id.in_(openers))

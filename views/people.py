"""Adding and changing an employee: besides the fields, the roles, and the password that they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.words import N_
from app.organization.granting import givable, roles
from app.organization.handover import theirs
from app.organization.hiring import change, company_habits, take_on
from app.organization.password import LONGEST
from config import ROLES
from views.fab.asked import Asked
from views.fab.page import page
from views.fab.reader import reader
from views.fab.session import session
from views.fab.writer import Writer

HELP = N_("12 to 128 characters. They choose their own when they first sign in.")


class PeopleWriter(Writer):
    """Everything at once, or nothing."""

    def asked(self, record: Any) -> Sequence[tuple[str, list[Asked]]]:
        given = [_roles(record)]
        if record is None:
            given.append(Asked("password", N_("First password"), "secret", str, True, HELP, LONGEST))
        return [(N_("May do"), given)]

    def start(self, record: Any) -> Mapping[str, Any]:
        if record is None:
            return {"roles": [], **company_habits(session())}
        return {"roles": [role.name for role in record.roles]}

    def create(self, noun: type[Any], values: dict[str, Any]) -> Any:
        return take_on(session(), values, roles=values.pop("roles") or (), password=values.pop("password"))

    def update(self, noun: type[Any], id: Any, version: int | None, values: dict[str, Any]) -> Any:
        return change(session(), id, values, roles=values.pop("roles") or ())


def _roles(record: Any) -> Asked:
    """Those that one may not give stand there too, and cannot be touched."""
    known = [role.name for role in roles(session())]
    mine = {role.name for role in givable(session())}
    offered = {name: ROLES[name].purpose if name in ROLES else "" for name in known}
    return Asked("roles", N_("Roles"), "several", str, True, offered=offered, locked=frozenset(known) - mine)


def foresee_handover(employee: Any, given: dict[str, Any]) -> str:
    """What will move, and to whom; what nobody takes over stays where it is."""
    to = given.get("to") or given.get("hand_over_to")
    parts = [(part.noun, part.relation, n) for part, n in theirs(session(), employee)]
    known = {"parts": parts, "to": to, "employee": employee, "number": reader().language.number}
    return page("organization/handover.html", **known)

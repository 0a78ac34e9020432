"""Roles: what each may do, as a table that can be read and, by who may, changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose

from app.core.doorman import may
from app.core.errors import NOT_FOUND, Refused
from app.core.noun import nouns, plural_label
from app.core.verb import label_of_step
from app.core.words import N_
from app.organization import role_keeping
from app.organization.holding import Pair, permitted
from app.organization.role import READ, WRITE, permissions_of, special_of
from app.organization.role_keeping import RoleRow, kind
from config import ROLES, SPECIAL_PERMISSIONS
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer
from views.role_history import told

OTHERS = {
    "ContributionReport": N_("Customer contribution"),
    "ChurnReport": N_("Customer churn"),
    "CompositionReport": N_("Customer composition"),
    "PerformanceReport": N_("Sales performance"),
    "PersistencyReport": N_("Customer persistency"),
    "ProfitabilityReport": N_("Customer profitability"),
    "ProfilingReport": N_("Customer profile"),
    "ServiceReport": N_("Customer service"),
    "Import": N_("Imports"),
    "SharedView": N_("Shared views"),
    "Role": N_("Roles"),
    "GraphQL": N_("Schema of the API"),
}
"""What can be permitted and is no noun, by its name."""
PLAIN = (*READ, *WRITE)
DONE, MADE, GONE = N_("Saved."), N_("The role was made. It may what its model may."), N_("Deleted.")


@dataclass(frozen=True)
class Box:
    """One permission that a role has or has not."""

    value: str
    label: str
    on: bool
    is_open: bool
    """Whether the one who looks may tick it: nobody gives what they do not hold."""


@dataclass(frozen=True)
class Row:
    label: str
    plain: list[Box | None]
    steps: list[Box]
    special: list[Box]


class RolesView(BaseView):
    """Who may list roles finds them in the menu."""

    route_base = "/role"
    class_permission_name = "Role"
    base_permissions = list(SPECIAL_PERMISSIONS["Role"])
    menu_path, title, icon = "list/", N_("Roles"), "key"
    default_view = "list"

    @expose("/list/")
    def list(self) -> Any:
        may(session(), "can_list", kind())
        found = role_keeping.roles(session())
        return page("roles/list.html", roles=found, purpose_of=purpose_of, can=can)

    @expose("/show/<id>", methods=["GET", "POST"])
    def show(self, id: str) -> Any:
        may(session(), "can_show", kind())
        it = RolePage(role_keeping.the_role(session(), id))
        if request.method == "POST":
            wrong = it.saved()
            if not wrong:
                flash(say(DONE), "success")
                return redirect(f"{request.script_root}/role/show/{it.role.id}")
            return page("roles/show.html", it=it, wrong=wrong), 422
        return page("roles/show.html", it=it, wrong="")

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        may(session(), "can_add", kind())
        form, wrong = request.form, ""
        if request.method == "POST":
            try:
                source, name, purpose = (form.get(key, "") for key in ("source", "name", "purpose"))
                made = role_keeping.copy_role(session(), source, name, purpose)
            except Refused as why:
                wrong = reader().language.refusal(why)
            else:
                flash(say(MADE), "success")
                return redirect(f"{request.script_root}/role/show/{made}")
        chosen = form.get("source") or request.args.get("source", "")
        found = role_keeping.roles(session())
        return page("roles/add.html", roles=found, wrong=wrong, form=form, chosen=chosen), 422 if wrong else 200

    @expose("/delete/<id>", methods=["POST"])
    def delete(self, id: str) -> Any:
        try:
            role_keeping.delete_role(session(), id)
        except Refused as why:
            if why.code == NOT_FOUND:
                raise
            it = RolePage(role_keeping.the_role(session(), id))
            return page("roles/show.html", it=it, wrong=reader().language.refusal(why)), 409
        flash(say(GONE), "success")
        return redirect(f"{request.script_root}/role/list/")


def can(permission: str) -> bool:
    return viewer().can(permission, "Role")


def purpose_of(role: RoleRow) -> str:
    """What it is for: in the reader's language where Trato delivered it."""
    return role.purpose or (say(ROLES[role.name].purpose) if role.name in ROLES else "")


class RolePage:
    """What the template asks of a role."""

    def __init__(self, role: RoleRow) -> None:
        self.role, self.viewer = role, viewer()

    can = staticmethod(can)

    @property
    def purpose(self) -> str:
        return purpose_of(self.role)

    @cached_property
    def has(self) -> set[Pair]:
        """What stands in the form: as it is, or as it was just sent."""
        return _ticked() if request.method == "POST" else permitted(session(), [self.role.id])

    @property
    def rows(self) -> list[Row]:
        """Nouns by name, then what is no noun."""
        of_nouns = sorted((self._of_noun(noun) for noun in nouns()), key=lambda row: row.label)
        return [*of_nouns, *(self._of_other(name, each) for name, each in SPECIAL_PERMISSIONS.items())]

    @property
    def history(self) -> list[Any]:
        return told(role_keeping.changes_of_roles(session(), self.role.id), session())

    def saved(self) -> str:
        """Why it could not be saved, or nothing."""
        name, purpose = request.form.get("name", ""), request.form.get("purpose", "")
        try:
            role_keeping.change_role(session(), self.role.id, _ticked(), set(_known()), name=name, purpose=purpose)
        except Refused as why:
            return reader().language.refusal(why)
        return ""

    def _of_noun(self, noun: Any) -> Row:
        known, special = permissions_of(noun), special_of(noun)
        steps = [p for p in known if p not in PLAIN and p not in special]
        plain = [self._box(p, noun.__name__) if p in known else None for p in PLAIN]
        name = noun.__name__
        return Row(
            say(plural_label(noun)), plain, [self._box(p, name) for p in steps], [self._box(p, name) for p in special]
        )

    def _of_other(self, name: str, known: tuple[str, ...]) -> Row:
        plain = [self._box(p, name) if p in known else None for p in PLAIN]
        return Row(say(OTHERS.get(name, name)), plain, [self._box(p, name) for p in known if p not in PLAIN], [])

    def _box(self, permission: str, noun: str) -> Box:
        on = (permission, noun) in self.has
        is_open = on or self.viewer.can(permission, noun)
        return Box(f"{noun}.{permission}", say(label_of_step(noun, permission.removeprefix("can_"))), on, is_open)


def _known() -> Iterator[Pair]:
    for noun in nouns():
        yield from ((permission, noun.__name__) for permission in permissions_of(noun))
    for name, permissions in SPECIAL_PERMISSIONS.items():
        yield from ((permission, name) for permission in permissions)


def _ticked() -> set[Pair]:
    said = (name.removeprefix("p.").partition(".") for name in request.form if name.startswith("p."))
    return {(permission, noun) for noun, _, permission in said}

"""Data permissions: how far each role sees, as one table; its effect is told before it is saved."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose

from app.core.doorman import may
from app.core.errors import Refused
from app.core.noun import plural_label
from app.core.viewer import WIDTH, Reach
from app.core.words import N_
from app.organization import reaching, role_keeping
from app.organization.data_permission import DataPermission
from app.organization.effect import Sight
from app.organization.role import permissions_of
from app.organization.role_keeping import RoleRow
from views.fab.page import is_part, page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer
from views.role_history import told

Sights = list[Sight]
SAVED, SAME = N_("{n} data permissions saved."), N_("Nothing was changed.")


class DataPermissionsView(BaseView):
    """Who may list data permissions finds them in the menu."""

    route_base = "/data-permission"
    class_permission_name = "DataPermission"
    base_permissions = list(permissions_of(DataPermission))
    menu_path, title, icon = "list/", N_("Data permissions"), "eye"
    default_view = "list"

    @expose("/list/", methods=["GET", "POST"])
    def list(self) -> Any:
        may(session(), "can_list", DataPermission)
        if request.method == "POST":
            return _save()
        return page("roles/data_permissions.html", it=ReachPage(), wrong="")

    @expose("/effect", methods=["POST"])
    def effect(self) -> Any:
        """What would change for whom; nothing is kept."""
        sights: Sights = []
        wrong, many = "", 0
        try:
            sights, many = reaching.effect(session(), wished())
        except Refused as why:
            wrong = reader().language.refusal(why)
        known = {"plural_of": plural_label, "number": reader().language.number, "many": many, "wrong": wrong}
        template = "roles/effect_part.html" if is_part() else "roles/effect.html"
        return page(template, sights=sights, wish=request.form, **known)


def _save() -> Any:
    try:
        changed = reaching.change_reach(session(), wished())
    except Refused as why:
        return page("roles/data_permissions.html", it=ReachPage(), wrong=reader().language.refusal(why)), 422
    flash(say(SAVED, n=changed) if changed else say(SAME), "success")
    return redirect(f"{request.script_root}/data-permission/list/")


def wished() -> reaching.Wish:
    """What the form says of roles and nouns that there are; anything else is not read."""
    nouns, roles = [noun.__name__ for noun in reaching.reached()], role_keeping.roles(session())
    each = ((role.id, noun, request.form.get(f"reach.{role.id}.{noun}", "")) for role in roles for noun in nouns)
    return {(role_id, noun): Reach[said] for role_id, noun, said in each if said in Reach.__members__}


class ReachPage:
    """What the template asks."""

    def __init__(self) -> None:
        self.viewer = viewer()

    reaches = tuple(Reach)
    plural_of = staticmethod(plural_label)

    @property
    def edits(self) -> bool:
        return self.viewer.can("can_edit", "DataPermission")

    @cached_property
    def nouns(self) -> list[Any]:
        return sorted(reaching.reached(), key=lambda noun: say(plural_label(noun)))

    @property
    def roles(self) -> list[RoleRow]:
        return role_keeping.roles(session())

    @cached_property
    def said(self) -> Any:
        return {**reaching.data_permissions(session()), **(wished() if request.method == "POST" else {})}

    def reach(self, role: RoleRow, noun: Any) -> Reach:
        found: Reach = self.said.get((role.id, noun.__name__), Reach.NONE)
        return found

    def is_open(self, reach: Reach, noun: Any) -> bool:
        """Nobody lets others see further than they do."""
        return WIDTH[reach] <= WIDTH[self.viewer.reach_of(noun.__name__)]

    @property
    def following(self) -> list[tuple[str, str]]:
        """By noun, what is seen with it."""
        each = reaching.following().items()
        named = [(noun, sorted(say(plural_label(one)) for one in hanging)) for noun, hanging in each if hanging]
        return [(say(plural_label(noun)), ", ".join(names)) for noun, names in named]

    @property
    def history(self) -> list[Any]:
        changed = role_keeping.changes_of_roles(session(), field="%.reach")
        names = {role.id: say(role.name) if role.is_delivered else role.name for role in self.roles}
        lines = told(changed, session())
        return [
            (at, words, names.get(change.record_id, "")) for (at, words), change in zip(lines, changed, strict=False)
        ]

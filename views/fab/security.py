"""Who may: Flask-AppBuilder's registry and security, with what is slow or loose in them made right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g, has_request_context
from flask import session as cookie
from flask_appbuilder import AppBuilder
from flask_appbuilder.security.sqla.manager import SecurityManager

from app.core.noun import now
from app.core.viewer import as_system
from app.organization import sign_in
from app.organization.employee import Employee
from app.organization.holding import Pair, permitted
from views.fab.login import LoginView
from views.fab.session import session


class Security(SecurityManager):
    """Users are employees, a sign-in can be revoked, and all permissions of a request are one statement."""

    user_model = Employee

    def register_views(self) -> None:
        """Signing in and out; the users', roles' and permissions' pages it brings along are not shown to anybody."""
        self.auth_view = LoginView()
        self.appbuilder.add_view_no_menu(self.auth_view)

    def create_db(self) -> None:
        """Migrations own the schema, `sync-security` the roles; starting up writes nothing."""

    def add_permissions_view(self, base_permissions: Iterable[str], view_menu: str) -> None:
        """Adds what is missing and takes nothing away: a noun's permissions may come from several doors."""
        for permission in base_permissions:
            self.add_permission_view_menu(permission, view_menu)

    def load_user(self, pk: int) -> Employee | None:
        """The employee of this browser's sign-in, while that holds: one statement for all that every page asks."""
        token = cookie.get("token", "")
        found = sign_in.signed_in(session(), token, at=now()) if token else None
        if found is None:
            return None
        g.entrance = found
        return found.employee

    def update_user(self, user: Any, commit: bool = True) -> Any:
        """Counting sign-ins is the system's work: nobody is looking yet."""
        with as_system(session()):
            return super().update_user(user, commit)

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: list[int]) -> bool:
        """Asked for each button and menu entry; answered from what the request read once."""
        return (permission_name, view_name) in granted(tuple(sorted(role_ids)))


def granted(role_ids: tuple[int, ...]) -> frozenset[Pair]:
    """What roles grant, read once a request."""
    known: dict[tuple[int, ...], frozenset[Pair]] = g.setdefault("granted", {}) if has_request_context() else {}
    if role_ids not in known:
        known[role_ids] = frozenset(permitted(session(), role_ids))
    return known[role_ids]


class Registry(AppBuilder):
    """Flask-AppBuilder without the pages it brings along: what is not registered cannot be left open."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()

"""The first page, the bell, and what a browser remembers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from flask_appbuilder import BaseView, expose

from app.core.language import LANGUAGES
from views.fab.login import safe_next
from views.fab.page import page
from views.fab.shell import shell

YEAR = 31_536_000
preferences = Blueprint("preferences", __name__)


class Home(BaseView):
    """Where one comes in: the first screen that one may open."""

    route_base = ""
    base_permissions: list[str] = []

    @expose("/")
    def index(self) -> Any:
        frame = shell()
        entries = [entry for _, group in frame.menu for entry in group] if frame else []
        return redirect(entries[0].href) if entries else page("welcome.html")


@preferences.post("/language")
def language() -> Any:
    """Kept in this browser; before signing in, too."""
    answer = redirect(safe_next())
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie("language", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer

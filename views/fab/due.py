"""A password that somebody else knows: it opens nothing but the page where one chooses one's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

WHILE_DUE = {"myself.password", "LoginView.logout", "preferences.language"}
"""Where one may go while the password is still somebody else's."""


def ask_to_change() -> Any:
    """Whoever was given a password chooses their own before anything else."""
    if not g.employee.must_change_password or request.endpoint in WHILE_DUE:
        return None
    address = url_for("myself.password")
    if "HX-Request" in request.headers:
        return Response("", 204) if _is_there(address) else Response("", 403, {"HX-Redirect": address})
    return redirect(address) if request.endpoint != "graphql" else Response("", 403)


def _is_there(address: str) -> bool:
    """What the page itself asks for, a count in its menu, would load it again and again."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == address

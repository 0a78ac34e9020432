"""What a browser remembers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from app.core.language import LANGUAGES
from views.fab.login import safe_next

YEAR = 31_536_000
preferences = Blueprint("preferences", __name__)


@preferences.post("/language")
def language() -> Any:
    """Kept in this browser; before signing in, too."""
    answer = redirect(safe_next())
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie("language", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer

"""GraphiQL, without the network: for a browser that is signed in. What it shows is decided by what one may ask."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, url_for
from flask_wtf.csrf import generate_csrf

from app.core.viewer import Viewer

# As strict as for every page, but that GraphiQL carries its fonts inside its style sheet.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def explore() -> Any:
    viewer: Viewer | None = current_app.extensions["sqlalchemy"].session().info.get("viewer")
    return redirect("/login/?next=/graphql") if viewer is None else _page(viewer)


def _page(viewer: Viewer) -> Response:
    page = render_template("graphiql.html", language=viewer.language, csrf_token=generate_csrf(), part=_part)
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _part(path: str) -> str:
    return url_for("static", filename=path)

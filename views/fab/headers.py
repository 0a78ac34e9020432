"""What every answer says to the browser beside its content."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SAID = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
HOUR, YEAR = 3600, 31_536_000


def prepare(app: Flask) -> None:
    app.after_request(_say)


def _say(response: Response) -> Response:
    """A page with records is kept nowhere; a file of ours may be kept as long as its address holds."""
    for name, value in SAID.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = (
            f"public, max-age={YEAR}, immutable" if "v" in request.args else f"public, max-age={HOUR}"
        )
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    return response

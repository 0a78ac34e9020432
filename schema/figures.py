"""How the API answers, for who may read the schema: what the engine answered, what it left to Strawberry and why."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, jsonify

from app.core.viewer import Viewer
from schema.engine.compiled.cache import Recent
from schema.published import engine


def figures() -> Response:
    """Of this process, since it began."""
    viewer: Viewer | None = current_app.extensions["sqlalchemy"].session().info.get("viewer")
    if viewer is None or not viewer.can("can_explore", "GraphQL"):
        abort(403)
    return jsonify(told())


def told() -> dict[str, Any]:
    caches: dict[str, Recent[Any]] = {"documents": engine.documents, "plans": engine.plans}
    kept = {name: {"kept": len(each), "hits": each.hits, "misses": each.misses} for name, each in caches.items()}
    return {"answered": dict(engine.counts.most_common()), **kept}

"""The API: types, questions and steps generated from the nouns."""

from __future__ import annotations

from typing import Any

from app.organization import webhook_event


def register(web: Any, db: Any) -> None:
    """The API in its place. It proves itself where requests come from, so the general check lets it pass."""
    from schema.entry import graphql
    from schema.figures import figures
    from schema.rooms import NOUNS
    from schema.short_way import ShortWay

    webhook_event.publish(NOUNS)
    web.add_url_rule("/graphql", "graphql", graphql, methods=["GET", "POST"])
    web.add_url_rule("/graphql/figures", "graphql_figures", figures)
    web.wsgi_app = ShortWay(web)
    if "csrf" in web.extensions:
        web.extensions["csrf"].exempt(graphql)

"""A mistake in a question, in words that the reader's language has."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, Node

from app.core.errors import INVALID, Refused


def mistake(message: str, node: Node | None = None, **values: Any) -> GraphQLError:
    return GraphQLError(message, node, original_error=Refused(INVALID, message, **values))

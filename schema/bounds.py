"""What a key that was given for one purpose may ask; every other key may ask what its holder may."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse
from werkzeug.exceptions import Forbidden

from app.core.words import N_
from app.organization.access_key import CALLS
from schema.engine.limits import TOKENS

BOUNDS: Final = {CALLS: frozenset({"callerLookup", "callLog"})}
"""By the beginning of a key, the fields at the top of a question."""
BEYOND: Final = N_("This key was given for something else.")


def refuse_beyond(key: str, query: str) -> None:
    """Refuses what the key was not given for. A question that cannot be read is answered by whoever reads it next."""
    for beginning, allowed in BOUNDS.items():
        if key.startswith(beginning) and not _asked(query) <= allowed:
            raise Forbidden(BEYOND)


@lru_cache(maxsize=64)
def _asked(query: str) -> frozenset[str]:
    """The fields at the top; what is spread in there counts as something else."""
    try:
        document = parse(query, max_tokens=TOKENS)
    except (GraphQLError, RecursionError):
        return frozenset()
    operations = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    top = (node for each in operations for node in each.selection_set.selections)
    return frozenset(node.name.value if isinstance(node, FieldNode) else "…" for node in top)

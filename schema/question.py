"""What a request asks: a query, its variables and the name of the operation; nothing else is taken for a question."""

from __future__ import annotations

from typing import Any, Final

import orjson
from werkzeug.exceptions import BadRequest

from app.core.words import N_
from schema.bounds import refuse_beyond
from schema.engine.limits import NESTED, NESTED_VALUE, NOT_KEPT

Question = tuple[str, dict[str, Any], str | None]
JSON: Final = "application/json"
LARGEST: Final = 64 * 1024
MOST_OBJECTS: Final = 250
"""More than the most conditions of a filter are made of; each is compared with all that its type could have."""
TOO_MANY_OBJECTS: Final = N_("These variables hold too many objects. Ask in parts.")
NOT_JSON: Final = N_("Send a JSON object with the text of a query, and an object of variables if it has any.")


def read(body: bytes, key: str) -> Question:
    """The question in the body of a request that brought this key, if it brought one."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(NOT_JSON) from None
    query, variables, name = map(said.get, ("query", "variables", "operationName")) if isinstance(said, dict) else _NONE
    if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise BadRequest(NOT_JSON)
    if _objects(variables or {}, 0) > MOST_OBJECTS:
        raise BadRequest(TOO_MANY_OBJECTS)
    refuse_beyond(key, query)
    return query, variables or {}, name or None


_NONE: Final = (None, None, None)


def _objects(value: Any, depth: int) -> int:
    """How many are in there; what no database can keep is refused."""
    if depth > NESTED:
        raise BadRequest(NESTED_VALUE)
    if isinstance(value, str) and "\0" in value:
        raise BadRequest(NOT_KEPT)
    if isinstance(value, dict):
        return 1 + sum(_objects(each, depth + 1) for each in value.values())
    return sum(_objects(each, depth + 1) for each in value) if isinstance(value, list) else 0

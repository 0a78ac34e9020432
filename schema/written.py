"""An answer as it is sent."""

from __future__ import annotations

from typing import Any, Final

import orjson

from app.core.words import N_
from schema.engine.context import Context
from schema.engine.refusal import mistake
from schema.errors import told

LARGEST_ANSWER: Final = 8 * 1024 * 1024
CONTENT: Final = "application/json; charset=utf-8"
TOO_LARGE: Final = N_("This answer is too large. Ask for fewer records, or for fewer fields.")


def told_in(data: Any, errors: Any, context: Context) -> dict[str, Any]:
    """What was found and what was wrong."""
    answer: dict[str, Any] = {}
    if errors:
        answer["errors"] = [told(error, context) for error in errors]
    if data is not None or not errors:
        answer["data"] = data
    return answer


def written(answer: dict[str, Any], context: Context) -> bytes:
    """As bytes, if they are not too many."""
    whole = orjson.dumps(answer)
    if len(whole) <= LARGEST_ANSWER:
        return whole
    return orjson.dumps({"errors": [told(mistake(TOO_LARGE), context)]})

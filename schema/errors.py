"""What went wrong, for the one who asked: refusals in the reader's words, mistakes in the question as they are, and of
anything else only a number that the log knows."""

from __future__ import annotations

import logging
import re
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from app.core.errors import INVALID, Refused
from app.core.patience import is_over
from app.core.words import N_
from schema.engine.context import Context
from schema.engine.limits import may_explore

log = logging.getLogger(__name__)

INTERNAL = "INTERNAL"
TOO_SLOW = N_("This question takes too long. Ask for less, or filter by something else.")
SORRY = N_("Something went wrong here. It is noted under the number {number}.")

_SUGGESTION = re.compile(r" Did you mean .*?\?$", re.DOTALL)


def told(error: GraphQLError, context: Context) -> dict[str, Any]:
    """One error of an answer."""
    code, message = _code_and_message(error, context)
    answer: dict[str, Any] = {"message": message, "extensions": {"code": code, "requestId": context.request_id}}
    if error.locations:
        answer["locations"] = [{"line": where.line, "column": where.column} for where in error.locations]
    if error.path:
        answer["path"] = error.path
    return answer


def _code_and_message(error: GraphQLError, context: Context) -> tuple[str, str]:
    cause = _cause(error)
    if isinstance(cause, Refused):
        return cause.code, context.language.refusal(cause)
    if isinstance(cause, GraphQLError | StrawberryInputCoercionError):
        return INVALID, error.message if may_explore(context) else _SUGGESTION.sub("", error.message)
    if is_over(cause):
        return INVALID, context.language.say(TOO_SLOW)
    log.error("request %s failed", context.request_id, exc_info=cause)
    return INTERNAL, context.language.say(SORRY, number=context.request_id)


def _cause(error: GraphQLError) -> BaseException:
    """What was raised in the end, under the wrappings."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause

"""The way in: a POST of JSON is answered; a browser that comes by GET finds GraphiQL."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, current_app, request
from strawberry.exceptions import MissingQueryError
from strawberry.extensions.parser_cache import DEFAULT_MAXSIZE
from strawberry.schema.exceptions import CannotGetOperationTypeError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from app.core.errors import FORBIDDEN, INVALID
from app.core.language import language
from app.core.patience import be_patient
from app.core.viewer import Viewer
from app.core.words import N_
from schema.engine.bill import Bill
from schema.engine.compiled.cache import Recent
from schema.engine.context import Context
from schema.engine.limits import NESTED_VALUE
from schema.explorer import explore
from schema.guest import admit, carried
from schema.keys import keys
from schema.metering import RATE_LIMITED, Hasty, refuse_hasty, settle
from schema.published import engine, schema
from schema.question import JSON, LARGEST, NOT_JSON, Question, read
from schema.written import CONTENT, told_in, written

SECONDS = 10
UNAUTHENTICATED = "UNAUTHENTICATED"
CODES = {401: UNAUTHENTICATED, 403: FORBIDDEN, 429: RATE_LIMITED}
ASKED: Final = "trato.asked"
"""In the environment of a request, what it cost so far, where the engine was asked and left it to Strawberry."""
seen: Recent[str] = Recent(DEFAULT_MAXSIZE)
"""What Strawberry has read of late, and keeps read."""

NO_SUCH_OPERATION = N_("There is no operation of this name, or several and no name.")


def answer() -> Response:
    """The answer to a question: by the engine where it can and was not asked yet, else by Strawberry."""
    request.max_content_length = LARGEST
    bill = request.environ.get(ASKED) or Bill()
    context = Context(current_app.extensions["sqlalchemy"].session(), bill=bill)
    try:
        _let_in(context)
        answered = _answered if _is_for_engine() else _executed
        return _said(answered(context, *_question()), context)
    except HTTPException as why:
        return _turned_away(why, context)
    finally:
        settle(bill, _most())


def _let_in(context: Context) -> None:
    """Whoever is known by their key and must wait is sent away before anything is read."""
    context.known = keys.holder(carried())
    if context.known is not None:
        refuse_hasty(context.bill, carried(), context.known, _most())
    admit(context.session)
    context.known = None
    refuse_hasty(context.bill, carried(), context.viewer, _most())


def _most() -> int:
    most: int = current_app.extensions["settings"].api_rate
    return most


def _is_for_engine() -> bool:
    return bool(current_app.extensions["settings"].api_engine) and ASKED not in request.environ


def _question() -> Question:
    if request.mimetype != JSON:
        raise UnsupportedMediaType(NOT_JSON)
    return read(request.get_data(), carried())


def _answered(context: Context, query: str, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
    be_patient(context.session, SECONDS)
    found = engine.answer(context.session, query, variables, name, context.bill)
    return told_in(found.data, found.errors, context) if found else _executed(context, query, variables, name)


def _executed(context: Context, query: str, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
    seen.get(query, lambda: context.bill.made(query))
    try:
        be_patient(context.session, SECONDS)
        result = schema.execute_sync(query, variables, context, operation_name=name)
    except (MissingQueryError, CannotGetOperationTypeError):
        raise BadRequest(NO_SUCH_OPERATION) from None
    except RecursionError:
        raise BadRequest(NESTED_VALUE) from None
    return told_in(result.data, result.errors, context)


def _turned_away(why: HTTPException, context: Context) -> Response:
    viewer: Viewer | None = context.known or context.session.info.get("viewer")
    message, values = why.description or NOT_JSON, why.values if isinstance(why, Hasty) else {}
    words = language(viewer.language if viewer else None).say(message, **values)
    extensions = {"code": CODES.get(why.code or 400, INVALID), "requestId": context.request_id}
    response = _said({"errors": [{"message": words, "extensions": extensions}]}, context, why.code or 400)
    if isinstance(why, Hasty):
        response.headers["Retry-After"] = str(why.retry_after)
    return response


def _said(body: dict[str, Any], context: Context, status: int = 200) -> Response:
    response = Response(written(body, context), status, content_type=CONTENT)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-Id"] = context.request_id
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def graphql() -> Any:
    """One address for both."""
    return answer() if request.method == "POST" else explore()

"""The way in: a POST of JSON is answered; a browser that comes by GET finds GraphiQL."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, current_app, request
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from app.core.database import reading
from app.core.errors import FORBIDDEN, INVALID
from app.core.language import language
from app.core.patience import be_patient, hurry
from app.core.viewer import Viewer
from app.core.words import N_
from schema.bounds import refuse_beyond
from schema.engine.context import Context
from schema.engine.limits import NESTED, NESTED_VALUE, NOT_KEPT
from schema.engine.refusal import mistake
from schema.errors import told
from schema.explorer import explore
from schema.guest import admit, carried, known
from schema.published import engine, schema

LARGEST, LARGEST_ANSWER = 64 * 1024, 8 * 1024 * 1024
SECONDS = 10
UNAUTHENTICATED = "UNAUTHENTICATED"
CODES = {401: UNAUTHENTICATED, 403: FORBIDDEN}

NOT_JSON = N_("Send a JSON object with the text of a query, and an object of variables if it has any.")
TOO_LARGE = N_("This answer is too large. Ask for fewer records, or for fewer fields.")
NO_SUCH_OPERATION = N_("There is no operation of this name, or several and no name.")


def answer() -> Response:
    """The answer to a question: at once, if it is only to be read by somebody who is known."""
    request.max_content_length = LARGEST
    is_on = current_app.extensions["settings"].api_engine
    viewer = known() if is_on else None
    at_once = _at_once(viewer) if viewer is not None else None
    return at_once or _in_session(is_compiled=is_on and viewer is None)


def _at_once(viewer: Viewer) -> Response | None:
    """Without a session, a transaction or a look at the key; whatever is wrong is told the other way."""
    db = current_app.extensions["sqlalchemy"]
    try:
        question = _question()
    except HTTPException:
        return None
    with reading(db.engine, SECONDS).connect() as connection:
        hurry(connection, SECONDS)
        found = engine.answer_on(connection, viewer, *question)
    context = Context(db.session, known=viewer)
    return _said(_told(found.data, found.errors, context), context) if found else None


def _in_session(*, is_compiled: bool) -> Response:
    """By the engine where it can and was not asked yet, else by Strawberry: the answer is the same."""
    context = Context(current_app.extensions["sqlalchemy"].session())
    try:
        admit(context.session)
        answered = _answered if is_compiled else _executed
        return _said(answered(context, *_question()), context)
    except HTTPException as why:
        return _turned_away(why, context)


def _question() -> tuple[str, dict[str, Any], str | None]:
    """The query, its variables and the name of the operation; nothing else is taken for a question."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(NOT_JSON)
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise BadRequest(NOT_JSON) from None
    said = [body.get(key) for key in ("query", "variables", "operationName")] if isinstance(body, dict) else [None] * 3
    query, variables, name = said
    if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise BadRequest(NOT_JSON)
    _refuse_unkeepable(variables or {}, 0)
    refuse_beyond(carried(), query)
    return query, variables or {}, name or None


def _refuse_unkeepable(value: Any, depth: int) -> None:
    if depth > NESTED:
        raise BadRequest(NESTED_VALUE)
    if isinstance(value, str) and "\0" in value:
        raise BadRequest(NOT_KEPT)
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in below:
        _refuse_unkeepable(each, depth + 1)


def _answered(context: Context, query: str, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
    be_patient(context.session, SECONDS)
    found = engine.answer(context.session, query, variables, name)
    return _told(found.data, found.errors, context) if found else _executed(context, query, variables, name)


def _told(data: Any, errors: Any, context: Context) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if errors:
        answer["errors"] = [told(error, context) for error in errors]
    if data is not None or not errors:
        answer["data"] = data
    return answer


def _executed(context: Context, query: str, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
    try:
        be_patient(context.session, SECONDS)
        result = schema.execute_sync(query, variables, context, operation_name=name)
    except (MissingQueryError, CannotGetOperationTypeError):
        raise BadRequest(NO_SUCH_OPERATION) from None
    except RecursionError:
        raise BadRequest(NESTED_VALUE) from None
    return _told(result.data, result.errors, context)


def _turned_away(why: HTTPException, context: Context) -> Response:
    viewer: Viewer | None = context.session.info.get("viewer")
    message = language(viewer.language if viewer else None).say(why.description or "")
    extensions = {"code": CODES.get(why.code or 400, INVALID), "requestId": context.request_id}
    return _said({"errors": [{"message": message, "extensions": extensions}]}, context, why.code or 400)


def _said(body: dict[str, Any], context: Context, status: int = 200) -> Response:
    response = Response(_written(body, context), status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-Id"] = context.request_id
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _written(body: dict[str, Any], context: Context) -> bytes:
    written = orjson.dumps(body)
    if len(written) <= LARGEST_ANSWER:
        return written
    return orjson.dumps({"errors": [told(mistake(TOO_LARGE), context)]})


def graphql() -> Any:
    """One address for both."""
    return answer() if request.method == "POST" else explore()

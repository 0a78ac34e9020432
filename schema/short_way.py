"""The short way in: who carries a key that was good a moment ago, and asks what the engine knows, is answered before
the application wakes. Whatever is not as plain goes the long way, which answers the same and tells what is wrong.

What the long way asks before it lets anybody in, it has asked for this key within seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from io import BytesIO
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from app.core.alone import Connect, alone
from app.core.viewer import Viewer
from schema import entry
from schema.engine.bill import Bill
from schema.engine.context import Context
from schema.guest import key_in
from schema.keys import keys
from schema.metering import refuse_hasty, settle
from schema.published import engine
from schema.question import JSON, LARGEST, Question, read
from schema.written import CONTENT, told_in, written

log = logging.getLogger(__name__)
PATH: Final = "/graphql"
Environ = dict[str, Any]
Headers = list[tuple[str, str]]


class ShortWay:
    """Stands before an application: a session, a transaction and a look at the key are what it saves."""

    def __init__(self, web: Flask) -> None:
        self.web, self.further = web, web.wsgi_app
        self.headers: dict[str, Headers] = {}

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        is_asked = environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST"
        answer = self._answer(environ) if is_asked else None
        if answer is None:
            return self.further(environ, start)
        body, number = answer
        start("200 OK", [*self._always(environ), ("Content-Length", str(len(body))), ("X-Request-Id", number)])
        return [body]

    def _answer(self, environ: Environ) -> tuple[bytes, str] | None:
        key = key_in(environ.get("HTTP_AUTHORIZATION", ""))
        viewer = keys.holder(key) if key and _is_plain(environ) else None
        if viewer is None or not self.web.extensions["settings"].api_engine:
            return None
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        try:
            return self._told(environ, viewer, read(body, key))
        except HTTPException:
            return None
        except Exception:
            log.exception("the short way failed; the long way answers")
            return None

    def _told(self, environ: Environ, viewer: Viewer, question: Question) -> tuple[bytes, str] | None:
        db, most, bill = self.web.extensions["sqlalchemy"], self.web.extensions["settings"].api_rate, Bill()
        refuse_hasty(bill, key_in(environ["HTTP_AUTHORIZATION"]), viewer, most)
        found = engine.answer_on(self.database.dialect, self.connect, viewer, *question, bill)
        if found is None:
            environ[entry.ASKED] = bill
            return None
        settle(bill, most)
        context = Context(db.session, known=viewer)
        return written(told_in(found.data, found.errors, context), context), context.request_id

    @cached_property
    def database(self) -> sa.Engine:
        with self.web.app_context():
            database: sa.Engine = self.web.extensions["sqlalchemy"].engine
            return database

    @cached_property
    def connect(self) -> Connect:
        return alone(self.database, entry.SECONDS)

    def _always(self, environ: Environ) -> Headers:
        """What the application says with every answer: asked of it once for each scheme that it is reached by."""
        scheme = environ["wsgi.url_scheme"]
        if scheme not in self.headers:
            with self.web.request_context(environ):
                said = self.web.process_response(Response(content_type=CONTENT, headers={"Cache-Control": "no-store"}))
            self.headers[scheme] = [(name, value) for name, value in said.headers if name != "Content-Length"]
        return self.headers[scheme]


def _is_plain(environ: Environ) -> bool:
    kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH", "")
    return kind.partition(";")[0].strip().lower() == JSON and length.isdecimal() and int(length) <= LARGEST

"""Files that come with a form: read once, up to the largest that a record takes, and handed on as what was sent."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from app.core.files.content import LARGEST
from app.core.files.upload import Upload


def with_files() -> MultiDict[str, Any]:
    """What was typed and what was sent, under the names of their fields."""
    posted: MultiDict[str, Any] = MultiDict(request.form)
    for name, sent in request.files.items(multi=True):
        if sent.filename:
            posted.add(name, upload(sent))
    return posted


def upload(sent: FileStorage) -> Upload:
    """One byte more than the largest is enough to know that it is too large."""
    return Upload(sent.filename or "", sent.stream.read(LARGEST + 1))

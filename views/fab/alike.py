"""Whether there is one already with the same telephone, e-mail or name: told while one types, and never in the way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import jsonify
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core.phone import SUFFIX, e164
from app.core.search import found_by
from app.core.shape import Field, field
from app.core.viewer import Viewer
from views.fab.address import address_of
from views.fab.reader import name_of
from views.fab.session import session
from views.fab.viewer import viewer

MOST, LONGEST = 3, 200


def told(noun: type[Any], compared: tuple[str, ...], args: MultiDict[str, str]) -> Response:
    """Those that the reader sees, by name and address."""
    f, value = field(noun, args.get("field", "")), args.get("value", "").replace("\x00", "")[:LONGEST].strip()
    if f is None or f.name not in compared or len(value) < MOST:
        return jsonify(found=[])
    this = args.get("id", "")
    rows = sa.select(noun).where(_same(noun, f, value), noun.id != (int(this) if this.isdecimal() else 0))
    return jsonify(found=[_said(each, viewer()) for each in session().scalars(rows.order_by(noun.id).limit(MOST))])


def _said(record: Any, looking: Viewer) -> dict[str, str]:
    number = getattr(record, "number", "")
    return {"name": f"{number} {name_of(record)}".strip(), "href": address_of(record, looking)}


def _same(noun: type[Any], f: Field, value: str) -> sa.ColumnElement[bool]:
    """By the number as it is called, the e-mail whatever its case, and a name by its words."""
    if f.kind == "phone":
        normal = e164(value)
        return getattr(noun, f.name + SUFFIX) == normal if normal else sa.false()
    found = found_by(noun, value, session().get_bind().dialect.name)
    if found is None:
        return sa.false()
    return found if f.kind == "line" else sa.and_(found, sa.func.lower(f.attribute) == value.lower())

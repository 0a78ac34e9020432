"""What the database refuses, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import DUPLICATE, INVALID, REFUSED, Refused
from app.core.noun import Model, nouns, table_of
from app.core.shape import Field, fields
from app.core.words import N_

_SQLITE = re.compile(r"(UNIQUE|NOT NULL) constraint failed: (?:.*, )?(\w+)\.(\w+)")


def refusal(failure: IntegrityError) -> Refused:
    """The constraint that was met, as a refusal beside its field; never the statement or its values."""
    rule, table, column = _constraint(failure)
    name = _field_name(table, column)
    if rule == "unique":
        return Refused(DUPLICATE, "There is one with this {field} already.", name, field_name=name)
    if rule == "null":
        return Refused(INVALID, "This is needed.", name)
    return Refused(REFUSED, "Other records hang on it, or what it hangs on is gone.")


def _constraint(failure: IntegrityError) -> tuple[str, str, str]:
    diagnosis = getattr(failure.orig, "diag", None)
    if diagnosis is not None:
        return _of_postgresql(diagnosis)
    match = _SQLITE.search(str(failure.orig))
    if match is None:
        return "other", "", ""
    return ("unique" if match[1] == "UNIQUE" else "null"), match[2], match[3]


def _of_postgresql(diagnosis: Any) -> tuple[str, str, str]:
    table, name = diagnosis.table_name or "", diagnosis.constraint_name or ""
    if diagnosis.sqlstate == "23505":
        return "unique", table, _last_column(table, name)
    if diagnosis.sqlstate == "23502":
        return "null", table, diagnosis.column_name or ""
    return "other", table, ""


def _last_column(table: str, name: str) -> str:
    """Of several columns that are unique together, the last one is what people chose last."""
    indexes = Model.metadata.tables[table].indexes if table in Model.metadata.tables else ()
    found = next((list(each.columns) for each in indexes if each.name == name), [])
    return found[-1].name if found else re.sub(rf"^(uq|ix)_{table}_", "", name)


def _field_name(table: str, column: str) -> str:
    known = (f for noun in nouns() if table_of(noun).name == table for f in fields(noun))
    return next((f.name for f in known if getattr(f.column, "name", "") == column), column)


def refuse_dependants(session: Session, record: Any) -> None:
    """Deletion is for what nothing hangs on: names what does, whether the reader may see it or not."""
    for f in _links_to(type(record)):
        count = sa.select(sa.func.count()).select_from(f.noun).where(f.key_attribute == record.id)
        if n := session.execute(count, execution_options={"unscoped": True}).scalar_one():
            message = N_("It cannot be deleted: it is the {relation} of other records ({nouns}: {n}).")
            raise Refused(REFUSED, message, relation_name=f.name, nouns=f.noun, n=n)


def _links_to(noun: type[Any]) -> Iterator[Field]:
    goes_along = {next(iter(link.remote_side)) for link in sa.inspect(noun).relationships if "delete" in link.cascade}
    for other in nouns():
        yield from (f for f in fields(other) if f.target is noun and f.column not in goes_along)

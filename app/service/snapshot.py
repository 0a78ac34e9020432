"""A request as it was when it was archived: a copy that nothing changes any more."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from app.core.noun import Declared
from app.core.shape import fields

if TYPE_CHECKING:
    from app.service.request import ServiceRequest

LISTS = ("dispatches", "resolutions", "feedback")
LEFT_OUT = {"snapshot", "is_overdue"}


def frozen(request: ServiceRequest, **told: Any) -> dict[str, Any]:
    """All of it and of the facts that hang on it; `told` is what this step makes of it."""
    whole = {name: _plain(value) for name, value in {**_values(request), **told}.items()}
    facts = {name: [_values_plain(fact) for fact in getattr(request, name)] for name in LISTS}
    return {**whole, **facts}


def _values(record: Any) -> dict[str, Any]:
    known = (f for f in fields(type(record)) if not (f.internal or f.name in LEFT_OUT))
    return {f.name: getattr(record, f.name) for f in known}


def _values_plain(fact: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in _values(fact).items() if name != "request"}


def _plain(value: Any) -> Any:
    """As JSON keeps it: a record by its key and its name at that time."""
    if isinstance(value, Declared):
        return {"id": value.id, "name": str(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

"""What is read along with records, and what stays where it is until it is asked for."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import defer, joinedload, load_only

from app.core.noun import Declared
from app.core.remembered import remembered
from app.core.shape import Field, fields
from views.fab.paging import HEAVY


@lru_cache(maxsize=512)
def loading(noun: Any, names: tuple[str, ...]) -> list[Any]:
    """Put together once for the same columns."""
    shown = (f for f in fields(noun) if f.name in names and f.target is not None)
    return [*(joinedload(f.attribute).options(*_light(f.target, ())) for f in shown), *_light(noun, names)]


@remembered
def relations(noun: Any) -> tuple[Any, ...]:
    """What a form of the noun names, loaded with its record."""
    return tuple(joinedload(f.attribute).options(*_light(f.target, ())) for f in fields(noun) if f.target is not None)


def _light(noun: Any, names: Collection[str]) -> list[Any]:
    """These fields and what names the record; of a noun that is named in its own way, all that is not heavy."""
    wanted = {noun.named_by, *noun.names.values(), *names}
    if noun.__str__ is Declared.__str__:
        return [load_only(*(f.key_attribute for f in fields(noun) if f.name in wanted))]
    return [defer(f.attribute) for f in fields(noun) if _is_heavy(f) and f.name not in wanted]


def _is_heavy(f: Field) -> bool:
    return f.computed or f.kind in HEAVY

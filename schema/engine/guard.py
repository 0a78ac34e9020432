"""Fields that not everybody may see: null, and one error for all the places where one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strawberry import Info
from strawberry.extensions import FieldExtension

from app.core.errors import FORBIDDEN, Refused
from app.core.shape import Field
from app.core.words import N_, words
from schema.engine.context import Context, context_of


class Guarded(FieldExtension):
    """Stands before a field that needs a permission on a noun."""

    def __init__(self, permission: str, noun: str, name: str) -> None:
        self.permission, self.noun, self.name = permission, noun, name

    def resolve(self, next_: Callable[..., Any], source: Any, info: Info, **more: Any) -> Any:
        is_seen = _is_seen(context_of(info), self.permission, self.noun, self.name)
        return next_(source, info, **more) if is_seen else None


def guards(f: Field) -> list[FieldExtension]:
    """What stands before the field of a noun."""
    return [Guarded(f.guard, f.noun.__name__, f.name)] if f.guard else []


def may_see(context: Context, f: Field) -> bool:
    """Whether the viewer sees the field; refused in words the first time that a request asks."""
    return not f.guard or _is_seen(context, f.guard, f.noun.__name__, f.name)


def _is_seen(context: Context, permission: str, noun: str, name: str) -> bool:
    if context.viewer.can(permission, noun):
        return True
    _refuse_once(context, unseen(name), noun, name)
    return False


def unseen(name: str) -> Refused:
    """Why a field is not told."""
    return Refused(FORBIDDEN, N_("You may not see {field}."), name, field_name=name)


def unread(permission: str, noun: type[Any]) -> Refused:
    """Why no records of the noun are told."""
    step = words(permission.removeprefix("can_"))
    return Refused(FORBIDDEN, N_("You may not do that: {step}, {noun}."), step=step, noun=noun)


def may_read(context: Context, permission: str, noun: type[Any]) -> bool:
    """Whether the viewer may read records of the noun at all."""
    if context.viewer.can(permission, noun.__name__):
        return True
    _refuse_once(context, unread(permission, noun), noun.__name__, permission)
    return False


def _refuse_once(context: Context, why: Refused, *about: str) -> None:
    if about not in context.refused:
        context.refused.add(about)
        raise why

"""Fields that not everybody may see: null, and one error for all the places where one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strawberry import Info
from strawberry.extensions import FieldExtension

from app.core.errors import FORBIDDEN, Refused
from app.core.shape import Field
from app.core.words import N_
from schema.engine.context import Context, context_of


class Guarded(FieldExtension):
    """Stands before a guarded field."""

    def __init__(self, f: Field) -> None:
        self.field = f

    def resolve(self, next_: Callable[..., Any], source: Any, info: Info, **more: Any) -> Any:
        return next_(source, info, **more) if may_see(context_of(info), self.field) else None


def may_see(context: Context, f: Field) -> bool:
    """Whether the viewer sees the field; refused in words the first time that a request asks."""
    if not f.guard or context.viewer.can(f.guard, f.noun.__name__):
        return True
    _refuse_once(context, Refused(FORBIDDEN, N_("You may not see {field}."), f.name, field_name=f.name), f.noun)
    return False


def may_read(context: Context, permission: str, noun: type[Any]) -> bool:
    """Whether the viewer may read records of the noun at all."""
    if context.viewer.can(permission, noun.__name__):
        return True
    step = permission.removeprefix("can_")
    message = N_("You may not do that: {step}, {noun}.")
    _refuse_once(context, Refused(FORBIDDEN, message, step_name=step, noun=noun), noun)
    return False


def _refuse_once(context: Context, why: Refused, noun: type[Any]) -> None:
    about = (noun.__name__, why.field or why.values["step_name"])
    if about not in context.refused:
        context.refused.add(about)
        raise why

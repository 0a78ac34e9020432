"""Verb: a step of a workflow, declared once as a typed method."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, wraps
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sqlalchemy import inspect as state_of
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import flag_modified

from app.core.errors import REFUSED, Refused
from app.core.events import happened
from app.core.kinds import KINDS
from app.core.words import N_, label, words

F = TypeVar("F", bound=Callable[..., StrEnum | None])
TAKEN = {"id", "root", "info", "input", "version", "by"}
EMPTY = inspect.Parameter.empty


@dataclass(frozen=True)
class Topic:
    """Marks an argument that means only records of one topic: `Annotated[DictionaryEntry, Topic("unit")]`."""

    name: str


@dataclass(frozen=True)
class Argument:
    """One thing that a verb asks for."""

    name: str
    type: Any
    kind: str
    length: int | None
    digits: int | None
    optional: bool
    default: Any
    topic: str = ""

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def required(self) -> bool:
        return self.default is EMPTY


@dataclass(frozen=True)
class Verb:
    """What the doors need to know of a step."""

    method: Callable[..., StrEnum | None]
    when: tuple[StrEnum, ...]
    becomes: StrEnum | None
    begins: bool
    is_remark: bool = False
    """Whether it only says something of the record and leaves the row as it is: nobody's edit is disturbed by it."""
    provided: Callable[[Any], bool] | None = None
    called: str = ""
    """What its button says, where its name in words means something else, too."""
    deprecated: str = ""
    """What programs use instead before it goes; empty while it stays."""

    @property
    def name(self) -> str:
        return self.method.__name__

    @property
    def label(self) -> str:
        return self.called or label(self.name)

    @property
    def help(self) -> str:
        return " ".join(inspect.cleandoc(self.method.__doc__ or "").split())

    @property
    def permission(self) -> str:
        return f"can_{self.name}"

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """Resolved on first use, when every room is imported."""
        hints = get_type_hints(self.method, include_extras=True)
        asked = list(inspect.signature(self.method).parameters.values())[1:]
        return tuple(argument(p.name, hints[p.name], p.default) for p in asked if p.name != "by")

    def fits(self, record: Any) -> bool:
        """Whether it is the moment."""
        if self.provided and not self.provided(record):
            return False
        return not self.when or record.status in self.when


def argument(name: str, hint: Any, default: Any = EMPTY) -> Argument:
    """What a parameter of this name and type asks a person for."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    [kind_hint] = [member for member in members if member is not NoneType]
    plain, column = _taken_apart(kind_hint)
    kind = str(column.info["kind"]) if column is not None else kind_of(plain)
    length, digits = (
        (getattr(column.type, "length", None), getattr(column.type, "scale", None))
        if column is not None
        else (None, None)
    )
    if kind == "line" and column is None:
        kind = "text"
    topic = next((each.name for each in getattr(kind_hint, "__metadata__", ()) if isinstance(each, Topic)), "")
    return Argument(name, plain, kind, length, digits, NoneType in members, default, topic)


def _taken_apart(hint: Any) -> tuple[Any, Any]:
    """The plain type and the column of an `Annotated` kind."""
    annotations = getattr(hint, "__metadata__", ())
    return (hint.__origin__, getattr(annotations[0], "column", None)) if annotations else (hint, None)


def kind_of(plain: Any) -> str:
    """The kind of a Python type that is not one of ours."""
    from app.core.noun import Declared

    if isinstance(plain, type) and issubclass(plain, Declared):
        return "noun"
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return "choice"
    return next(kind for known, kind in KINDS if issubclass(plain, known))


def verb(
    *,
    when: StrEnum | Sequence[StrEnum] = (),
    becomes: StrEnum | None = None,
    begins: bool = False,
    is_remark: bool = False,
    provided: Callable[[Any], bool] | None = None,
    called: str = "",
    deprecated: str = "",
) -> Callable[[F], F]:
    """Declare a method a step: allowed `when`, after which the record `becomes` (or what the method returns).

    `begins` marks the one that starts a record's life, `provided` says of a record without a status whether it is the
    moment, `called` what its button says, `deprecated` what programs use instead before it goes. The method gets what
    it needs as keyword arguments, and `by`.
    """
    moments = (when,) if isinstance(when, StrEnum) else tuple(when)

    def declare(method: F) -> F:
        step = Verb(method, moments, becomes, begins, is_remark, provided, called, deprecated)
        if taken := TAKEN.intersection(inspect.signature(method).parameters) - {"by"}:
            raise TypeError(f"{method.__qualname__}: the doors use the name {taken.pop()} themselves")

        @wraps(method)
        def perform(self: Any, *, by: Any, **given: Any) -> StrEnum | None:
            if not step.fits(self):
                raise not_now(self, moments)
            outcome = method(self, by=by, **given) or becomes
            if outcome is not None:
                self.status = outcome
            touch(self, step)
            _tell(self, step, by, given)
            return outcome

        perform.__verb__ = step  # type: ignore[attr-defined]
        return cast("F", perform)

    return declare


def label_of_step(noun: str, step: str) -> str:
    """What a step of the noun of this name is called; whatever else may be done, its name in words."""
    from app.core.noun import noun_named

    known = noun_named(noun)
    declared = known.verbs.get(step) if known is not None else None
    return declared.label if declared is not None else label(step)


def verb_of(member: object) -> Verb | None:
    return getattr(member, "__verb__", None)


def touch(record: Any, step: Verb) -> None:
    """A step writes the row, so that its version is compared even when no value changed; a remark does not."""
    if state_of(record).persistent and hasattr(record, "changed_at") and not step.is_remark:
        flag_modified(record, "changed_at")


def not_now(record: Any, moments: tuple[StrEnum, ...]) -> Refused:
    """That it is not the moment, and which one it would be."""
    if not moments:
        return Refused(REFUSED, "This {noun} is not in need of that step now.", noun=type(record))
    message = N_("This {noun} is {status}; that needs it to be {moments}.")
    return Refused(REFUSED, message, noun=type(record), status=record.status, moments=moments)


def _tell(record: Any, step: Verb, by: Any, given: dict[str, Any]) -> None:
    action = f"{words(type(record).__name__, '_')}.{step.name}"
    unseen = {a.name for a in step.arguments if a.kind == "secret"}
    details = {k: _said(value) for k, value in given.items() if value not in (None, "") and k not in unseen}
    record.tell(action, record, by=by, details=details)
    happened(action, record, session=object_session(record))


def _said(value: Any) -> str:
    return value.name if isinstance(value, StrEnum) else str(value)

"""Writing: create, update, delete, and one mutation a verb. What is refused is told in the payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import UNSET, Info

from app.core import doorman
from app.core.errors import Refused
from app.core.noun import Noun
from app.core.shape import Field
from app.core.verb import Argument, Verb
from app.core.words import camel
from schema.engine.context import Context, context_of
from schema.engine.guard import may_read
from schema.engine.home import ARGUMENTS, NEEDED, Home
from schema.engine.naming import described, one, told_of
from schema.engine.read import record
from schema.engine.types import UserError
from schema.engine.writer import Asked, Writer


@dataclass
class Payload:
    """What became of a wish: the id of the record, or why not."""

    id: int | None
    user_errors: list[UserError]


def build_payload(home: Home, noun: type[Any]) -> None:
    """`XPayload`"""

    def told(root: Payload, info: Info) -> Any:
        if root.id is None or not may_read(context_of(info), "can_show", noun):
            return None
        return record(home, info, noun, root.id)

    name = noun.__name__
    members = {
        one(noun): home.resolver(
            one(noun),
            told,
            f"{name} | None",
            {},
            "The record as it is now; null if refused, gone or no longer the reader's.",
        ),
        "user_errors": strawberry.field(description="Why it was not done; empty when it was."),
    }
    home.made(f"{name}Payload", members, {"user_errors": "list[UserError]"}, "The record, or why not.")


def mutations(home: Home, noun: type[Any], *, written: bool | Writer) -> dict[str, Any]:
    """`xCreate` or the verb that begins, `xUpdate`, `xDelete`, and the verbs."""
    steps = {verb.name: _step(home, noun, verb) for verb in noun.verbs.values() if not verb.begins}
    if written:
        steps = _written(home, noun, written if isinstance(written, Writer) else Writer()) | steps
    return {f"{one(noun)}_{name}": field for name, field in steps.items()}


def _written(home: Home, noun: type[Any], writer: Writer) -> dict[str, Any]:
    changing = _change(home, noun, writer)
    return {"update": changing["update"]} if noun.alone else _begin(home, noun, writer) | changing


def _begin(home: Home, noun: type[Any], writer: Writer) -> dict[str, Any]:
    """Files do not fit into a request of the API: what begins with one is begun at the screens."""
    begin = doorman.beginning(noun)
    if begin and any(a.kind == "file" for a in begin.arguments):
        return {}
    name = begin.name if begin else "create"
    kind = f"{noun.__name__}{camel('_' + name)}Input"
    members, annotations = _inputs(home, noun, begin.arguments if begin else (), is_new=True)
    _ask(writer.new, members, annotations)
    home.made(kind, members, annotations, f"What a new {one(noun).replace('_', ' ')} is made of.", is_input=True)

    def act(session: Any, input: Any) -> Any:
        return _key(writer.create(session, noun, _said(input)))

    doc = begin.help if begin else f"Make a new {one(noun).replace('_', ' ')}."
    return {name: _wish(home, noun, name, act, {"input": (kind, NEEDED)}, doc)}


def _change(home: Home, noun: type[Any], writer: Writer) -> dict[str, Any]:
    """Of what nobody writes, because a step makes it whole, nothing is changed; it can be taken away."""

    def delete(session: Any, id: str, version: int | None = None) -> None:
        doorman.delete(session, noun, id, version)

    doc = "Take the record away, if nothing hangs on it."
    gone = {"delete": _wish(home, noun, "delete", delete, _same(noun), doc)}
    return _update(home, noun, writer) | gone if any(f.written for f in home.fields(noun)) else gone


def _same(noun: type[Any]) -> dict[str, Any]:
    version = {"version": ("int", NEEDED)} if issubclass(noun, Noun) else {}
    return {"id": ("ID", NEEDED), **version}


def _update(home: Home, noun: type[Any], writer: Writer) -> dict[str, Any]:
    kind = f"{noun.__name__}UpdateInput"
    members, annotations = _inputs(home, noun, (), is_new=False)
    _ask(writer.changed, members, annotations)
    home.made(kind, members, annotations, "What is to change; what is left out stays as it is.", is_input=True)

    def update(session: Any, id: str, input: Any, version: int | None = None) -> Any:
        return _key(writer.update(session, noun, id, version, _said(input)))

    same = _same(noun)
    doc = (
        "Change the record, if nobody else changed the `version` that was read."
        if "version" in same
        else "Change the record."
    )
    return {"update": _wish(home, noun, "update", update, {**same, "input": (kind, NEEDED)}, doc)}


def _step(home: Home, noun: type[Any], verb: Verb) -> Any:
    asked = {a.name: (_kind(home, a, noun), _default(a)) for a in verb.arguments}
    arguments = {"id": ("ID", NEEDED), **asked, "version": ("int | None", UNSET)}

    def act(session: Any, id: str, version: Any = UNSET, **given: Any) -> Any:
        said = {key: value for key, value in given.items() if value is not UNSET}
        return _key(doorman.step(session, noun, verb.name, id, said, None if version is UNSET else version))

    doc = f"{verb.help} With `version` only if nobody changed the record since."
    step = _wish(home, noun, verb.name, act, arguments, doc, {a.name: f"{a.label}." for a in verb.arguments})
    step.deprecation_reason = verb.deprecated or None
    return step


def _key(record: Any) -> int:
    """Known without reading the record again, which may be somebody else's by now."""
    key: int = sa.inspect(record).identity[0]
    return key


def _kind(home: Home, a: Argument, noun: type[Any]) -> str:
    kind = home.type_of_argument(a, noun)
    return kind if a.required and not a.optional else f"{kind} | None"


def _default(a: Argument) -> Any:
    return NEEDED if a.required and not a.optional else UNSET


def _inputs(
    home: Home, noun: type[Any], asked: tuple[Argument, ...], *, is_new: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    members: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    for f in home.fields(noun):
        if f.written:
            needed = is_new and f.required
            annotations[f.name] = _kind_of(home, f) + ("" if needed else " | None")
            said = {"description": described(f)} if needed else {"default": UNSET, **told_of(f)}
            members[f.name] = strawberry.field(**said)
    for a in asked:
        annotations[a.name] = _kind(home, a, noun)
        members[a.name] = strawberry.field(
            description=f"{a.label}.", **({} if _default(a) is NEEDED else {"default": UNSET})
        )
    return members, annotations


def _ask(more: Mapping[str, Asked], members: dict[str, Any], annotations: dict[str, str]) -> None:
    """What a writer asks besides the fields; what it does not need may be left out."""
    for name, asked in more.items():
        annotations[name] = asked.kind if asked.needed else f"{asked.kind} | None"
        members[name] = strawberry.field(description=asked.doc, **({} if asked.needed else {"default": UNSET}))


def _kind_of(home: Home, f: Field) -> str:
    return "ID" if f.target is not None else home.type_of(f)


def _said(given: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(given).items() if value is not UNSET}


def _wish(
    home: Home,
    noun: type[Any],
    name: str,
    act: Callable[..., Any],
    arguments: dict[str, tuple[str, Any]],
    doc: str,
    docs: Mapping[str, str] = ARGUMENTS,
) -> Any:
    def attempt(root: Any, info: Info, **given: Any) -> Payload:
        context = context_of(info)
        try:
            return Payload(act(context.session, **given), [])
        except Refused as why:
            return Payload(None, [told(each, context) for each in why.all])

    return home.resolver(f"{one(noun)}_{name}", attempt, f"{noun.__name__}Payload", arguments, doc, docs)


def told(why: Refused, context: Context) -> UserError:
    message = context.language.refusal(why)
    return UserError(code=why.code, message=message, field=camel(why.field) if why.field else None)

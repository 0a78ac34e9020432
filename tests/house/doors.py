"""The doors at which a step on a noun can be asked for, each tried as a person would: what one may there, and what not.

Every try is of a record that does not exist, so that only the permission answers and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import FORBIDDEN, NOT_FOUND, Refused
from app.core.noun import Noun, nouns, slug
from app.core.shape import fields
from app.core.words import camel
from schema.engine.naming import many, one
from schema.published import schema
from schema.rooms import NOUNS as PUBLISHED
from tests.schema.conftest import Asking
from tests.views.guest import Guest, token_of
from views.fab.address import screen_of

CHANGED = {"add": "create", "edit": "update"}
"""What the API calls them."""
NOT_ALLOWED = "You may not do that"
NOBODY = 0
"""The id of a record that never is."""


@dataclass(frozen=True)
class Step:
    """Something that can be done with a noun: list, show, add, edit, delete, or one of its verbs."""

    noun: type[Any]
    name: str

    def __str__(self) -> str:
        return f"{self.noun.__name__} {self.name}"


def steps() -> Iterator[Step]:
    """All that the nouns say can be done with them."""
    for noun in nouns():
        begin = doorman.beginning(noun)
        first = begin.name if begin else "add"
        later = [verb.name for verb in noun.verbs.values() if not verb.begins]
        written = ("edit",) if noun.alone else (first, "edit", "delete")
        for name in ("list", "show", *written, *later):
            yield Step(noun, name)


def _begins(step: Step) -> bool:
    begin = doorman.beginning(step.noun)
    return step.name == (begin.name if begin else "add")


class Core:
    """Straight at the doorman, as commands and jobs do."""

    name = "core"

    def __init__(self, session: Session) -> None:
        self.session = session

    def has(self, step: Step) -> bool:
        return step.name not in ("list", "show")

    def opens(self, step: Step) -> bool:
        try:
            self._try(step)
        except Refused as why:
            self.session.rollback()
            return not why.message.startswith(NOT_ALLOWED)
        return True

    def _try(self, step: Step) -> None:
        session, noun = self.session, step.noun
        if _begins(step):
            doorman.create(session, noun, {"nothing that it has": 1})
        elif step.name == "edit":
            doorman.update(session, noun, NOBODY, 1, {})
        elif step.name == "delete":
            doorman.delete(session, noun, NOBODY, 1)
        else:
            doorman.step(session, noun, step.name, NOBODY, {})


class Screens:
    """In the browser: the page is asked for, and what it would send is sent."""

    name = "screens"
    SHOWN = {"list": "list/", "show": f"show/{NOBODY}"}  # noqa: RUF012 - a table
    SENT = {"edit": f"edit/{NOBODY}", "delete": f"delete/{NOBODY}"}  # noqa: RUF012 - a table

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.token = token_of(guest.get("/", follow_redirects=True).text)
        assert self.token

    def has(self, step: Step) -> bool:
        return screen_of(step.noun) is not None

    def opens(self, step: Step) -> bool:
        path = f"/{slug(step.noun)}/{self._path(step)}"
        asked = self.guest.get(path).status_code != 403
        if step.name in self.SHOWN:
            return asked
        sent = self.guest.client.post(path, data={"csrf_token": self.token}).status_code != 403
        assert asked == sent, f"{step}: the page and what it sends disagree"
        return sent

    def _path(self, step: Step) -> str:
        if _begins(step):
            return "add"
        return {**self.SHOWN, **self.SENT}.get(step.name, f"step/{step.name}/{NOBODY}")


class Api:
    """With a key, as programs do."""

    name = "api"

    def __init__(self, asking: Asking) -> None:
        self.asking = asking

    def has(self, step: Step) -> bool:
        if step.name in ("list", "show"):
            return step.noun in PUBLISHED
        kind = schema._schema.mutation_type
        return kind is not None and self._field(step) in kind.fields

    def opens(self, step: Step) -> bool:
        if step.name == "list":
            return self._reads(f"{{ {camel(many(step.noun))}(first: 1) {{ totalCount }} }}")
        if step.name == "show":
            return self._reads(f'{{ {camel(one(step.noun))}(id: "{NOBODY}") {{ id }} }}')
        return self._writes(step)

    def _reads(self, query: str) -> bool:
        errors = self.asking(query).get("errors", [])
        codes = {error["extensions"]["code"] for error in errors}
        assert codes <= {FORBIDDEN, NOT_FOUND}, (query, errors)
        return FORBIDDEN not in codes

    def _writes(self, step: Step) -> bool:
        field = self._field(step)
        query = f"mutation {{ {field}({self._arguments(step)}) {{ userErrors {{ code field message }} }} }}"
        answer = self.asking(query)
        assert "errors" not in answer, (query, answer)
        # The same code says that a field or a row is not for this person; those are other questions than this one.
        return not any(e["message"].startswith(NOT_ALLOWED) for e in answer["data"][field]["userErrors"])

    def _field(self, step: Step) -> str:
        """The mutation's name."""
        return camel(f"{one(step.noun)}_{CHANGED.get(step.name, step.name)}")

    def _arguments(self, step: Step) -> str:
        if _begins(step):
            begin = doorman.beginning(step.noun)
            asked = [a for a in begin.arguments if a.required and not a.optional] if begin else []
            needed = [f for f in fields(step.noun) if f.written and f.required]
            given = [f"{camel(x.name)}: {literal(x)}" for x in [*needed, *asked]]
            return f"input: {{{', '.join([*given, *_besides(step.noun)])}}}"
        if step.name in ("edit", "delete"):
            same = ", version: 1" if issubclass(step.noun, Noun) else ""
            return f'id: "{NOBODY}"{same}{", input: {}" if step.name == "edit" else ""}'
        asked = [a for a in step.noun.verbs[step.name].arguments if a.required and not a.optional]
        return ", ".join([f'id: "{NOBODY}"', *(f"{camel(a.name)}: {literal(a)}" for a in asked)])


def _besides(noun: type[Any]) -> list[str]:
    """What a writer of the noun asks besides its fields."""
    more = getattr(PUBLISHED[noun], "new", {})
    return [camel(name) + (': ["x"]' if asked.kind.startswith("list") else ': "x"') for name, asked in more.items()]


def literal(asked: Any) -> str:
    """A value of the kind, as it is written in a query."""
    if asked.kind == "choice":
        return str(next(iter(asked.type)).name)
    plain = {
        "noun": f'"{NOBODY}"', "int": "1", "bool": "true", "day": '"2026-01-05"', "json": "{}",
        "moment": '"2026-01-05T10:00:00Z"', "email": '"a@b.example"', "url": '"https://b.example"',
    }  # fmt: skip
    numbers = dict.fromkeys(("money", "amount", "quantity", "rate"), '"1"')
    return {**plain, **numbers}.get(asked.kind, '"x"')

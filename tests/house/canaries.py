"""Canaries: two departments of three people, and for each of them a row of every noun whose texts sing their name.

Whoever reads the song of somebody they may not see, on any page or in any answer, has found a hole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.noun import Declared, Noun, nouns, now
from app.core.shape import Field, fields
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.hiring import hire
from tests.company import HASH

TEAMS = {"Sales East": ("ana", "bea", "ed"), "Sales West": ("luis", "leo", "wanda")}
"""Two salespeople each, and who manages them."""
SEES = {
    "ana": {"ana"}, "bea": {"bea"}, "ed": {"ana", "bea", "ed"},
    "luis": {"luis"}, "leo": {"leo"}, "wanda": {"luis", "leo", "wanda"},
}  # fmt: skip
"""Whose rows each of them may see at most."""
SONG = re.compile(r"canary[-.]([a-z]+)[-.]")
LEFT_OUT = {"AccessKey"}
"""Nouns that hold secrets as hashes and no texts."""


@dataclass
class Aviary:
    """What was planted: the ids by noun and owner."""

    ids: dict[type[Any], dict[str, int]] = field(default_factory=dict)

    def foreign(self, noun: type[Any], person: str) -> list[int]:
        return [id_ for owner, id_ in self.ids.get(noun, {}).items() if owner not in SEES[person]]

    def strangers(self, noun: type[Any], person: str) -> list[int]:
        """One row of the own department, where it is foreign, and one of the other: more of a kind say no more."""
        foreign = [who for who in self.ids.get(noun, {}) if who not in SEES[person]]
        firsts = {next((who for who in foreign if who in team), "") for team in TEAMS.values()}
        return [self.ids[noun][who] for who in foreign if who in firsts]

    def own(self, noun: type[Any], person: str) -> list[int]:
        return [id_ for owner, id_ in self.ids.get(noun, {}).items() if owner in SEES[person]]


def heard(person: str, text: str) -> set[str]:
    """Whose songs stand in the text that are not for this person."""
    return set(SONG.findall(text)) - SEES[person]


def plant(engine: sa.Engine) -> Aviary:
    """Written as the system; every noun that not everybody sees has a row for each of the six."""
    with system_session(engine) as session:
        return _planted(session)


def _planted(session: Session) -> Aviary:
    people = dict(_hired(session))
    aviary = Aviary()
    for owner, person in people.items():
        planted: dict[type[Any], Any] = {Employee: person, Department: person.department}
        for noun in _in_order():
            planted[noun] = record = noun(**_values(session, noun, owner, planted))
            session.add(record)
            session.flush()
            aviary.ids.setdefault(noun, {})[owner] = record.id
    session.commit()
    return aviary


def _hired(session: Session) -> Iterator[tuple[str, Employee]]:
    for where, names in TEAMS.items():
        department = session.scalars(sa.select(Department).filter_by(name=where)).one()
        for name in names:
            known = session.scalar(sa.select(Employee).filter_by(username=name))
            role = "Sales manager" if name in ("ed", "wanda") else "Salesperson"
            yield name, known or hire(session, name, roles=[role], password_hash=HASH, department=department)


def is_scoped(noun: type[Declared]) -> bool:
    return issubclass(noun, Noun) and not noun.public and noun.__name__ not in LEFT_OUT


def _in_order() -> list[type[Any]]:
    """What others need comes first."""
    waiting = [noun for noun in nouns() if is_scoped(noun)]
    ready: list[type[Any]] = []
    while waiting:
        noun = next(n for n in waiting if not _needs(n).intersection(waiting))
        waiting.remove(noun)
        ready.append(noun)
    return ready


def _needs(noun: type[Any]) -> set[Any]:
    return {f.target for f in fields(noun) if f.target is not None and f.target is not noun and _is_filled(noun, f)}


def _is_filled(noun: type[Any], f: Field) -> bool:
    """What is needed, whom the row hangs on, and who keeps it."""
    keepers = {path.split(".")[0] for path in noun.keepers}
    return not f.optional or f.name == noun.hangs_on or f.name in keepers


def _values(session: Session, noun: type[Any], owner: str, planted: dict[type[Any], Any]) -> dict[str, Any]:
    written = (f for f in fields(noun) if not f.computed and (not f.internal or f.info.get("told")))
    found = ((f.name, _value(session, noun, f, owner, planted)) for f in written)
    return {**_hidden(noun, owner), **{name: value for name, value in found if value is not None}}


def _hidden(noun: type[Any], owner: str) -> dict[str, str]:
    """What no door knows and the table wants all the same."""
    columns = sa.inspect(noun).columns.items()
    wanted = ((key, held) for key, held in columns if isinstance(held, sa.Column) and held.info.get("hidden"))
    return {
        key: sha256(f"{owner}{noun.__name__}{key}".encode()).hexdigest()[:32]
        for key, held in wanted
        if not held.nullable and held.default is None
    }


def _is_needed(f: Field) -> bool:
    return not f.optional and f.default is None


def _value(session: Session, noun: type[Any], f: Field, owner: str, planted: dict[type[Any], Any]) -> Any:
    if f.target is not None:
        if not _is_filled(noun, f):
            return None
        return planted.get(f.target) or session.scalars(sa.select(f.target).limit(1)).first()
    text = _SAID.get((noun.__name__, f.name), _TEXTS.get(f.kind))
    if text is not None:
        return text.format(owner=owner, noun=noun.__name__.lower(), name=f.name.replace("_", ""))[: f.length]
    if not _is_needed(f):
        return None
    return next(iter(f.type)) if f.kind == "choice" else _PLAIN.get(f.kind, lambda: None)()


_TEXTS = {
    **dict.fromkeys(("line", "text", "number"), "canary-{owner}-{noun}{name}"),
    "email": "canary.{owner}.{noun}@birds.example",
    "url": "https://birds.example/canary-{owner}-{noun}",
}
_SAID = {
    ("ReportSchedule", "parameters"): "from=canary-{owner}-{noun}{name}",
    ("WebhookDelivery", "body"): '{{"told": "canary-{owner}-{noun}{name}"}}',
}
"""Texts that are more than words."""
_PLAIN: dict[str, Any] = {
    "int": lambda: 1,
    "bool": lambda: False,
    "day": lambda: date(2026, 1, 5),
    "moment": now,
    "json": dict,
    **dict.fromkeys(("money", "amount", "quantity", "rate"), lambda: Decimal(1)),
}

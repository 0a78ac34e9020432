"""Many at once: the same edit, step or deletion on each of some records, each by its own rules or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.doorman import may, once
from app.core.errors import NOT_FOUND, Refused
from app.core.files.batch import Batch, State
from app.core.integrity import refuse_dependants
from app.core.noun import noun_named, now
from app.core.plain import plain, restored
from app.core.verb import Verb, not_now
from app.core.viewer import viewer_of

BULK = "bulk_edit"
EDIT, DELETE = "edit", "delete"
AT_ONCE = 500
"""As many are done while somebody waits; more are a job."""
MOST = 100_000
TOLD = 200
"""As many refusals are kept with their reasons."""
CHUNK = 400


@dataclass(frozen=True)
class Act:
    """What is done with each record: `edit`, `delete`, or the name of a verb, and the values that it is given."""

    noun: type[Any]
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def restored(cls, given: Mapping[str, Any]) -> Act:
        """As it was put into the outbox."""
        noun: Any = noun_named(given["noun"])
        bare = cls(noun, given["act"])
        return cls(noun, bare.name, restored(noun, bare.verb, given["values"]))

    @property
    def given(self) -> dict[str, Any]:
        """As it is put into the outbox."""
        return {"noun": self.noun.__name__, "act": self.name, "values": plain(self.values)}

    @property
    def verb(self) -> Verb | None:
        verb: Verb | None = self.noun.verbs.get(self.name)
        return verb

    @property
    def permission(self) -> str:
        return self.verb.permission if self.verb else f"can_{self.name}"

    def ask(self, session: Session) -> None:
        """To do it to one, and to do it to many."""
        verb = self.verb
        if (verb is None and self.name not in (EDIT, DELETE)) or (verb is not None and verb.begins):
            raise Refused(NOT_FOUND, "There is no such {noun}.", noun=self.noun)
        may(session, self.permission, self.noun)
        may(session, BULK, self.noun)


@dataclass
class Outcome:
    """What came of it: how many were done, and those that were refused, each with its name and the reason."""

    done: int = 0
    refused: int = 0
    missing: int = 0
    reasons: list[tuple[int, str, Refused | str]] = field(default_factory=list)

    @classmethod
    def known(cls, said: Mapping[str, Any]) -> Outcome:
        """As an earlier try that was broken off had noted it."""
        counts = {name: said.get(name, 0) for name in ("counted", "refused", "missing")}
        reasons = [(record_id, name, words) for record_id, name, words in said.get("reasons", ())]
        return cls(counts["counted"], counts["refused"], counts["missing"], reasons)

    def said(self, speak: Callable[[Refused], str]) -> dict[str, Any]:
        """As it is noted: the reasons in words."""
        reasons = [[i, name, why if isinstance(why, str) else speak(why)] for i, name, why in self.reasons]
        return {"counted": self.done, "refused": self.refused, "missing": self.missing, "reasons": reasons}

    def refuse(self, record_id: int, name: str, why: Refused) -> None:
        self.refused += 1
        if len(self.reasons) < TOLD:
            self.reasons.append((record_id, name, why))


def bulk_verbs(noun: type[Any]) -> Iterator[Verb]:
    """The steps that can be taken with many: all but the one that begins a life."""
    return (verb for verb in noun.verbs.values() if not verb.begins)


def foreseen(session: Session, act: Act, ids: Sequence[int]) -> Outcome:
    """What would come of it as far as one can tell without doing it; nothing is written."""
    act.ask(session)
    outcome, seen = Outcome(), 0
    for record in _records(session, act.noun, ids):
        seen += 1
        why = _refusal(session, act, record)
        if why is not None:
            outcome.refuse(record.id, str(record), why)
        else:
            outcome.done += 1
    outcome.missing = len(ids) - seen
    return outcome


def _records(session: Session, noun: type[Any], ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), CHUNK):
        yield from session.scalars(sa.select(noun).where(noun.id.in_(ids[start : start + CHUNK])).order_by(noun.id))


def _refusal(session: Session, act: Act, record: Any) -> Refused | None:
    try:
        with session.no_autoflush:
            _ask_record(session, act, record)
    except Refused as why:
        return why
    return None


def _ask_record(session: Session, act: Act, record: Any) -> None:
    if act.verb is not None:
        if not act.verb.fits(record):
            raise not_now(record, act.verb.when)
        return
    if act.name == DELETE:
        record.refuse_delete()
        record.refuse_change()
        refuse_dependants(session, record)
    else:
        record.refuse_change()
        doorman.written_values(session, act.noun, act.values, record)


# Doing --------------------------------------------------------------------------------------------------------

Mark = Callable[[Session, int, int, Outcome], None]


def done(
    session: Session,
    act: Act,
    ids: Sequence[int],
    *,
    outcome: Outcome | None = None,
    start: int = 0,
    mark: Mark = lambda session, done, of, outcome: None,
) -> Outcome:
    """Each in a transaction of its own: done entirely, or refused with the reason and left as it was.

    `mark` is told in each of them how far it is, so that what was broken off goes on behind the last one.
    """
    act.ask(session)
    outcome = outcome or Outcome()
    for place, record_id in enumerate(ids[start:], start + 1):
        _one(session, act, record_id, outcome, lambda n=place: mark(session, n, len(ids), outcome))  # type: ignore[misc]
    return outcome


def _one(session: Session, act: Act, record_id: int, outcome: Outcome, mark: Callable[[], None]) -> None:
    names, before = [], outcome.done

    def do() -> None:
        record = doorman.found(session, act.noun, record_id)
        names.append(str(record))
        _done(session, act, record)
        outcome.done = before + 1
        mark()

    try:
        once(session, do)
    except Refused as why:
        outcome.done = before
        if names:
            outcome.refuse(record_id, names[-1], why)
        else:
            outcome.missing += 1
        once(session, mark)


def _done(session: Session, act: Act, record: Any) -> None:
    if act.verb is not None:
        doorman.taken(session, record, act.verb, act.values)
    elif act.name == DELETE:
        doorman.removed(session, record)
    else:
        doorman.changed(session, record, act.values)
        session.flush()


# One change of many stands together in the history ------------------------------------------------------------


@contextmanager
def together(session: Session, batch: int) -> Iterator[None]:
    """What is written meanwhile stands in the history under this number."""
    session.info["batch"] = batch
    try:
        yield
    finally:
        session.info.pop("batch", None)


def begun(session: Session, act: Act) -> int:
    """A number under which the history keeps what is changed together, so that it can be taken back."""

    def make() -> int:
        batch = Batch(noun=act.noun.__name__, file="", state=State.DONE, by_id=viewer_of(session).id, ended_at=now())
        session.add(batch)
        session.flush()
        return batch.id

    return once(session, make)

"""Import: rows become records through the same rules as when people write them; good rows do not wait for bad ones.

Rows that belong together (the lines of an order) are read together. A row that cannot be imported is handed back with
the reason and the others go in, but what they belong to waits: its steps are taken when the missing row has come.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import islice

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.core.database import writing
from app.core.doorman import beginning, may, once
from app.core.errors import FORBIDDEN, INVALID, Refused
from app.core.files.applying import Applying
from app.core.files.batch import Batch, State
from app.core.files.entry import Entry, Problem, Reader
from app.core.files.mapping import Mapping
from app.core.files.sheet import Row, Sheet
from app.core.files.survey import Survey, gathered, key_place, surveyed
from app.core.files.tally import Tally
from app.core.integrity import refusal
from app.core.noun import now
from app.core.viewer import viewer_of

AT_ONCE = 200
"""How many groups of rows are written in one transaction."""

Progress = Callable[[int, int], None]
Reject = Callable[[Row, list[Problem]], None]


@dataclass
class Outcome:
    """What came of an import; `batch` is nothing after a dry run."""

    batch: int | None = None
    rows: int = 0
    rejected: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return self.tally.plain()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How an import is meant."""

    dry: bool = False
    zone: tzinfo = UTC
    progress: Progress = lambda done, rows: None
    reject: Reject = lambda row, problems: None
    mark: Callable[..., None] = lambda session, done, of, **known: None
    """Called in each transaction; with what it was told last, an import that was broken off goes on from there."""
    start: int = 0
    batch: int | None = None


def imported(session: Session, sheet: Sheet, mapping: Mapping, wish: Wish = Wish()) -> Outcome:
    """Import a sheet as the viewer of the session. A dry run does all of it and takes it back."""
    mapping.check(sheet.name, sheet.columns)
    _ask(session, mapping)
    survey = surveyed(sheet, mapping)
    session.rollback()
    return Run(session, sheet, mapping, survey, wish).go()


def _ask(session: Session, mapping: Mapping) -> None:
    """What would be refused for every row is refused at once."""
    viewer = viewer_of(session)
    if not viewer.can("can_run", "Import"):
        raise Refused(FORBIDDEN, "You may not import files.")
    for part in mapping.parts:
        begin = beginning(part.noun)
        may(session, begin.permission if begin else "can_add", part.noun)
        for step in part.steps:
            may(session, step.verb.permission, part.noun)
        for f in part.sources:
            if f.guard and not viewer.can(f.guard, part.name):
                raise Refused(FORBIDDEN, "You may not change {field}.", f.name, field_name=f.name)


class Run:
    """One import under way."""

    def __init__(self, session: Session, sheet: Sheet, mapping: Mapping, survey: Survey, wish: Wish) -> None:
        self.session, self.sheet, self.mapping, self.survey, self.wish = session, sheet, mapping, survey, wish
        self.reader = Reader(sheet, mapping, survey, wish.zone)
        self.outcome = Outcome(rows=survey.rows)
        self.applying = Applying(session, mapping, survey, self.outcome.tally)
        self.done = 0

    def go(self) -> Outcome:
        with writing(self.session) if self.wish.dry else nullcontext(), seldom_collecting():
            try:
                self._all()
            finally:
                self.session.info.pop("batch", None)
                self.session.rollback()
        return self.outcome

    def _all(self) -> None:
        if not self.wish.dry:
            self._begin()
        groups = self._groups()
        while some := list(islice(groups, AT_ONCE)):
            if self.done < self.wish.start:
                self._pass(some)
            else:
                self._take(some)
        if not self.wish.dry:
            once(self.session, lambda: self._log(State.DONE))

    def _groups(self) -> Iterator[list[Entry]]:
        whole = next((part for part in self.mapping.parts if part.noun is self.mapping.whole), None)
        for rows in gathered(self.sheet, key_place(self.sheet, whole), self.survey.ends):
            yield [self.reader.read(row) for row in rows]

    def _take(self, groups: list[list[Entry]]) -> None:
        if self.wish.dry:
            self._write(groups)
        else:
            once(self.session, lambda: self._write(groups))
        self.outcome.tally.keep()
        self.session.expunge_all()
        for entry in (entry for group in groups for entry in group):
            self.done += 1
            if entry.problems:
                self._reject(entry)
        self.wish.progress(self.done, self.survey.rows)

    def _write(self, groups: list[list[Entry]]) -> None:
        """All together, which is fast; one after the other where something is refused, to find out which."""
        self.outcome.tally.drop()
        try:
            with self.session.begin_nested():
                self.applying.apply(groups)
        except (Refused, IntegrityError, DataError):
            self.session.expunge_all()
            self.outcome.tally.drop()
            for group in groups:
                self._carefully(group)
        self._log(State.RUNNING, sum(bool(entry.problems) for group in groups for entry in group))
        done = self.done + sum(map(len, groups))
        self.wish.mark(self.session, done, self.survey.rows, batch=self.outcome.batch)

    def _pass(self, groups: list[list[Entry]]) -> None:
        """What was done before the import was broken off is remembered, not repeated."""
        for entry in (entry for group in groups for entry in group):
            self.done += 1
            for part, key in entry.keys.items():
                self.outcome.tally.see(part, key)
            if entry.problems:
                self.wish.reject(entry.row, entry.problems)

    def _carefully(self, group: list[Entry]) -> None:
        while any(not entry.problems for entry in group):
            self.applying.at, point = None, self.outcome.tally.point()
            try:
                with self.session.begin_nested():
                    self.applying.apply([group], one_by_one=True)
            except (Refused, IntegrityError, DataError) as failure:
                self.session.expunge_all()
                self.outcome.tally.drop(point)
                self._blame(group, _in_words(failure))
            else:
                return

    def _blame(self, group: list[Entry], why: Refused) -> None:
        """The row that was refused; where a step was, all rows of the group."""
        entries = [self.applying.at] if self.applying.at else [entry for entry in group if not entry.problems]
        for entry in entries:
            entry.fail(why, self.reader.column_of(why.field))

    def _reject(self, entry: Entry) -> None:
        self.outcome.rejected += 1
        self.outcome.tally.fail(self.mapping.parts[-1].name)
        self.wish.reject(entry.row, entry.problems)

    def _begin(self) -> None:
        """A new batch, or the one that was broken off."""

        def act() -> int:
            batch = Batch(noun=_name(self.mapping), file=self.sheet.name[:200], by_id=viewer_of(self.session).id)
            batch.rows = self.survey.rows
            self.session.add(batch)
            self.session.flush()
            return batch.id

        known = self.session.get(Batch, self.wish.batch) if self.wish.batch else None
        if known is not None:
            self.outcome.tally.counts = {noun: Counter(counts) for noun, counts in known.counts.items()}
            self.outcome.rejected = known.rejected
        self.outcome.batch = self.session.info["batch"] = known.id if known is not None else once(self.session, act)

    def _log(self, state: State, refused: int = 0) -> None:
        batch = self.session.get(Batch, self.outcome.batch) if self.outcome.batch else None
        if batch is not None:
            batch.state, batch.counts, batch.rejected = state, self.outcome.counts, self.outcome.rejected + refused
            batch.ended_at = now()


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Records by the thousand are no garbage: to look for it among them as often as usual takes a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _name(mapping: Mapping) -> str:
    return (mapping.whole or mapping.parts[0].noun).__name__


def _in_words(failure: Exception) -> Refused:
    if isinstance(failure, Refused):
        return failure
    if isinstance(failure, IntegrityError):
        return refusal(failure)
    return Refused(INVALID, "A value is too large or cannot be stored.")

"""What rows say is done: records are found or made, changed where they differ, and live through their steps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core.doorman import arguments, changed, made, may
from app.core.errors import DUPLICATE, Refused
from app.core.files.entry import Entry, Link
from app.core.files.known import Known
from app.core.files.mapping import Mapping, Part
from app.core.files.survey import Survey
from app.core.files.tally import CREATED, SKIPPED, UPDATED, Tally
from app.core.shape import field, lists
from app.core.verb import Verb
from app.core.viewer import trusted, viewer_of


class Applying:
    """Writes groups of entries into the session; `at` is the entry that is being written."""

    def __init__(self, session: Session, mapping: Mapping, survey: Survey, tally: Tally) -> None:
        self.session, self.mapping, self.survey, self.tally = session, mapping, survey, tally
        self.at: Entry | None = None
        self.leaf = mapping.parts[-1]

    def apply(self, groups: list[list[Entry]], *, one_by_one: bool = False) -> None:
        good = [entry for group in groups for entry in group if not entry.problems]
        known = Known(self.session, self.mapping, good)
        for entry in good:
            self.at = entry
            self._write(entry, known)
            if one_by_one:
                self.session.flush()
        self.session.flush()
        self.at = None
        self._live(groups, known)

    def _write(self, entry: Entry, known: Known) -> None:
        for part in self.mapping.parts:
            values = self._resolved(entry.values[part.name], known)
            key = entry.keys.get(part.name)
            record = known.own[part.name].get(key)
            if record is None:
                record = made(self.session, part.noun, values)
                _begin_lists(record)
                self.tally.mark(part.name, key or entry.row.number, CREATED)
                if key is not None:
                    known.own[part.name][key] = record
            elif self._speaks(part, key, entry):
                self._change(part, key, record, values)

    def _resolved(self, values: dict[str, Any], known: Known) -> dict[str, Any]:
        return {name: known.record(value, name) if type(value) is Link else value for name, value in values.items()}

    def _speaks(self, part: Part, key: Any, entry: Entry) -> bool:
        """Whether this row has the word on a record that there is: the first that names it, or the latest."""
        if part is not self.leaf:
            self.tally.mark(part.name, key, SKIPPED)
            return self.survey.winners[part.name].get(str(key)) == entry.row.number
        if part.key is not None and self.tally.state(part.name, key) is not None:
            raise Refused(DUPLICATE, "An earlier row has the same {field}.", part.key.name, field_name=part.key.name)
        return True

    def _change(self, part: Part, key: Any, record: Any, values: dict[str, Any]) -> None:
        new = {name: value for name, value in values.items() if _differs(part, record, name, value)}
        if new:
            may(self.session, "can_edit", part.noun)
            changed(self.session, record, new)
        self.tally.mark(part.name, key, UPDATED if new else SKIPPED)

    def _live(self, groups: list[list[Entry]], known: Known) -> None:
        """Steps are taken on what is complete, when it is the moment for them."""
        whole = self.mapping.whole
        if whole is None or not any(part.steps for part in self.mapping.parts):
            return
        by = viewer_of(self.session).person
        with trusted(self.session), self.session.no_autoflush:
            for group in groups:
                if any(entry.problems for entry in group):
                    continue
                key = group[0].keys.get(whole.__name__)
                record = known.own[whole.__name__].get(key)
                for verb, given in group[0].steps if record is not None else ():
                    self._step(record, verb, given, key, by)

    def _step(self, record: Any, verb: Verb, given: dict[str, Any], key: Any, by: Any) -> None:
        if verb.fits(record):
            getattr(record, verb.name)(by=by, **arguments(self.session, verb, given))
            self.tally.mark(type(record).__name__, key, UPDATED)


def _begin_lists(record: Any) -> None:
    """A new record's lists are empty: said here, so that nobody asks the database."""
    for name in lists(type(record)):
        if name not in record.__dict__ and inspect(type(record)).relationships[name].lazy != "write_only":
            set_committed_value(record, name, [])


def _differs(part: Part, record: Any, name: str, value: Any) -> bool:
    f = field(part.noun, name)
    if f is not None and f.target is not None and value is not None:
        return bool(value.id is None or getattr(record, f.key) != value.id)
    return bool(getattr(record, f.key if f else name) != value)

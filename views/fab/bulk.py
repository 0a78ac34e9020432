"""With many at once: what is asked, how many it would change, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import flash, redirect, request

from app.core import outbox
from app.core.bulk import AT_ONCE, BULK, DELETE, EDIT, MOST, Act, Outcome, begun, bulk_verbs, done, foreseen, together
from app.core.doorman import once
from app.core.errors import INVALID, Refused
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.shape import Field
from app.core.words import N_
from views.fab import bulk_done
from views.fab.asked import of_argument, of_field
from views.fab.format import text_of
from views.fab.forms import form_of, given
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.listpage import ListPage

STARTED = N_("{n} are being changed. The bell tells how far it is.")
DONE = N_("{act}: {n} done.")
CHANGED = N_("It was {before} when you looked, and it is {now} now. Look again before you say yes.")
NOTHING, TOO_MANY = N_("Choose some first."), N_("{most} at most are changed at once. Narrow the list.")
ICONS = {EDIT: "edit", DELETE: "trash"}


@dataclass(frozen=True)
class Button:
    """One thing that can be done with what is selected."""

    name: str
    label: str
    icon: str
    field: str = ""


def buttons(it: ListPage) -> tuple[list[Button], list[Button]]:
    """What stands in the bar, and the steps behind its menu: what the reader may do to one, and to many."""
    if not it.can(BULK):
        return [], []
    keeper = it.mine.partition(":")[0]
    assign = [Button(EDIT, say(N_("Assign")), "user-plus", keeper)] if keeper and it.can("can_edit") else []
    plain = [Button(name, say(bulk_done.LABELS[name]), ICONS[name]) for name in (EDIT, DELETE) if it.can(f"can_{name}")]
    verbs = [v for v in bulk_verbs(it.noun) if it.can(v.permission)]
    return [*assign, *plain], [Button(v.name, say(v.label), "player-play") for v in verbs]


def editable(it: ListPage) -> list[Field]:
    """Fields that may be the same for many; what is chosen comes first, since that is what many have alike."""
    known = (f for f in it.allowed.values() if f.written and not f.numbered and f.kind != "json")
    alike = [f for f in known if not getattr(f.column, "unique", False) and f.name != it.noun.named_by]
    return sorted(alike, key=lambda f: f.kind not in ("noun", "choice", "bool"))


class Bulk:
    """One act under way, as the page tells it."""

    def __init__(self, it: ListPage, name: str) -> None:
        self.it, self.read = it, it.read
        self.act = Act(it.noun, name)
        self.act.ask(session())
        self.is_all = request.form.get("all") == "1"
        self.is_sent = request.form.get("stage") in ("check", "do")
        self.wrong = ""
        self.form = form_of(self._questions, self.read, posted=request.form if self.is_sent else None)

    @property
    def label(self) -> str:
        return bulk_done.label_of(self.act)

    @property
    def help(self) -> str:
        return say(self.act.verb.help) if self.act.verb and self.act.verb.help else ""

    @cached_property
    def ids(self) -> list[int]:
        """What was ticked, or all that the list finds now."""
        if self.is_all:
            keys = self.it.listing.found(sa.select(self.it.noun.id)).order_by(self.it.noun.id).limit(MOST + 1)
            return list(session().scalars(keys))
        said = request.form.get("ids", "")[: MOST * 11].split(",")
        found = dict.fromkeys(int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 10)
        return list(found)

    # What is asked -----------------------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> list[Field]:
        return editable(self.it) if self.act.name == EDIT else []

    @cached_property
    def field(self) -> Field | None:
        wish = request.form.get("field", "")
        return next((f for f in self.fields if f.name == wish), self.fields[0] if self.fields else None)

    @property
    def clears(self) -> bool:
        return request.form.get("clear") == "y"

    @property
    def _questions(self) -> list[Any]:
        if self.act.verb is not None:
            return [of_argument(each) for each in self.act.verb.arguments]
        return [of_field(self.field)] if self.field is not None and not self.clears else []

    @property
    def asks(self) -> bool:
        """Whether something is to be filled in before one can count."""
        return bool(self._questions) or self.act.name == EDIT

    @cached_property
    def is_ready(self) -> bool:
        if not self.asks:
            return True
        return self.is_sent and bool(self.form.validate()) and self._has_value

    @property
    def _has_value(self) -> bool:
        """An empty field clears nothing by mistake: that is ticked."""
        if self.act.name != EDIT or self.clears or given(self.form).get(self.field.name) is not None:  # type: ignore[union-attr]
            return True
        self.wrong = self.wrong or say(N_("Give a value, or tick that the field is to be emptied."))
        return False

    @cached_property
    def filled(self) -> Act:
        values = {self.field.name: None} if self.clears and self.field is not None else given(self.form)
        return Act(self.act.noun, self.act.name, values)

    @property
    def value_in_words(self) -> str:
        """What the field becomes."""
        value = next(iter(self.filled.values.values()), None)
        if value is None or self.field is None:
            return say(N_("empty"))
        return str(value) if self.field.target is not None else text_of(self.field, self.read)(value)

    # What it would change ----------------------------------------------------------------------------------------

    @cached_property
    def foreseen(self) -> Outcome:
        return foreseen(session(), self.filled, self.ids[:AT_ONCE])

    @property
    def is_partly(self) -> bool:
        """Whether only the first ones were looked at."""
        return len(self.ids) > AT_ONCE

    @property
    def many(self) -> int:
        """How many are tried."""
        return len(self.ids) if self.is_partly else self.foreseen.done

    def number(self, number: int) -> str:
        return self.read.language.number(number)

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Each reason with the names that it is given for."""
        found: dict[str, list[str]] = {}
        for _, name, why in self.foreseen.reasons:
            words = why if isinstance(why, str) else self.read.language.refusal(why)
            found.setdefault(words, []).append(name)
        return list(found.items())

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was filled in, handed on to the second yes."""
        return [(each.name, each.raw) for each in self.form]


def taken(it: ListPage, name: str) -> Any:
    """Asked, counted, and done after a second yes."""
    if name == "undo":
        return bulk_done.taken_back(it)
    bulk = Bulk(it, name)
    if not bulk.ids:
        raise Refused(INVALID, NOTHING)
    if len(bulk.ids) > MOST:
        raise Refused(INVALID, TOO_MANY, most=MOST)
    if request.form.get("stage") != "do" or not bulk.is_ready:
        return _page(bulk, 422 if bulk.is_sent and not bulk.is_ready else 200)
    confirmed = request.form.get("confirmed", "")
    if confirmed != str(len(bulk.ids)):
        bulk.wrong = say(CHANGED, before=confirmed[:9] or "–", now=len(bulk.ids))
        return _page(bulk, 409)
    return _started(bulk) if bulk.is_partly else _done(bulk)


def _page(bulk: Bulk, status: int) -> Any:
    bulk.is_ready  # noqa: B018 - says what is wrong before the page is written
    return page("list_bulk.html", it=bulk.it, bulk=bulk), status


def _started(bulk: Bulk) -> Any:
    """So many take longer than one waits before a page."""
    wish = {**bulk.filled.given, "ids": bulk.ids}
    once(session(), lambda: outbox.add(session(), bulk_done.JOB, wish, by_id=viewer().id))
    flash(say(STARTED, n=bulk.number(len(bulk.ids))), "success")
    return redirect(bulk.it.path)


def _done(bulk: Bulk) -> Any:
    act, speak, ids = bulk.filled, reader().language.refusal, bulk.ids
    kept, back, label = act.given, bulk.it.path + bulk.it.listing.link(), bulk.label
    batch = begun(session(), act)
    with together(session(), batch):
        outcome = done(session(), act, ids)
    said = {"batch": batch, **outcome.said(speak)}
    job = once(session(), lambda: _noted({**kept, "ids": ids}, said))
    if outcome.refused or outcome.missing:
        return redirect(bulk.it.screen.address(f"bulk/done/{job}"))
    flash(say(DONE, act=label, n=reader().language.number(outcome.done)), "success")
    return redirect(back)


def _noted(given: dict[str, Any], result: dict[str, Any]) -> int:
    """What was done at once is kept like a job, so that its reasons can be read."""
    at = now()
    job = Outbox(
        name=bulk_done.JOB, given=given, by_id=viewer().id, state=State.DONE, result=result, ended_at=at, seen_at=at
    )
    session().add(job)
    session().flush()
    return job.id

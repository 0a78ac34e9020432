"""How the system runs: the rows behind what its administrator is told on the home page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort

from app.core.files.batch import Batch
from app.core.noun import noun_named, plural_label
from app.core.outbox import Outbox
from app.core.telling import told
from app.core.words import N_, label
from app.organization.access_key import AccessKey
from views.dashboard.counted import Asking
from views.dashboard.errands import Kind
from views.dashboard.running import FAILED, KEYS, LATELY, REFUSED, SOON
from views.fab.changes import names
from views.fab.page import page
from views.fab.reader import Reader, reader, say
from views.fab.session import session
from views.fab.viewer import viewer

MOST = 200
pages = Blueprint("running", __name__, url_prefix="/system")
Cells = Callable[[Any, dict[int | None, str], Reader], Sequence[str]]


@dataclass(frozen=True)
class Rows:
    """One kind of what is told: of whom each row is, its heads and its cells."""

    kind: Kind
    explained: str
    days: int
    whose: str
    heads: Sequence[str]
    cells: Cells


def _job(job: Outbox, people: dict[int | None, str], read: Reader) -> Sequence[str]:
    why = told(job.why["message"], job.why["values"], read.language, read.zone) if job.why else job.reason
    name = say(label(job.name.replace("-", "_")))
    at = read.language.moment(job.ended_at, read.zone) if job.ended_at else ""
    return name, at, people.get(job.by_id, ""), why


def _import(batch: Batch, people: dict[int | None, str], read: Reader) -> Sequence[str]:
    noun, number = noun_named(batch.noun), read.language.number
    plural = say(plural_label(noun)) if noun is not None else batch.noun
    at = read.language.moment(batch.started_at, read.zone)
    return batch.file, plural, at, people.get(batch.by_id, ""), number(batch.rows), number(batch.rejected)


def _key(key: AccessKey, people: dict[int | None, str], read: Reader) -> Sequence[str]:
    return f"{key.hint}…", people.get(key.employee_id, ""), read.language.moment(key.expires_at, read.zone)


WHEN, WHO, WHY = N_("When"), N_("Who"), N_("Why")
PAGES = {
    "jobs": Rows(FAILED, N_("Jobs that failed in the last {n} days; nobody tries them again by themselves."), LATELY,
                 "by_id", (N_("Job"), WHEN, WHO, WHY), _job),
    "imports": Rows(REFUSED, N_("Imports of the last {n} days in which rows were refused. Whoever sent the file has "
                                "these rows in the bell."), LATELY, "by_id",
                    (N_("File"), N_("What"), WHEN, WHO, N_("Rows"), N_("Refused")), _import),
    "keys": Rows(KEYS, N_("Keys of programs that end within {n} days: the program is shut out then, unless it is given "
                          "another one."), SOON, "employee_id", (N_("Key"), WHO, N_("Ends")), _key),
}  # fmt: skip


@pages.get("/<what>")
def rows(what: str) -> str:
    """The latest first."""
    shown, asking = PAGES.get(what), Asking.of(viewer(), reader())
    if shown is None or not shown.kind.rows.is_open_to(viewer()):
        abort(404 if shown is None else 403)
    noun: Any = shown.kind.rows.noun
    fitting = sa.select(noun).where(asking.condition(shown.kind.rows))
    found = session().scalars(fitting.order_by(getattr(noun, shown.kind.due).desc(), noun.id).limit(MOST)).all()
    people = names(session(), [getattr(each, shown.whose) for each in found])
    lines = [(each.id, shown.cells(each, people, reader())) for each in found]
    return page("system.html", title=say(shown.kind.words), explained=say(shown.explained, n=shown.days),
                heads=shown.heads, lines=lines, icon_name=shown.kind.icon)  # fmt: skip

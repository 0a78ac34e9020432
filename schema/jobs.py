"""What was asked to be done in the background: how far it is, for the one who asked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import Info

from app.core.outbox import Outbox, State
from schema.engine.context import context_of
from schema.engine.filters import key_of
from schema.engine.home import NEEDED, Home

_FIELDS = {
    "id": ("ID", "The number of the job."),
    "name": ("str", "Which job it is."),
    "state": ("JobState", "Waiting, running, done, or given up."),
    "done": ("int", "How far it is."),
    "of": ("int", "How far it will be; 0 as long as nobody knows."),
    "result": ("JSON", "What came of it."),
    "reason": ("str", "Why the last try failed."),
    "tries": ("int", "How often it was begun."),
    "added_at": ("datetime", "When it was asked for."),
    "ended_at": ("datetime | None", "When it ended."),
}


def questions(home: Home) -> dict[str, Any]:
    """`job(id)`: one's own jobs."""
    kinds = {name: kind for name, (kind, _) in _FIELDS.items()}
    kinds["state"] = home.enum(State, "Job")
    members = {name: strawberry.field(description=doc) for name, (_, doc) in _FIELDS.items()}
    home.made("Job", members, kinds, "Something that is done in the background.")

    def job(root: Any, info: Info, id: str) -> Any:
        context = context_of(info)
        mine = sa.select(Outbox).where(Outbox.id == key_of(id), Outbox.by_id == context.viewer.id)
        return context.session.scalar(mine)

    return {"job": home.resolver("job", job, "Job | None", {"id": ("ID", NEEDED)}, "A job that one has asked for.")}

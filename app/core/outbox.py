"""The outbox: what is to be done later is a row, written in the transaction that wants it done.

That row is the only truth of it.
A worker claims a row with a lease, and what the job does to the database is committed together with its being done.
A worker that dies loses its lease, and another one claims the row: a job is done once, however often it was begun.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.noun import Model, now


class State(StrEnum):
    WAITING = "Waiting"
    RUNNING = "Running"
    DONE = "Done"
    DEAD = "Dead"


class Outbox(Model):
    """One job to be done: which, with what, for whom, how far it is, what came of it."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    given: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    """What is to be done once only, such as a scheduled job of a day."""
    state: Mapped[State] = mapped_column(default=State.WAITING)
    due_at: Mapped[datetime] = mapped_column(default=now)
    """Not before; of a running job, the end of its lease."""
    tries: Mapped[int] = mapped_column(default=0)
    """Counts the claims; the number of the claim is what a worker proves its lease with."""
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    """Why the last try failed."""
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When its owner saw that it had ended."""

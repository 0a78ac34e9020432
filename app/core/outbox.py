"""The outbox: what is to be done later is a row, written in the transaction that wants it done.

A worker claims a row with a lease, and what the job does to the database is committed together with its being done.
A worker that dies loses its lease, and another one claims the row: a job is done once, however often it was begun.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.errors import Refused
from app.core.noun import Model, now
from app.core.telling import kept


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
    """Why the last try failed, for operators."""
    why: Mapped[dict[str, Any] | None]
    """The same, as a message and its values, for who asked."""
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When its owner saw that it had ended."""


class LeaseLost(Exception):
    """Somebody else has the job by now; what this worker did is taken back."""


Wake = Callable[[int], None]
Ended = Callable[[Session, "Outbox"], None]
_wakes: list[Wake] = []
_ends: list[Ended] = []
log = logging.getLogger(__name__)


def add(
    session: Session,
    name: str,
    given: dict[str, Any] | None = None,
    *,
    by_id: int | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Outbox:
    """To be done when this transaction has happened, and not before `at`; now unless told."""
    job = Outbox(name=name, given=given or {}, by_id=by_id, key=key, due_at=at or now())
    session.add(job)
    session.info.setdefault("added", []).append(job)
    return job


def on_added(wake: Wake) -> None:
    """Who is told the id of a new job, so that it need not wait to be found. To be told is a favour and no promise."""
    _wakes[:] = [wake]


def on_ended(tell: Ended) -> Ended:
    """Registers who is told of a job that has ended, in the transaction of its end."""
    _ends.append(tell)
    return tell


def why(refused: Refused) -> dict[str, Any]:
    """A refusal, as a job keeps it."""
    return {"message": refused.message, "values": kept(refused.values)}


def ended(session: Session, job: Outbox) -> None:
    for tell in _ends:
        tell(session, job)


@event.listens_for(Session, "after_flush_postexec")
def _note_ids(session: Session, _: Any) -> None:
    if added := session.info.pop("added", None):
        session.info.setdefault("to wake", []).extend(job.id for job in added if job.id)
        session.info["added"] = [job for job in added if not job.id]  # was added while others were written


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    for job_id in session.info.pop("to wake", ()):
        for wake in _wakes:
            try:
                wake(job_id)
            except Exception:
                log.warning("job %s waits to be found: nobody could be told", job_id, exc_info=True)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _: Any) -> None:
    session.info.pop("added", None)
    session.info.pop("to wake", None)


def due(session: Session, at: datetime, limit: int = 100) -> Sequence[int]:
    """Jobs that wait, and those whose worker has lost its lease, the oldest first."""
    ready = sa.select(Outbox.id).where(Outbox.state.in_((State.WAITING, State.RUNNING)), Outbox.due_at <= at)
    return session.scalars(ready.order_by(Outbox.id).limit(limit)).all()


def claimed(session: Session, job_id: int, at: datetime, lease: timedelta) -> Outbox | None:
    """The job, if it is this worker's now: of many who ask at once exactly one changes the row."""
    free = sa.update(Outbox).where(
        Outbox.id == job_id, Outbox.state.in_((State.WAITING, State.RUNNING)), Outbox.due_at <= at
    )
    taken = free.values(state=State.RUNNING, due_at=at + lease, tries=Outbox.tries + 1)
    got = session.execute(taken.execution_options(synchronize_session=False))
    return session.get(Outbox, job_id, populate_existing=True) if _rows(got) else None


def write(session: Session, job_id: int, claim: int, **values: Any) -> None:
    """Change a job that this worker holds; raises where it does not hold it any more."""
    mine = sa.update(Outbox).where(Outbox.id == job_id, Outbox.state == State.RUNNING, Outbox.tries == claim)
    if not _rows(session.execute(mine.values(**values).execution_options(synchronize_session=False))):
        raise LeaseLost(job_id)


def _rows(result: Any) -> int:
    return int(result.rowcount)

"""A worker: claims jobs out of the outbox, does them, and writes the end of each together with what it did."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.database import system_session
from app.core.doorman import once
from app.core.errors import REFUSED, Refused
from app.core.job import Job, Work
from app.core.noun import now
from app.core.outbox import LeaseLost, Outbox, State
from app.core.viewer import as_system
from app.core.words import N_

log = logging.getLogger(__name__)
TRIED, UNKNOWN = N_("Tried too often."), N_("There is no such job any more.")
BROKEN = N_("Something broke, and it is our fault. The log has it under job {number}.")
PAUSE = timedelta(seconds=10)
"""Before the second try; each later one waits twice as long."""


class Worker:
    """Does the jobs of a table by their names; `lease` overrules that of the jobs."""

    def __init__(
        self,
        engine: sa.Engine,
        jobs: Mapping[str, Job],
        *,
        zone: tzinfo = UTC,
        lease: timedelta | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.engine, self.jobs, self.zone, self.lease, self.clock = engine, jobs, zone, lease, clock

    def plan(self) -> None:
        """Put what is due by the clock into the outbox, once however many workers plan."""
        at = self.clock().astimezone(self.zone)
        for name, job in self.jobs.items():
            if job.when is not None:
                due = job.when.latest(at)
                self._plan(name, f"{name} {due:%Y-%m-%d %H:%M}", due)

    def _plan(self, name: str, key: str, due: datetime) -> None:
        with system_session(self.engine) as session:
            if session.scalar(sa.select(Outbox.id).where(Outbox.key == key)):
                return
            try:
                once(session, lambda: outbox.add(session, name, {"day": due.date().isoformat()}, key=key, at=due))
            except Refused:
                return  # another worker has planned it

    def find(self) -> list[int]:
        """What is to be done now."""
        with system_session(self.engine) as session:
            return list(outbox.due(session, self.clock()))

    def run(self, job_id: int) -> State | None:
        """Do one job, if nobody else does; says what became of it."""
        claim = self._claim(job_id)
        if claim is None:
            return None
        try:
            return self._do(claim)
        except LeaseLost:
            log.warning("job %s (%s) was taken over", job_id, claim.name)
            return None
        except Refused as why:
            return self._end(claim, State.DEAD, str(why), why)
        except Exception as why:
            log.exception("job %s (%s) failed", job_id, claim.name)
            broken = Refused(REFUSED, BROKEN, number=job_id)
            return self._end(claim, State.WAITING, f"{type(why).__name__} (job {job_id})", broken)

    def _claim(self, job_id: int) -> Outbox | None:
        with system_session(self.engine) as session:
            job = once(session, lambda: self._claimed(session, job_id))
            if job is not None:
                session.refresh(job)
                session.expunge(job)
        return job if job is not None and job.state is State.RUNNING else None

    def _claimed(self, session: Session, job_id: int) -> Outbox | None:
        known = session.get(Outbox, job_id)
        declared = self.jobs.get(known.name) if known else None
        lease = self.lease or (declared.lease if declared else PAUSE)
        job = outbox.claimed(session, job_id, self.clock(), lease)
        if job is not None and (declared is None or job.tries > declared.tries):
            job.state, job.ended_at = State.DEAD, self.clock()
            self._given_up(job, Refused(REFUSED, TRIED if declared else UNKNOWN))
            outbox.ended(session, job)
        return job

    def _given_up(self, job: Outbox, why: Refused) -> None:
        """What went wrong at the last try says more than that it was the last."""
        job.why = job.why or outbox.why(why)
        job.reason = job.reason or str(why)

    def _do(self, claim: Outbox) -> State:
        job = self.jobs[claim.name]
        known = {**claim.result, "done": claim.done}
        with system_session(self.engine) as session:
            work = Work(session, claim.given, self._day(claim), claim.by_id, known, self._marking(claim))
            if job.commits:
                result = job.do(work)
                once(session, lambda: self._done(session, claim, result))
            else:
                once(session, lambda: self._done(session, claim, job.do(work)))
        return State.DONE

    def _done(self, session: Session, claim: Outbox, result: Any) -> None:
        """In the transaction of the effect: who has lost the lease loses the effect as well."""
        session.flush()
        values = {"result": dict(result)} if result is not None else {}
        outbox.write(
            session, claim.id, claim.tries, state=State.DONE, ended_at=self.clock(), reason="", why=None, **values
        )
        if claim.by_id is not None:
            outbox.ended(session, session.get_one(Outbox, claim.id, populate_existing=True))

    def _marking(self, claim: Outbox) -> Callable[..., None]:
        lease = self.lease or self.jobs[claim.name].lease

        def mark(session: Session, done: int, of: int, **known: Any) -> None:
            held = {"done": done, "of": of, "result": known, "due_at": self.clock() + lease}
            with as_system(session):
                outbox.write(session, claim.id, claim.tries, **held)

        return mark

    def _day(self, claim: Outbox) -> date:
        said = claim.given.get("day")
        return date.fromisoformat(said) if said else self.clock().astimezone(self.zone).date()

    def _end(self, claim: Outbox, state: State, reason: str, why: Refused) -> State | None:
        """Again after a pause, until it was tried often enough; what was refused is not tried again."""
        if claim.tries >= self.jobs[claim.name].tries:
            state = State.DEAD
        at = self.clock()
        ended = at if state is State.DEAD else None
        values = {"state": state, "reason": reason[:500], "ended_at": ended, "due_at": at + PAUSE * 2**claim.tries / 2}
        with system_session(self.engine) as session:
            try:
                once(session, lambda: self._write_end(session, claim, {**values, "why": outbox.why(why)}))
            except LeaseLost:
                return None
        return state

    def _write_end(self, session: Session, claim: Outbox, values: dict[str, Any]) -> None:
        outbox.write(session, claim.id, claim.tries, **values)
        if values["state"] is State.DEAD:
            outbox.ended(session, session.get_one(Outbox, claim.id, populate_existing=True))

"""What a worker promises: claimed by one, done with its effect or not at all, tried again, and given up in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.database import system_session
from app.core.errors import REFUSED, Refused
from app.core.job import Job, Work, asked, daily
from app.core.outbox import LeaseLost, Outbox, State
from app.core.worker import Worker
from app.organization.department import Department

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def found(work: Work) -> dict[str, str]:
    work.session.add(Department(name=work.given["name"]))
    return {"name": work.given["name"]}


def workers(engine: sa.Engine, clock: Clock, job: Job, n: int = 1) -> list[Worker]:
    return [Worker(engine, {"found": job}, clock=clock) for _ in range(n)]


def wished(engine: sa.Engine, name: str = "Depot", **more: Any) -> int:
    with system_session(engine) as session:
        job = outbox.add(session, "found", {"name": name}, **more)
        job.due_at = NOON
        session.commit()
        return job.id


def job_of(engine: sa.Engine, job_id: int) -> Outbox:
    with system_session(engine) as session:
        return session.get_one(Outbox, job_id)


def depots(engine: sa.Engine) -> int:
    with system_session(engine) as session:
        return session.scalar(sa.select(sa.func.count()).where(Department.name.startswith("Depot"))) or 0


def test_a_job_is_done_with_its_effect_and_says_what_came_of_it(engine: sa.Engine) -> None:
    [worker] = workers(engine, Clock(), asked(do=found))
    job_id = wished(engine)
    assert worker.find() == [job_id]
    assert worker.run(job_id) is State.DONE
    job = job_of(engine, job_id)
    assert (job.state, job.result, job.tries, depots(engine)) == (State.DONE, {"name": "Depot"}, 1, 1)


def test_what_was_not_committed_was_never_wished(engine: sa.Engine) -> None:
    [worker] = workers(engine, Clock(), asked(do=found))
    with system_session(engine) as session:
        outbox.add(session, "found", {"name": "Depot"})
        session.flush()
        session.rollback()
    assert worker.find() == []


def test_of_two_workers_one_gets_the_job(engine: sa.Engine) -> None:
    first, second = workers(engine, Clock(), asked(do=found), 2)
    job_id = wished(engine)
    assert first._claim(job_id) is not None
    assert second.run(job_id) is None
    assert depots(engine) == 0


def test_what_is_done_is_not_done_again(engine: sa.Engine) -> None:
    clock = Clock()
    [worker] = workers(engine, clock, asked(do=found))
    job_id = wished(engine)
    worker.run(job_id)
    clock.at += timedelta(days=1)
    assert (worker.find(), worker.run(job_id), depots(engine)) == ([], None, 1)


def taken_over(engine: sa.Engine) -> State | None:
    """The first worker is so slow that the second one takes its job and ends it before."""
    clock = Clock()
    second = workers(engine, clock, asked(do=found))[0]
    job_id = wished(engine)

    def slowly(work: Work) -> None:
        if engine.dialect.name == "postgresql":  # with SQLite one writer waits for the other, so the lease cannot pass
            clock.at += timedelta(hours=1)
            assert second.run(job_id) is State.DONE
        else:
            mine = sa.update(Outbox).where(Outbox.id == job_id).values(tries=Outbox.tries + 1)
            work.session.execute(mine)
        work.session.add(Department(name="Depot of the slow one"))

    return workers(engine, clock, asked(do=slowly))[0].run(job_id)


def test_a_worker_that_lost_its_lease_leaves_no_effect(engine: sa.Engine) -> None:
    assert taken_over(engine) is None
    with system_session(engine) as session:
        assert not session.scalars(sa.select(Department).where(Department.name == "Depot of the slow one")).all()


def test_without_the_lease_the_effect_would_be_there_twice(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "write", lambda *_, **__: None)
    taken_over(engine)
    with system_session(engine) as session:
        assert session.scalars(sa.select(Department).where(Department.name == "Depot of the slow one")).all()


class Killed(BaseException):
    """As if the process had gone."""


def test_a_dead_worker_is_followed_by_another_when_its_lease_has_passed(engine: sa.Engine) -> None:
    clock = Clock()

    def die(work: Work) -> None:
        found(work)
        work.session.flush()
        raise Killed

    [dying], [living] = workers(engine, clock, asked(do=die)), workers(engine, clock, asked(do=found))
    job_id = wished(engine)
    with pytest.raises(Killed):
        dying.run(job_id)
    assert (living.find(), living.run(job_id)) == ([], None)
    clock.at += timedelta(minutes=3)
    assert (living.find(), living.run(job_id)) == ([job_id], State.DONE)
    assert depots(engine) == 1


def failing(times: int) -> Callable[[Work], dict[str, str] | None]:
    left = iter(range(times))

    def fail(work: Work) -> dict[str, str]:
        result = found(work)
        for _ in left:
            raise OSError("the line is down")
        return result

    return fail


def test_a_failure_is_tried_again_after_a_pause_that_grows(engine: sa.Engine) -> None:
    clock = Clock()
    [worker] = workers(engine, clock, asked(do=failing(2)))
    job_id = wished(engine)
    pauses = []
    while worker.run(job_id) is not State.DONE:
        job = job_of(engine, job_id)
        assert (job.state, job.reason) == (State.WAITING, f"OSError (job {job_id})")
        pauses.append(job.due_at - clock.at)
        assert worker.find() == []
        clock.at = job.due_at
    assert pauses == [timedelta(seconds=10), timedelta(seconds=20)]
    assert depots(engine) == 1


def test_what_fails_too_often_is_given_up(engine: sa.Engine) -> None:
    clock = Clock()
    [worker] = workers(engine, clock, asked(do=failing(99)))
    job_id = wished(engine)
    for _ in range(9):
        worker.run(job_id)
        clock.at += timedelta(hours=1)
    job = job_of(engine, job_id)
    assert (job.state, job.tries, depots(engine)) == (State.DEAD, 5, 0)
    assert job.ended_at is not None


def test_what_kills_every_worker_is_given_up_too(engine: sa.Engine) -> None:
    clock = Clock()
    [worker] = workers(engine, clock, asked(do=found))
    job_id = wished(engine)
    for _ in range(5):
        assert worker._claim(job_id) is not None
        clock.at += timedelta(hours=1)
    assert worker.run(job_id) is None
    assert (job_of(engine, job_id).state, job_of(engine, job_id).reason) == (State.DEAD, "Tried too often.")


def test_a_refusal_is_told_and_not_tried_again(engine: sa.Engine) -> None:
    def refuse(_: Work) -> None:
        raise Refused(REFUSED, "The depot is full.")

    [worker] = workers(engine, Clock(), asked(do=refuse))
    job_id = wished(engine)
    assert worker.run(job_id) is State.DEAD
    assert job_of(engine, job_id).reason == "The depot is full."


def test_a_job_that_there_is_no_more_is_dead(engine: sa.Engine) -> None:
    job_id = wished(engine)
    assert Worker(engine, {}, clock=Clock()).run(job_id) is None
    assert job_of(engine, job_id).state is State.DEAD


def test_a_daily_job_is_planned_once_a_day_however_many_plan(engine: sa.Engine) -> None:
    clock, days = Clock(), []

    def note(work: Work) -> None:
        days.append(work.day.isoformat())

    first, second = workers(engine, clock, daily(at="13:30", do=note), 2)
    for _ in range(2):
        for worker in (first, second, first):
            worker.plan()
            for job_id in worker.find():
                worker.run(job_id)
        clock.at += timedelta(days=1)
    assert days == ["2026-11-20", "2026-11-21"]


def test_marks_hold_the_lease_and_tell_how_far_it_is(engine: sa.Engine) -> None:
    clock, seen = Clock(), []

    def piecemeal(work: Work) -> None:
        seen.append(dict(work.known))
        with system_session(engine) as session:
            for done in (1, 2):
                clock.at += timedelta(minutes=1, seconds=30)
                work.mark(session, done, 3, batch=7)
                session.commit()
        if len(seen) == 1:
            raise Killed

    [worker] = workers(engine, clock, asked(do=piecemeal, commits=True))
    job_id = wished(engine)
    with pytest.raises(Killed):
        worker.run(job_id)
    assert (job_of(engine, job_id).done, job_of(engine, job_id).of, worker.find()) == (2, 3, [])
    clock.at += timedelta(minutes=3)
    assert worker.run(job_id) is State.DONE
    assert seen == [{"done": 0}, {"batch": 7, "done": 2}]


def test_who_lost_the_lease_cannot_mark(as_system: Session, engine: sa.Engine) -> None:
    job_id = wished(engine)
    with pytest.raises(LeaseLost):
        outbox.write(as_system, job_id, 1, done=1)


def test_a_new_job_wakes_somebody_once_it_is_committed(engine: sa.Engine) -> None:
    told: list[int] = []
    before = list(outbox._wakes)
    outbox.on_added(told.append)
    try:
        with system_session(engine) as session:
            job = outbox.add(session, "found", {})
            session.flush()
            assert told == []
            session.commit()
            assert told == [job.id]
            outbox.add(session, "found", {})
            session.rollback()
            session.commit()
            assert len(told) == 1
    finally:
        outbox._wakes[:] = before

"""Workers die at the worst moment, again and again: no job is lost, and none is done twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import outbox
from app.core.database import system_session
from app.core.outbox import Outbox, State
from tests.jobs.effects import effect

JOBS, KILLS, PATIENCE = 150, 5, 900


def started(url: str, directory: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.effects", url, str(directory)])


def done(engine: sa.Engine) -> int:
    with system_session(engine) as session:
        return session.scalar(sa.select(sa.func.count()).where(Outbox.state == State.DONE)) or 0


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_done_twice_when_workers_are_killed(engine: sa.Engine, tmp_path: Path) -> None:
    effect.create(engine)
    with system_session(engine) as session:
        for n in range(JOBS):
            outbox.add(session, "leave-a-row", {"n": n})
        session.commit()
    url = engine.url.render_as_string(hide_password=False)
    kills = reruns = 0
    until = time.monotonic() + PATIENCE
    while done(engine) < JOBS and time.monotonic() < until:
        worker = started(url, tmp_path)
        if kills < KILLS:
            wanted = done(engine) + JOBS // (KILLS + 2)
            while done(engine) < wanted and time.monotonic() < until:
                time.sleep(random.uniform(0.01, 0.05))
            worker.kill()
            kills += 1
        else:
            while done(engine) < JOBS and time.monotonic() < until:
                time.sleep(0.1)
            worker.terminate()
        worker.wait(PATIENCE)
    with system_session(engine) as session:
        left = session.scalars(sa.select(Outbox.id).where(Outbox.state != State.DONE)).all()
        reruns = session.scalar(sa.select(sa.func.count()).where(Outbox.tries > 1)) or 0
        effects = sorted(session.scalars(sa.select(effect.c.job)))
    assert kills == KILLS
    assert left == [], "lost"
    assert effects == list(range(JOBS)), "done twice, or not at all"
    print(f"{JOBS} jobs, {kills} kills, {reruns} begun again: none lost, none done twice")  # noqa: T201

"""A worker to be killed: each of its jobs leaves one row, slowly enough to be caught in the middle of it."""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

import app.rooms  # noqa: F401 - all tables are known
from app.core import database, waking
from app.core.job import Work, asked
from app.core.worker import Worker

LEASE = timedelta(seconds=2)
effect = sa.Table("effect", sa.MetaData(), sa.Column("job", sa.Integer), sa.Column("by", sa.String(20)))


def leave_a_row(work: Work) -> None:
    """Half of the work before the effect, half after it: a kill may come anywhere."""
    time.sleep(random.uniform(0, 0.02))
    work.session.execute(sa.insert(effect), {"job": work.given["n"], "by": str(id(work))})
    time.sleep(random.uniform(0, 0.02))


JOBS = {"leave-a-row": asked(do=leave_a_row)}


def worker_on(url: str) -> Worker:
    engine = database.prepare(sa.create_engine(url, **database.options(url)))
    return Worker(engine, JOBS, lease=LEASE)


if __name__ == "__main__":
    worker = worker_on(sys.argv[1])
    waking.work(waking.queue(worker.engine, Path(sys.argv[2])), worker, threads=4, every=0.2)

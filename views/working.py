"""The commands of the background: `jobs work`, `jobs list`, `jobs run`."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.core import outbox, waking
from app.core.database import system_session
from app.core.doorman import once
from app.core.errors import NOT_FOUND, Refused
from app.core.outbox import Outbox, State
from app.core.words import N_
from app.core.worker import Worker
from app.jobs import SCHEDULE
from app.organization.setting import settings_of
from views import console
from views.fab.session import engine
from views.serving import keep_what_is_loaded

MOST = 50


def register(web: Flask) -> None:
    """Adds the commands, and lets new jobs wake a worker."""
    web.cli.add_command(jobs)
    wake(web)


def wake(web: Flask) -> None:
    """Who adds a job wakes a worker; the queue is opened with the first."""
    with web.app_context():
        known = engine()
    outbox.on_added(waking.caller(lambda: waking.queue(known, web.extensions["settings"].directory())))


@click.group(help="What the system does in the background.")
def jobs() -> None:
    pass


@jobs.command("work", help="Do jobs until told to stop.")
@with_appcontext
def work() -> None:
    logging.basicConfig(level=logging.WARNING)
    directory = current_app.extensions["settings"].directory()
    keep_what_is_loaded()
    waking.work(waking.queue(engine(), directory), the_worker())


@jobs.command("list", help="What is waiting, running and dead, and what runs by itself.")
@with_appcontext
def list_jobs() -> None:
    with system_session(engine()) as session:
        open_jobs = sa.select(Outbox).where(Outbox.state != State.DONE).order_by(Outbox.id.desc()).limit(MOST)
        for job in session.scalars(open_jobs):
            far = f"{job.done}/{job.of}" if job.of else ""
            click.echo(
                f"{job.id:>6}  {console.reader().say(job.state.value):<10} {job.name:<20} {far:<12} {job.reason}"
            )
    for name, each in SCHEDULE.items():
        if each.when is not None:
            click.echo(f"{'':>6}  {each.when.in_words():<10}  {name}")


@jobs.command("run", help="Do one job now.")
@click.argument("name")
@with_appcontext
def run(name: str) -> None:
    with console.plainly():
        if name not in SCHEDULE:
            raise Refused(NOT_FOUND, "There is no job called {name}.", name=name)
        with system_session(engine()) as session:
            job_id = once(session, lambda: _added(session, name))
        state = the_worker().run(job_id)
    console.say(N_("{name}: {state}"), name=name, state=state or State.RUNNING)


def _added(session: Session, name: str) -> int:
    job = outbox.add(session, name)
    session.flush()
    return job.id


def the_worker() -> Worker:
    """What happens daily happens by the company's clock."""
    with system_session(engine()) as session:
        zone = ZoneInfo(settings_of(session).zone)
    return Worker(engine(), SCHEDULE, zone=zone)

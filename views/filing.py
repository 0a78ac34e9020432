"""The commands that take files in: `import`, `import-undo`, and `demo`, which is made of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.doorman import once
from app.core.errors import NOT_FOUND, Refused
from app.core.files import mapping
from app.core.files.importing import Outcome, Wish, imported
from app.core.files.rejects import Rejects
from app.core.files.sheet import Sheet, opened
from app.core.files.tally import CREATED, FAILED, SKIPPED, UPDATED
from app.core.files.undo import undone
from app.core.noun import noun_named, now
from app.core.words import N_
from app.demo import story
from app.organization.employee import Employee
from app.organization.password import hashed_password
from app.organization.setting import settings_of
from app.organization.viewing import look_as
from config import DEMO_PASSWORD
from views import console
from views.delivery import deliver_all
from views.fab.session import engine

FILE = click.Path(path_type=Path, dir_okay=False)
COUNTS = N_("{noun}: {created} created, {updated} updated, {skipped} skipped, {failed} failed")
AS = click.option("--as", "who", default="", help="Employee whose rights hold; the system's unless told.")


@click.command("import", help="Import a csv or xlsx file as records of NOUN, and of what else the mapping makes of it.")
@click.argument("noun")
@click.argument("file", type=FILE)
@click.option("--map", "map_file", type=FILE, help="Mapping (TOML). Without one, columns are found by their names.")
@click.option("--key", default="", help="Column that the records are known by.")
@click.option("--dry-run", is_flag=True, help="Do everything, and take it back.")
@click.option("--errors", type=FILE, help="Where to write the rows that are refused, with the reasons.")
@AS
@with_appcontext
def import_file(
    noun: str, file: Path, *, map_file: Path | None, key: str, dry_run: bool, errors: Path | None, who: str
) -> None:
    with console.plainly(), session_as(who) as session:
        sheet, how = _read(noun, file, map_file, key)
        with Rejects(errors, sheet.columns, console.reader()) as rejects, bar(file.name) as progress:
            outcome = imported(
                session, sheet, how, Wish(dry=dry_run, zone=_zone(), progress=progress, reject=rejects.add)
            )
    _tell(outcome, rejects, errors, dry=dry_run)


@click.command("import-undo", help="Take an import back: what it made is deleted, what it changed is as before.")
@click.argument("batch", type=int)
@AS
@with_appcontext
def import_undo(batch: int, *, who: str) -> None:
    with console.plainly(), session_as(who) as session, bar(str(batch)) as progress:
        counts = undone(session, batch, progress)
    for noun, each in counts.items():
        console.say(N_("{noun}: {deleted} deleted, {restored} as before"), noun=noun, **each)


@contextmanager
def session_as(name: str) -> Iterator[Session]:
    """A session of the system, or of an employee."""
    if not name:
        with system_session(engine()) as session:
            yield session
        return
    with system_session(engine()) as session:
        employee_id = console.the_employee(session, name).id
    with Session(engine()) as session:
        look_as(session, session.get_one(Employee, employee_id))
        yield session


@contextmanager
def bar(label: str) -> Iterator[Any]:
    """A progress bar, where somebody sits before it."""
    with click.progressbar(length=1, label=label) as shown:

        def progress(done: int, of: int) -> None:
            shown.length = max(of, 1)
            shown.update(done - shown.pos)

        yield progress


def _read(name: str, file: Path, map_file: Path | None, key: str) -> tuple[Sheet, mapping.Mapping]:
    noun = noun_named(name)
    if noun is None:
        raise Refused(NOT_FOUND, "There is no noun called {name}.", name=name)
    how = mapping.read(map_file, noun) if map_file else None
    how = mapping.keyed(how, key) if how and key else how
    sheet = opened(file, encoding=how.encoding if how else "")
    return sheet, how or mapping.matched(noun, sheet.columns, key=key, file=file.name)


def _zone() -> ZoneInfo:
    with system_session(engine()) as session:
        return ZoneInfo(settings_of(session).zone)


def _tell(outcome: Outcome, rejects: Rejects, errors: Path | None, *, dry: bool) -> None:
    for noun, count in outcome.counts.items():
        numbers = {what: count[what] for what in (CREATED, UPDATED, SKIPPED, FAILED)}
        console.say(COUNTS, noun=noun, **numbers)
    for line in rejects.first:
        click.echo(f"  {line}")
    if rejects.first and errors:
        console.say(N_("{n} rows were refused; they are in {file}."), n=outcome.rejected, file=str(errors))
    if dry:
        console.say(N_("This was a dry run: nothing was written."))
    else:
        console.say(N_("Batch {batch}. To take it back: flask --app run import-undo {batch}"), batch=outcome.batch)


@click.command("demo", help="Tell the example company into an empty database.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; today unless told.")
@with_appcontext
def demo(as_of: datetime | None) -> None:
    with console.plainly():
        tell_demo(as_of.date() if as_of else now().date())


def _demo_hash(name: str) -> str:
    return hashed_password(DEMO_PASSWORD, name=name)


def tell_demo(as_of: date) -> None:
    """The example company with its people, who all sign in with the published password."""
    with system_session(engine()) as session:
        once(session, lambda: deliver_all(session))
    with bar("demo") as progress:
        outcome = story.tell(engine(), as_of=as_of, hashed=_demo_hash, progress=progress)
    for noun, count in outcome.counts.items():
        console.say(N_("{noun}: {n}"), noun=noun, n=count[CREATED])

"""The command that writes a report into a file: all rows and columns, or those that an employee may see."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from app.core.noun import now
from app.core.words import N_
from app.press.export import export
from app.reports import REPORTS, report_named
from app.reports.making import reader_of
from views.console import plainly, say
from views.filing import AS, session_as

METAVARS: Final = {"day": "DATE", "choice": "NAME", "noun": "ID"}


def asking(command: Any) -> Any:
    """An option for each parameter that any report has; one that has it not says so."""
    known = {each.name: each for report in REPORTS.values() for each in report.parameters}
    for each in reversed(known.values()):
        command = click.option(f"--{each.name}", each.name, metavar=METAVARS[each.kind], help=each.help)(command)
    return command


@click.command("report", help="Write a report as pdf, xlsx or csv, by the file's ending.")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@asking
@click.option("--section", default="", metavar="NAME", help="The table that a csv holds instead of the rows.")
@AS
@with_appcontext
def write_report(name: str, file: Path, section: str, who: str, **given: str | None) -> None:
    """Nothing is written unless all of it could be made."""
    out = BytesIO()
    with plainly(), session_as(who) as session:
        reader = reader_of(session)
        today = datetime.now(ZoneInfo(reader.zone)).date()
        told = {each: text for each, text in given.items() if text is not None}
        answer = report_named(name).answer(session, told, today=today)
        export(answer, reader, file.suffix.lower().removeprefix("."), out, at=now(), section=section)
    if not file.parent.is_dir():
        raise click.ClickException(reader.language.say(N_("There is no directory {name}."), name=file.parent))
    file.write_bytes(out.getvalue())
    say(N_("{file}: {period}, {count} rows."), file=file, period=reader.period(answer.period), count=len(answer.rows))

"""The command that writes a list into a file: all rows and columns, or those that an employee may see."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.core.database import steady
from app.core.doorman import once
from app.core.errors import INVALID, Refused
from app.core.noun import noun_named, now
from app.core.viewer import viewer_of
from app.core.words import N_
from app.organization.export import note
from app.press.extract import Extract, extract_of, noted, refuse_ending, written
from views.console import plainly, say
from views.fab.filters import Asker, read_filter
from views.fab.readable import readable
from views.filing import AS, bar, session_as


@click.command("export", help="Write the records of NOUN as csv, xlsx or pdf, by the file's ending.")
@click.argument("noun")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--filter", "filters", multiple=True, metavar="FIELD:OPERATOR:VALUE", help="As in the address of a list.")
@click.option("--any", "any_of", is_flag=True, help="One filter is enough; all must fit unless told.")
@click.option("--search", default="", help="What the quick search looks for.")
@click.option("--sort", default="", metavar="FIELD", help="Field to sort by; with - in front, from high to low.")
@click.option("--columns", default="", metavar="FIELD,FIELD", help="Columns in this order; all unless told.")
@AS
@with_appcontext
def export_list(
    noun: str, file: Path, *, filters: tuple[str, ...], any_of: bool, search: str, sort: str, columns: str, who: str
) -> None:
    """Nothing stands under the name unless all of it could be written."""
    asked = {"f": list(filters), "any": ["1"] if any_of else [], "q": [search], "sort": [sort]}
    given = {"noun": noun, "asked": asked, "columns": [name for name in columns.split(",") if name]}
    ending = file.suffix.lower().removeprefix(".")
    with plainly(), session_as(who) as session, bar(file.name) as progress:
        steady(session)
        found = extract_of(session, given)
        _refuse_unread(session, noun, sort, filters)
        refuse_ending(ending, found.count)
        rows = _write(found, ending, file, progress)
        by_id = viewer_of(session).id
        once(session, lambda: note(session, by_id=by_id, rows=rows, **noted(file.name, given, found)))
    say(N_("{file}: {n} rows."), file=file, n=rows)


def _refuse_unread(session: Any, noun: str, sort: str, filters: tuple[str, ...]) -> None:
    """On a page a filter that cannot be read is a chip that finds nothing; here it is a mistake."""
    viewer = viewer_of(session)
    allowed = readable(noun_named(noun), viewer)  # type: ignore[arg-type]
    for said in filters:
        if read_filter(said, Asker(allowed, viewer.zone, viewer)).is_broken:
            raise Refused(INVALID, "The filter {said} cannot be read. Example: status:is:ACTIVE", "filter", said=said)
    if sort and sort.removeprefix("-") not in allowed:
        raise Refused(INVALID, "There is no column called {name}.", "sort", name=sort)


def _write(found: Extract, ending: str, file: Path, progress: Any) -> int:
    if not file.resolve().parent.is_dir():
        raise Refused(INVALID, "There is no directory {name}.", name=str(file.parent))
    with tempfile.NamedTemporaryFile(dir=file.resolve().parent, prefix=".export-", delete=False) as draft:
        path = Path(draft.name)
        try:
            rows = written(replace(found, progress=progress), ending, draft, at=now())
        except BaseException:
            path.unlink()
            raise
    path.replace(file)
    return rows

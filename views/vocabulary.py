"""Every message that Trato says: what is written in sources and templates, and what is derived from declarations."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.core.language import CATALOGUES, LANGUAGES, LOCALES
from app.core.noun import nouns, plural_label, singular_label
from app.core.outbox import State
from app.core.parameter import Parameter
from app.core.report import Column
from app.core.shape import Field, choices_of, fields
from app.core.viewer import Reach
from app.core.words import label
from app.jobs import SCHEDULE
from app.organization.role import permissions_of
from app.reports import REPORTS
from config import ROLES, SPECIAL_PERMISSIONS

ROOT = Path(__file__).resolve().parents[1]
CODE, PAGES = ("app", "views", "schema"), "templates"
SOURCES = (*((f"{folder}/**.py", "python") for folder in CODE), (f"{PAGES}/**.html", "jinja2"))
KEYWORDS: dict[str, Any] = {"N_": None, "say": None, "_": None, "Refused": (2,)}
SAME = "same"
"""The remark on a translation that really is the English word."""


def said() -> set[str]:
    """All messages, in English."""
    return {message for message in (*_written(), *_derived()) if message.strip()}


def _written() -> Iterator[str]:
    for *_, message, _, _ in extract_from_dir(ROOT, list(SOURCES), keywords=KEYWORDS, directory_filter=_is_ours):
        yield message if isinstance(message, str) else message[0]


def _is_ours(directory: str) -> bool:
    return not Path(directory).name.startswith((".", "node_modules", "instance"))


def _derived() -> Iterator[str]:
    for noun in nouns():
        yield from _of_noun(noun)
    for report in REPORTS.values():
        yield from (
            report.title,
            report.group,
            *(text for each in report.sections for text in (each.title, each.about)),
        )
        parts: tuple[Column | Parameter, ...] = (*report.all_columns, *report.parameters)
        for part in parts:
            yield from (part.label, part.help)
        kinds: Iterator[Any] = (column.of for column in report.all_columns if column.of is not None)
        yield from (str(choice.value) for kind in kinds for choice in kind)
        yield from (str(choice.value) for each in report.parameters for choice in each.choices)
    yield from (label(name.replace("-", "_")) for name in SCHEDULE)
    yield from (state.value for state in State)
    for name, role in ROLES.items():
        yield from (name, role.purpose)
    yield from (label(p.removeprefix("can_")) for each in SPECIAL_PERMISSIONS.values() for p in each)
    yield from (reach.value for reach in Reach)


def _of_noun(noun: type[Any]) -> Iterator[str]:
    yield from (singular_label(noun), plural_label(noun))
    for f in fields(noun):
        yield from _of_field(f)
    yield from (label(permission.removeprefix("can_")) for permission in permissions_of(noun))
    for verb in noun.verbs.values():
        yield from (verb.label, verb.help)
        yield from (argument.label for argument in verb.arguments)
        yield from (str(choice.value) for a in verb.arguments if a.kind == "choice" for choice in a.type)


def _of_field(f: Field) -> Iterator[str]:
    yield label(f.name)
    yield f.help
    yield from (str(choice.value) for choice in choices_of(f))


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    path = CATALOGUES / f"{code}.po"
    if not path.exists():
        return Catalog(locale=LOCALES[code])
    return read_po(BytesIO(path.read_bytes()), locale=code)


def renew(code: str) -> int:
    """Write the catalogue with exactly what is said: new messages empty, old ones gone. Returns how many are empty."""
    known = catalogue(code)
    fresh = Catalog(LOCALES[code], project="Trato", version="", creation_date=known.creation_date, fuzzy=False)
    fresh.header_comment = "# Trato"
    for message in sorted(said()):
        old = known.get(message)
        fresh.add(message, old.string if old else "", user_comments=old.user_comments if old else ())
    CATALOGUES.mkdir(exist_ok=True)
    with (CATALOGUES / f"{code}.po").open("wb") as file:
        write_po(file, fresh, width=120, omit_header=False, no_location=True, sort_output=True)
    return sum(not message.string for message in fresh if message.id)


def translations() -> tuple[str, ...]:
    """The languages that have a catalogue: all but English."""
    return tuple(code for code in LANGUAGES if code != "en")

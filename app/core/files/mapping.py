"""A mapping: which columns of a sheet make which fields of which nouns. Written as TOML, or found by the names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.core.errors import INVALID, Refused
from app.core.files.dates import STYLES, Style
from app.core.files.numbers import Mark
from app.core.noun import noun_named
from app.core.shape import Field, fields
from app.core.shape import field as field_of
from app.core.verb import Verb
from app.core.words import N_

OWN_COLUMNS = ("_row", "_reason")
"""What we add to the rows that we hand back; they may come in again."""
MARKS: Table[str, Mark] = {"point": ".", "comma": ","}
SOURCES = {"from": "column", "less": "less", "per": "per", "discount": "discount", "always": "constant", "by": "by"}

UNKNOWN = N_("{file}: nothing is known about the column {column}. The columns that are: {known}.")
ABSENT = N_("{file}: the column {column} of the mapping is not there.")
NO_KEY = N_("There is no column {column} to know the rows by.")
NO_FIELD = N_("The mapping names {name}, which {noun} does not have or which is not written by people.")


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a column, several that are reckoned with, or a constant."""

    column: str = ""
    less: str = ""
    """A column to subtract."""
    per: str = ""
    """A column to divide by: the price of one out of the price of all."""
    discount: str = ""
    """A column with a share that was let off: the price before."""
    constant: Any = None
    by: str = ""
    """For a relation: the field by which the other record is known."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.column, self.less, self.per, self.discount)))

    @property
    def is_reckoned(self) -> bool:
        return len(self.columns) > 1


@dataclass(frozen=True)
class Step:
    """A verb that an imported record lives through, its arguments from columns; without its day it is not taken."""

    verb: Verb
    given: Table[str, str]


@dataclass(frozen=True)
class Part:
    """One noun in each row: the fields it gets, the one it is known by, and whose word counts when rows differ."""

    noun: type[Any]
    sources: Table[Field, Source]
    key: Field | None = None
    latest: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        return self.noun.__name__


@dataclass(frozen=True)
class Mapping:
    """How to read a file: its parts in the order in which they are made, parents first."""

    parts: tuple[Part, ...]
    ignored: frozenset[str] = frozenset()
    days: Style | None = None
    mark: Mark | None = None
    encoding: str = ""
    whole: type[Any] | None = field(default=None)
    """The noun whose rows belong together; its steps are taken when all of them are in."""

    def check(self, file: str, columns: tuple[str, ...]) -> None:
        """Every column is known or said to be ignored, and every column that is named is there."""
        named = {column for part in self.parts for column in columns_of(part)}
        for column in sorted(named):
            if column not in columns:
                raise Refused(INVALID, ABSENT, file=file, column=column)
        for column in columns:
            if column not in named | self.ignored and column not in OWN_COLUMNS:
                raise Refused(INVALID, UNKNOWN, file=file, column=column, known=", ".join(sorted(named)))


def columns_of(part: Part) -> set[str]:
    steps = {column for step in part.steps for column in step.given.values()}
    return {c for source in part.sources.values() for c in source.columns} | steps | set(filter(None, [part.latest]))


def read(path: Path, whole: type[Any]) -> Mapping:
    """The mapping in a TOML file."""
    try:
        return _mapping(path, tomllib.loads(path.read_text("utf-8-sig")), whole)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as why:
        reason = str(why) or type(why).__name__
        raise Refused(INVALID, "The mapping {file} cannot be read: {why}.", file=path.name, why=reason) from None


def _mapping(path: Path, said: Table[str, Any], whole: type[Any]) -> Mapping:
    file = said.get("file", {})
    days, mark = file.get("days"), file.get("decimals")
    if days not in (None, *STYLES) or mark not in (None, *MARKS):
        raise Refused(INVALID, "The mapping: days are {days}; decimals are point or comma.", days=", ".join(STYLES))
    parts = tuple(_part(table, whole) for table in said.get("part", ()))
    if whole not in {part.noun for part in parts}:
        raise Refused(INVALID, "The mapping {file} makes no {noun}.", file=path.name, noun=whole)
    return Mapping(parts, frozenset(file.get("ignore", ())), days, MARKS.get(mark), file.get("encoding", ""), whole)


def _part(table: Table[str, Any], whole: type[Any]) -> Part:
    noun = noun_named(table.get("noun", ""))
    if noun is None:
        raise Refused(INVALID, "The mapping names {noun}, which there is not.", noun=table.get("noun", ""))
    sources = {_writable(noun, name): _source(said) for name, said in table.get("fields", {}).items()}
    key = _writable(noun, table["key"]) if "key" in table else None
    if key is not None and key not in sources:
        raise Refused(INVALID, NO_FIELD, name=key.name, noun=noun)
    if table.get("then") and noun is not whole:
        raise Refused(INVALID, "Steps are taken when all rows of {noun} are in: import {noun}.", noun=noun)
    steps = tuple(_step(noun, name, table.get("steps", {})) for name in table.get("then", ()))
    return Part(noun, sources, key, table.get("latest", ""), steps)


def _writable(noun: type[Any], name: str) -> Field:
    found = field_of(noun, name)
    if found is None or not (found.written or found.numbered):
        raise Refused(INVALID, NO_FIELD, name=name, noun=noun)
    return found


def _source(said: Any) -> Source:
    if isinstance(said, str):
        return Source(said)
    if unknown := set(said) - set(SOURCES):
        message = N_("The mapping: {word} is not known; these are: {words}.")
        raise Refused(INVALID, message, word=unknown.pop(), words=", ".join(SOURCES))
    return Source(**{SOURCES[word]: value for word, value in said.items()})


def _step(noun: type[Any], name: str, given: Table[str, Any]) -> Step:
    verb = noun.verbs.get(name)
    arguments = given.get(name, {})
    if verb is None or not set(arguments) <= {each.name for each in verb.arguments}:
        raise Refused(INVALID, "The mapping: {noun} has no step {step} with these arguments.", noun=noun, step=name)
    return Step(verb, arguments)


def keyed(how: Mapping, column: str) -> Mapping:
    """The same, but the noun that is imported is known by what stands in this column."""
    parts = {part.noun: part for part in how.parts}
    part = parts[how.whole] if how.whole else how.parts[-1]
    found = next((f for f, source in part.sources.items() if source.column == column and f.target is None), None)
    if found is None:
        raise Refused(INVALID, NO_KEY, column=column)
    parts[part.noun] = replace(part, key=found)
    return replace(how, parts=tuple(parts.values()))


def writable(noun: type[Any]) -> list[Field]:
    """The fields that a file may bring."""
    return [f for f in fields(noun) if f.written or f.numbered]


def matched(noun: type[Any], columns: tuple[str, ...], *, key: str = "", file: str = "") -> Mapping:
    """The mapping that the column names themselves make: labels or names of fields, as our own exports write them."""
    known = {_folded(name): f for f in writable(noun) for name in (f.label, f.name)}
    sources = {known[_folded(c)]: Source(c) for c in columns if _folded(c) in known}
    for column in columns:
        if _folded(column) not in known and column not in OWN_COLUMNS:
            labels = ", ".join(f.label for f in sorted(set(known.values()), key=lambda f: f.label))
            raise Refused(INVALID, UNKNOWN, file=file, column=column, known=labels)
    return Mapping((Part(noun, sources, _key(noun, sources, known, key)),), whole=noun)


def _key(noun: type[Any], sources: Table[Field, Source], known: Table[str, Field], key: str) -> Field | None:
    if key:
        found = known.get(_folded(key))
        if found is None or found not in sources:
            raise Refused(INVALID, NO_KEY, column=key)
        return found
    by_name = {each.name: each for each in sources}
    return next((by_name[name] for name in ("number", "external_id") if name in by_name), None)


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())

"""Quick search: one folded text per record, found by any part of three letters or more, accents or not.

Every word is kept with its tails ("miller", "iller", "ller", "ler"), so that a search for the beginning of a word,
which both engines have an index for, finds its middle too. Chinese is kept in overlapping pairs of characters.
A phone number is kept by its last nine digits, however it was written.

SQLite: a table of FTS5. PostgreSQL: a `tsvector` under a GIN index. This module is the only one that knows.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.noun import Declared
from app.core.phone import parts
from app.core.remembered import remembered
from app.core.shape import Field, fields

SHORTEST, LONGEST, WORDS = 3, 40, 120
PHONE_DIGITS = 9
RECORDS = 2**32
COMMON = 5000
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W_]+")


class Words(sa.types.UserDefinedType[str]):
    """`tsvector` on PostgreSQL, text in FTS5 on SQLite."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TSVECTOR"


INDEX = sa.Table(
    "search",
    sa.MetaData(),
    sa.Column("rowid", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("words", Words),
)
"""One row a record, made by the migration in the engine's own way; `rowid` is the noun's code and the record's id."""


def fold(text: str) -> str:
    """Accents off, case folded, width and form of letters made one."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def tokens(text: str) -> Iterator[str]:
    """What a text is found by."""
    for word in _words(fold(text)):
        yield from _pairs(word) if _CHINESE.fullmatch(word) else _tails(word)


def _words(folded: str) -> Iterator[str]:
    for word in _WORD.findall(folded):
        yield from filter(None, re.split(r"([\u3400-\u9fff]+)", word[:LONGEST]))


def _tails(word: str) -> Iterator[str]:
    yield from (word[start:] for start in range(max(1, len(word) - SHORTEST + 1)))


def _pairs(word: str) -> Iterator[str]:
    yield from (word[start : start + 2] for start in range(max(1, len(word) - 1)))
    yield word[-1]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _of_field(f: Field, value: Any) -> Iterator[str]:
    if f.kind == "phone":
        yield from _tails(_digits(parts(value)[0])[-PHONE_DIGITS:])
    else:
        yield from tokens(str(value))


def text_of(record: Any) -> str:
    """The words a record is found by, once each."""
    known = ((f, getattr(record, f.name)) for f in searched(type(record)))
    each = (token for f, value in known if value for token in _of_field(f, value))
    return " ".join(list(dict.fromkeys(filter(None, each)))[: WORDS * 4])


@remembered
def searched(noun: type[Any]) -> tuple[Field, ...]:
    """The fields of the quick search. A guarded one is not among them: a hit would tell its value."""
    return tuple(f for f in fields(noun) if f.search and not f.guard)


@remembered
def _first(noun: type[Any]) -> int:
    return (zlib.crc32(noun.__name__.encode()) & 0x3FFFFFFF) * RECORDS


def row_of(noun: type[Any], record_id: int) -> int:
    return _first(noun) + record_id


def found_by(noun: Any, query: str, dialect: str, *, common: bool = False) -> sa.ColumnElement[bool] | None:
    """The condition that a record has every word of the query; `None` where there is nothing to look for."""
    asked = _asked(query)
    if not asked:
        return None
    if common:
        return _has(noun, asked, dialect)
    found: sa.ColumnElement[bool] = noun.id.in_(_matching(noun, asked, dialect))
    return found


def is_common(session: Session, noun: Any, query: str) -> bool:
    """Whether so many records have the words that a page is found sooner among all records than among those."""
    asked = _asked(query)
    if not asked:
        return False
    some = _matching(noun, asked, session.get_bind().dialect.name).limit(COMMON + 1)
    many = session.scalar(sa.select(sa.func.count()).select_from(some.subquery()), execution_options={"unscoped": True})
    return (many or 0) > COMMON


def _matching(noun: Any, asked: list[tuple[str, bool]], dialect: str) -> sa.Select[int]:
    return matching(noun, sa.literal(_said(asked, dialect), sa.String()), dialect)


def matching(noun: Any, words: sa.BindParameter[str], dialect: str) -> sa.Select[int]:
    """The ids of the records with these words, as `asked_of` says them, by the index."""
    mine = INDEX.c.rowid.between(_first(noun), _first(noun) + RECORDS - 1)
    query = sa.func.to_tsquery(sa.literal_column("'simple'"), words)
    is_sqlite = dialect == "sqlite"
    matches = sa.literal_column(INDEX.name).op("MATCH")(words) if is_sqlite else INDEX.c.words.op("@@")(query)
    return sa.select((INDEX.c.rowid - _first(noun)).label("id")).where(mine, matches)


def asked_of(query: str, dialect: str) -> str:
    """The query as the index of this engine reads it."""
    return _said(_asked(query), dialect)


def _said(asked: list[tuple[str, bool]], dialect: str) -> str:
    form, last, join = ('"{}"*', '"{}"', " AND ") if dialect == "sqlite" else ("'{}':*", "'{}'", " & ")
    return join.join((last if exact else form).format(token) for token, exact in asked)


def _has(noun: Any, asked: list[tuple[str, bool]], dialect: str) -> sa.ColumnElement[bool]:
    """Whether the words of a record, looked up by its key, are these."""
    kept = (
        sa.select(INDEX.c.words)
        .where(INDEX.c.rowid == sa.literal(_first(noun), sa.BigInteger) + noun.id)
        .correlate_except(INDEX)
    )
    words = kept.scalar_subquery()
    if dialect != "sqlite":
        has: sa.ColumnElement[bool] = words.op("@@")(sa.func.to_tsquery("simple", _said(asked, dialect)))
        return has
    text = sa.literal(" ").op("||")(words).op("||")(" ")
    return sa.and_(*(sa.func.instr(text, f" {token} " if exact else f" {token}") > 0 for token, exact in asked))


def _asked(query: str) -> list[tuple[str, bool]]:
    """The tokens of a query and whether each is meant whole; letters and digits only, so no operator gets through."""
    digits = _digits(query)
    if len(digits) >= PHONE_DIGITS - 2 and not re.search(r"[^\W\d_]", query):
        return [(digits[-PHONE_DIGITS:], False)]
    found: list[tuple[str, bool]] = []
    for word in _words(fold(query)):
        pairs = list(_pairs(word))[:-1] if _CHINESE.fullmatch(word) and len(word) > 1 else []
        found += [(pair, True) for pair in pairs] or [(word, False)]
    return found[:12]


@event.listens_for(Session, "after_flush")
def _index(session: Session, *_: Any) -> None:
    new = [r for r in session.new if _is_searched(r)]
    changed = [r for r in session.dirty if _is_searched(r) and _has_changed(r)]
    gone = [r for r in session.deleted if _is_searched(r)]
    if new or changed or gone:
        write(session.connection(), [*new, *changed], [*changed, *gone])


def _is_searched(record: Any) -> bool:
    return isinstance(record, Declared) and bool(searched(type(record)))


def _has_changed(record: Any) -> bool:
    state = sa.inspect(record)
    return any(state.attrs[f.name].history.has_changes() for f in searched(type(record)))


def put_again(session: Session, records: list[Any]) -> None:
    """Put records into the index once more: what they are called has changed, though nothing in them has."""
    if records:
        write(session.connection(), records, records)


def write(connection: sa.Connection, written: list[Any], gone: list[Any]) -> None:
    """Put records into the index, and take out what was there of others."""
    if gone:
        old = [{"row": row_of(type(record), record.id)} for record in gone]
        connection.execute(sa.delete(INDEX).where(INDEX.c.rowid == sa.bindparam("row")), old)
    if written:
        rows = [{"row": row_of(type(record), record.id), "text": text_of(record)} for record in written]
        connection.execute(insertion(connection.dialect.name), rows)


@remembered
def insertion(dialect: str) -> sa.TextClause:
    """The statement that adds a row (`row`, `text`) to the index."""
    value = ":text" if dialect == "sqlite" else "array_to_tsvector(string_to_array(:text, ' '))"
    return sa.text(f"INSERT INTO search (rowid, words) VALUES (:row, {value})")  # noqa: S608 - two fixed texts

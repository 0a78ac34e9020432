"""Which letters a text file is written in, found by reading all of it; where two answers fit, the file is refused."""

from __future__ import annotations

import codecs
import lzma
import re
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO, cast

from app.core.errors import INVALID, Refused

BLOCK = 1 << 20
HIGH = re.compile(rb"[\x80-\xff]+")
CANDIDATES = ("gb18030", "cp1252")


def raw(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked on the way where it ends in .xz."""
    return cast("IO[bytes]", lzma.open(path)) if path.suffix.lower() == ".xz" else path.open("rb")


def encoding_of(path: Path, said: str = "") -> str:
    """The letters of a file: those that are `said`, if that is true, or those that are found."""
    try:
        return _said(path, said) if said else _found(path)
    except (LZMAError, EOFError):
        raise Refused(INVALID, "{file} is damaged and cannot be unpacked.", file=path.name) from None


def _said(path: Path, said: str) -> str:
    try:
        is_so = reads_as(path, said)
    except LookupError:
        is_so = False
    if not is_so:
        raise Refused(INVALID, "{file} is not written in {encoding}.", file=path.name, encoding=said)
    return said


def _found(path: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, GB18030 or Windows-1252."""
    with raw(path) as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _said(path, "utf-16")
    if reads_as(path, "utf-8"):
        return "utf-8-sig"
    _refuse_broken_utf8(path)
    fitting = [code for code in CANDIDATES if reads_as(path, code)]
    return fitting[0] if len(fitting) == 1 else _judged(path, fitting)


def reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def blocks(path: Path) -> Iterator[bytes]:
    with raw(path) as file:
        while block := file.read(BLOCK):
            yield block


def _refuse_broken_utf8(path: Path) -> None:
    """A broken letter or two in what is UTF-8 otherwise: reading it as something else would spoil all the others."""
    decoder, good, bad, line, first = codecs.getincrementaldecoder("utf-8")("surrogateescape"), 0, 0, 1, 0
    for block in blocks(path):
        text = decoder.decode(block)
        for mark in re.finditer(r"\n|[^\x00-\x7f]", text):
            line += mark[0] == "\n"
            broken = "\udc80" <= mark[0] <= "\udcff"
            good, bad = good + (mark[0] > "\x7f" and not broken), bad + broken
            first = first or (line if broken else 0)
    if good > 10 * bad:
        raise Refused(INVALID, "{file}, row {row}: a letter is broken; the rest is UTF-8.", file=path.name, row=first)


def _judged(path: Path, fitting: list[str]) -> str:
    """Chinese comes in pairs of high bytes; Western accents stand alone between plain letters."""
    pairs = alone = 0
    for block in blocks(path) if fitting else ():
        for run in HIGH.findall(block):
            pairs, alone = (pairs + 1, alone) if len(run) % 2 == 0 else (pairs, alone + 1)
    if pairs > 4 * alone and fitting:
        return "gb18030"
    if alone > 4 * pairs and fitting:
        return "cp1252"
    raise Refused(INVALID, "{file}: it cannot be told how its letters are written; save it as UTF-8.", file=path.name)

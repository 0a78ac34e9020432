"""The tags of papers that are bound: what is a heading, a row, a cell, for those who have a page read out to them.

They are taken from a paper as text and get other numbers: to read thousands of them as objects would take longer than
to print them. That is why parts of a paper are printed `open`, each object by itself: of a stream of objects pypdf
reads all as soon as it needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise
from typing import Any, Final

from pypdf import PdfReader

TAGS: Final = (b"<</Type /StructElem", b"<</Type /OBJR")
WHOLE: Final = b"<</Type /StructElem/S /Document"
WORDS: Final = re.compile(rb"\((?:\\.|[^()\\])*\)|\b(\d+) 0 R", re.DOTALL)
NAME: Final = re.compile(rb"\(\d+-\d+-\d+\)")
"""By this a head is known to the cells below it, within its paper."""
NUMBERED: Final = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")


class Tags:
    """Those of one paper after the other, below one `document`, which has this number."""

    def __init__(self, document: int) -> None:
        self.document = document
        self.kids: list[bytes] = []
        self.places: list[bytes] = []
        """What the marked content of each page, and each link, belongs to."""
        self.known, self.papers = 0, 0

    def add(self, pdf: PdfReader, numbers: Mapping[int, int], begin: int, *, first: bool) -> list[bytes]:
        """The tags of this paper, numbered from `begin`; what else they speak of has its new `numbers` already."""
        texts, self.papers = _texts(pdf), self.papers + 1
        whole = next(number for number, text in texts.items() if text.startswith(WHOLE))
        kept = [number for number, text in texts.items() if text.startswith(TAGS) and number != whole]
        new = {**numbers, whole: self.document, **{old: place for place, old in enumerate(kept, begin)}}
        kids = re.findall(rb"\d+ 0 R", texts[whole].partition(b"/K [")[2].partition(b"]")[0])
        kids = [self._renumbered(kid, new) for kid in kids]
        self.kids = kids + self.kids if first else self.kids + kids
        root: Any = pdf.root_object["/StructTreeRoot"]
        self._place(texts[root.raw_get("/ParentTree").idnum], new)
        return [self._renumbered(texts[number], new) for number in kept]

    def _place(self, text: bytes, new: Mapping[int, int]) -> None:
        found = NUMBERED.findall(text.partition(b"[")[2])
        self.places += [b"%d %s" % (self.known + int(key), self._renumbered(value, new)) for key, value in found]
        self.known += len(found)

    def _renumbered(self, text: bytes, new: Mapping[int, int]) -> bytes:
        def say(found: re.Match[bytes]) -> bytes:
            if found[1]:
                return b"%d 0 R" % new[int(found[1])]
            return b"(%d-%s" % (self.papers, found[0][1:]) if NAME.fullmatch(found[0]) else found[0]

        return WORDS.sub(say, text)

    def close(self, begin: int) -> dict[int, bytes]:
        """What holds all together, by number; the first one is the root."""
        whole = b"<</Type /StructElem/S /Document/K [%s]/P %d 0 R>>" % (b" ".join(self.kids), begin)
        root = b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]>>" % (begin + 1, self.document)
        return {begin: root, begin + 1: b"<</Nums [%s]>>" % b" ".join(self.places), self.document: whole}


def _texts(pdf: PdfReader) -> dict[int, bytes]:
    """Every object as it is written, by number."""
    pdf.stream.seek(0)
    content = pdf.stream.read()
    places = sorted((place, number) for number, place in pdf.xref[0].items())
    ends = [*(place for place, _ in places), len(content)]
    return {number: _between(content[at:end]) for (_, number), (at, end) in zip(places, pairwise(ends), strict=True)}


def _between(text: bytes) -> bytes:
    """What stands between `obj` and `endobj`."""
    return text.partition(b"obj\n")[2].rpartition(b"\nendobj")[0]


def streamed(texts: Mapping[int, bytes]) -> tuple[int, bytes]:
    """Where the first of them begins, and the content of a stream that holds them."""
    head = b" ".join(_places(texts)) + b" "
    return len(head), head + b"\n".join(texts.values())


def _places(texts: Mapping[int, bytes]) -> Iterator[bytes]:
    at = 0
    for number, text in texts.items():
        yield b"%d %d" % (number, at)
        at += len(text) + 1


def described(title: str, author: str) -> bytes:
    """What a tagged paper says of itself: that it is one (ISO 14289-1), its title, who had it made."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<rdf:Description rdf:about="" pdfuaid:part="1"/>
<rdf:Description rdf:about=""><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt>
</dc:title><dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()

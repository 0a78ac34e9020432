"""Papers bound into one, each written and forgotten before the next is made: as long as one likes, in little memory.

pypdf would hold all pages until the last one is there, and lose the tags. Here each paper gets numbers of its own for
its objects, and only where they begin in the file is remembered, and which of them are pages.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import IO, Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from app.press.mark import PAGES, Mark
from app.press.outline import tree
from app.press.tags import Tags, described, streamed

HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Binder:
    """`add` papers, then `close`; `tagged` ones keep their tags."""

    def __init__(self, out: IO[bytes], *, title: str, author: str, language: str, tagged: bool = False) -> None:
        self.out, self.at = out, 0
        self.places: dict[int, tuple[int, int, int]] = {}
        """Each object: 1 and where it begins in the file, or 2 and in which stream it stands at which place."""
        self.pages: list[int] = []
        self.said = (title, author, language)
        self.next = len(PdfWriter()._objects)  # the catalogue, the tree of pages and what is said about the document
        self.tags = Tags(self._number()) if tagged else None
        self._write(HEAD)

    def _number(self) -> int:
        self.next += 1
        return self.next

    def add(self, pdf: bytes, *, first: bool = False) -> None:
        """The pages of this paper come next, or before all that are there."""
        paper, read = PdfWriter(), PdfReader(BytesIO(pdf))
        paper._objects.extend([None] * (self.next - len(paper._objects)))
        paper.append(read, import_outline=False)
        added = [page.indirect_reference.idnum for page in paper.pages]  # type: ignore[union-attr]
        self.pages = added + self.pages if first else self.pages + added
        for page in paper.pages:
            self._lead(page)
        begin, self.next = self.next, len(paper._objects)
        if self.tags:
            for page, own in zip(paper.pages, read.pages, strict=True):
                _after(page, own, self.tags.known)
            numbers: Any = paper._id_translated[id(read)]
            texts = self.tags.add(read, numbers, self.next + 1, first=first)
            self._stream({self._number(): text for text in texts})
        for number, each in enumerate(paper._objects[begin:], begin + 1):
            if each is not None:
                self._object(number, each)

    def _lead(self, page: Any) -> None:
        """What names a page of the whole leads there."""
        for each in page.get("/Annots", ()):
            link = each.get_object()
            address = str(link.get("/A", {}).get("/URI", ""))
            if address.startswith(PAGES):
                del link["/A"]
                link[NameObject("/Dest")] = self._place(int(address.removeprefix(PAGES)))

    def _place(self, number: int) -> ArrayObject:
        return ArrayObject([IndirectObject(self.pages[number - 1], 0, None), NameObject("/Fit")])

    def close(self, marks: Sequence[Mark] = ()) -> None:
        """The tree of all pages, the bookmarks, and the table of where everything begins."""
        paper = PdfWriter()
        self._describe(paper)
        if marks:
            self._mark(paper.root_object, marks)
        if self.tags:
            self._tag(paper.root_object, self.tags)
        pages = paper.root_object.raw_get("/Pages").idnum
        for number, each in enumerate(paper._objects, 1):
            if number == pages:
                kids = b" ".join(b"%d 0 R" % page for page in self.pages)
                self._raw(number, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.pages), kids))
            elif each is not None:
                self._object(number, each)
        self._table(paper)

    def _describe(self, paper: PdfWriter) -> None:
        title, author, language = self.said
        paper.add_metadata({"/Title": title, "/Author": author, "/Creator": "Trato"})
        paper.root_object[NameObject("/Lang")] = TextStringObject(language)
        shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
        paper.root_object[NameObject("/ViewerPreferences")] = shown

    def _mark(self, root: DictionaryObject, marks: Sequence[Mark]) -> None:
        """The first of the bookmarks is their root."""
        begin = self.next + 1
        for number, each in enumerate(tree(marks, begin, self._place), begin):
            self._object(number, each)
            self.next = number
        root[NameObject("/Outlines")] = IndirectObject(begin, 0, None)
        root[NameObject("/PageMode")] = NameObject("/UseOutlines")

    def _tag(self, root: DictionaryObject, tags: Tags) -> None:
        texts = tags.close(self.next + 1)
        root[NameObject("/StructTreeRoot")] = IndirectObject(self.next + 1, 0, None)
        root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
        self.next += len(texts) - 1
        self._stream(texts)
        said = described(*self.said[:2])
        number = self._number()
        self._raw(number, b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(said), said))
        root[NameObject("/Metadata")] = IndirectObject(number, 0, None)

    def _stream(self, texts: Mapping[int, bytes]) -> None:
        """Many small objects in one stream."""
        begin, content = streamed(texts)
        holder = self._number()
        self.places |= {number: (2, holder, place) for place, number in enumerate(texts)}
        self._packed(holder, b"/Type /ObjStm /N %d /First %d" % (len(texts), begin), content)

    def _object(self, number: int, each: Any) -> None:
        buffer = BytesIO()
        each.write_to_stream(buffer)
        self._raw(number, buffer.getvalue())

    def _packed(self, number: int, said: bytes, content: bytes) -> None:
        packed = zlib.compress(content)
        how = b"/Filter /FlateDecode /Length %d" % len(packed)
        self._raw(number, b"<< %s %s >>\nstream\n%s\nendstream" % (said, how, packed))

    def _raw(self, number: int, content: bytes) -> None:
        self.places[number] = (1, self.at, 0)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _table(self, paper: PdfWriter) -> None:
        begin, number = self.at, self._number()
        rows = [self.places.get(each, (0, 0, 65535)) for each in range(number)] + [(1, begin, 0)]
        content = b"".join(bytes([kind]) + at.to_bytes(5) + place.to_bytes(3) for kind, at, place in rows)
        root, about = paper.root_object.indirect_reference, paper._info and paper._info.indirect_reference
        said = b"/Type /XRef /W [1 5 3] /Size %d /Root %d 0 R" % (number + 1, root.idnum)  # type: ignore[union-attr]
        self._packed(number, said + (b" /Info %d 0 R" % about.idnum if about else b""), content)
        self._write(b"startxref\n%d\n%%%%EOF\n" % begin)

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self.at += len(content)


def _after(page: Any, own: Any, known: int) -> None:
    """Its place, and that of its links, among all that have tags; so many were there before."""
    page[NameObject("/StructParents")] = NumberObject(own["/StructParents"] + known)
    for each in page.get("/Annots", ()):
        link = each.get_object()
        link[NameObject("/StructParent")] = NumberObject(link["/StructParent"] + known)

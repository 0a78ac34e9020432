"""Papers bound into one, each written and forgotten before the next is made: as long as one likes, in little memory.

pypdf would hold all pages until the last one is there. Here each paper gets numbers of its own for its objects, and
only where they begin in the file is remembered, and which of them are pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import IO, Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from app.press.mark import PAGES, Mark
from app.press.outline import tree

HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Binder:
    """`add` papers, then `close`."""

    def __init__(self, out: IO[bytes], *, title: str, author: str, language: str) -> None:
        self.out, self.at = out, 0
        self.offsets: dict[int, int] = {}
        self.pages: list[int] = []
        self.said = (title, author, language)
        self._write(HEAD)

    def add(self, pdf: bytes, *, first: bool = False) -> None:
        """The pages of this paper come next, or before all that are there."""
        paper = PdfWriter()
        if not self.offsets:
            self.next = len(paper._objects)  # the catalogue, the tree of pages and what is said about the document
        paper._objects.extend([None] * (self.next - len(paper._objects)))
        paper.append(PdfReader(BytesIO(pdf)), import_outline=False)
        added = [page.indirect_reference.idnum for page in paper.pages]  # type: ignore[union-attr]
        self.pages = added + self.pages if first else self.pages + added
        for page in paper.pages:
            self._lead(page)
        for number, each in enumerate(paper._objects[self.next :], self.next + 1):
            if each is not None:
                self._object(number, each)
        self.next = len(paper._objects)

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
        """The bookmarks are the last numbered; the first of them is their root."""
        begin = self.next + 1
        for number, each in enumerate(tree(marks, begin, self._place), begin):
            self._object(number, each)
        root[NameObject("/Outlines")] = IndirectObject(begin, 0, None)
        root[NameObject("/PageMode")] = NameObject("/UseOutlines")

    def _object(self, number: int, each: Any) -> None:
        buffer = BytesIO()
        each.write_to_stream(buffer)
        self._raw(number, buffer.getvalue())

    def _raw(self, number: int, content: bytes) -> None:
        self.offsets[number] = self.at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _table(self, paper: PdfWriter) -> None:
        size, begin = max(self.offsets) + 1, self.at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for number in range(1, size):
            known = self.offsets.get(number)
            self._write(b"%010d 00000 n \n" % known if known is not None else b"0000000000 65535 f \n")
        root, about = paper.root_object.indirect_reference, paper._info and paper._info.indirect_reference
        said = b" /Info %d 0 R" % about.idnum if about else b""
        self._write(b"trailer\n<< /Size %d /Root %d 0 R%s >>\n" % (size, root.idnum, said))  # type: ignore[union-attr]
        self._write(b"startxref\n%d\n%%%%EOF\n" % begin)

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self.at += len(content)

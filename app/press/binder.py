"""Papers bound into one, each written and forgotten before the next is made: as long as one likes, in little memory.

pypdf would hold all pages until the last one is there. Here each paper gets numbers of its own for its objects, and
only where they begin in the file is remembered, and which of them are pages.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Binder:
    """`add` papers, then `close`."""

    def __init__(self, out: IO[bytes], *, title: str, author: str, language: str) -> None:
        self.out, self.at = out, 0
        self.offsets: dict[int, int] = {}
        self.pages: list[int] = []
        self.said = (title, author, language)
        self._write(HEAD)

    def add(self, pdf: bytes) -> None:
        """The pages of this paper come next."""
        paper = PdfWriter()
        if not self.offsets:
            self.own = len(paper._objects)  # the catalogue, the tree of pages and what is said about the document
            self.next = self.own
        paper._objects.extend([None] * (self.next - len(paper._objects)))
        paper.append(PdfReader(BytesIO(pdf)), import_outline=False)
        for page in paper.pages:
            self.pages.append(page.indirect_reference.idnum)  # type: ignore[union-attr]
        for number, each in enumerate(paper._objects[self.next :], self.next + 1):
            if each is not None:
                self._object(number, each)
        self.next = len(paper._objects)

    def close(self) -> None:
        """The tree of all pages, and the table of where everything begins."""
        paper = PdfWriter()
        title, author, language = self.said
        paper.add_metadata({"/Title": title, "/Author": author, "/Creator": "Trato"})
        paper.root_object[NameObject("/Lang")] = TextStringObject(language)
        tree = paper.root_object.raw_get("/Pages").idnum
        for number, each in enumerate(paper._objects, 1):
            if number == tree:
                kids = b" ".join(b"%d 0 R" % page for page in self.pages)
                self._raw(number, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.pages), kids))
            elif each is not None:
                self._object(number, each)
        self._table(paper)

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

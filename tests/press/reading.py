"""A PDF read back: its bookmarks, its links, its fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdf


def marks(paper: pypdf.PdfReader) -> dict[str, int]:
    """The words of each bookmark and its page, from 1."""
    return {each.title: (paper.get_destination_page_number(each) or 0) + 1 for each in _flat(paper.outline)}


def _flat(found: list[Any]) -> Iterator[Any]:
    for each in found:
        yield from _flat(each) if isinstance(each, list) else [each]


def leads(paper: pypdf.PdfReader) -> list[int]:
    """The pages that the first one leads to."""
    ids = {page.indirect_reference.idnum: number for number, page in enumerate(paper.pages, 1)}  # type: ignore[union-attr]
    found = [each.get_object()["/Dest"] for each in paper.pages[0].get("/Annots", ())]
    targets = [paper.named_destinations[str(to)].dest_array if isinstance(to, str) else to for to in found]
    return [ids[target[0].idnum] for target in targets]


def fonts_are_ours_and_inside(paper: pypdf.PdfReader) -> bool:
    found = [font for page in paper.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    below = [font["/DescendantFonts"][0] if "/DescendantFonts" in font else font for font in found]
    return bool(below) and all(
        re.search("Source-?Sans|Noto", font["/BaseFont"])
        and font["/FontDescriptor"].keys() & {"/FontFile2", "/FontFile3"}
        for font in below
    )


def is_tagged(paper: pypdf.PdfReader) -> bool:
    return "/MarkInfo" in paper.root_object

"""A PDF read back: its bookmarks, its links, its fonts."""

from __future__ import annotations

import re
from collections import Counter
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


def tags(paper: pypdf.PdfReader) -> Counter[str]:
    """How many there are of each kind below the root; everything marked on a page has one, which says that page."""
    root = paper.root_object["/StructTreeRoot"]
    found = list(_below(root["/K"][0].get_object(), root.raw_get("/K")[0]))  # type: ignore[index]
    places = root["/ParentTree"]["/Nums"]  # type: ignore[index]
    known = dict(zip(places[::2], places[1::2], strict=True))
    assert list(known) == list(range(len(known)))
    for page in paper.pages:
        marked = {int(each) for each in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())}  # type: ignore[union-attr]
        for place, each in enumerate(known[page["/StructParents"]]):
            assert each["/Pg"].indirect_reference == page.indirect_reference
            assert place in each["/K"]
        assert marked == set(range(len(known[page["/StructParents"]])))
        for link in page.get("/Annots", ()):
            assert known[link["/StructParent"]]["/S"] == "/Link"
    names = [each["/ID"] for each in found if "/ID" in each]
    assert len(names) == len(set(names))
    assert all(head in names for each in found if each["/S"] == "/TD" for head in each["/A"].get("/Headers", ()))
    return Counter(each["/S"] for each in found)


def _below(tag: Any, reference: Any) -> Iterator[Any]:
    """Each below knows what it is below of."""
    yield tag
    for each in tag.get("/K", ()):
        if isinstance(each, pypdf.generic.IndirectObject) and "/S" in each.get_object():
            assert each.get_object().raw_get("/P") == reference
            yield from _below(each.get_object(), each)

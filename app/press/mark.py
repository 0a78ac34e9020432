"""By what a page of a long paper is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGES: Final = "https://page.invalid/"
"""Under this address a paper names the pages of the whole that it leads to."""


@dataclass(frozen=True)
class Mark:
    """Words by which a page is found; pages are counted from 1."""

    text: str
    page: int
    level: int = 1


def page_address(number: int) -> str:
    return f"{PAGES}{number}"

"""Who reads a report on a page: with figures that lead to what they count, for who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from app.core.noun import noun_named
from app.core.viewer import Reach
from app.press.story import Reader
from views.fab.address import list_address, screen_of
from views.fab.reader import reader
from views.fab.viewer import viewer


def report_reader(*, linked: bool) -> Reader:
    """`linked` on a page; paper and files lead nowhere."""
    read, looks = reader(), viewer()
    return Reader(
        read.language, read.currency, read.zone, name=str(looks.person), company=read.settings.company_name,
        paper=read.settings.paper.value, decimals=read.settings.order_decimals, path=record_path if linked else None,
        listing=listing if linked else None, sees_all=looks.reach_of("Customer") is Reach.ALL,
    )  # fmt: skip


def record_path(noun: str, record_id: int) -> str:
    """The page of a record, for who may open it."""
    found = noun_named(noun)
    screen = screen_of(found) if found else None
    return f"{screen.route_base}/show/{record_id}" if screen and viewer().can("can_show", noun) else ""


def listing(noun: str, filters: Sequence[str]) -> str:
    """The list of what a figure counts, for who may open it."""
    found = noun_named(noun)
    address = list_address(found, viewer()) if found else ""
    return f"{address}?{urlencode([('f', each) for each in filters])}" if address else ""

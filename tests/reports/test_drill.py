"""Every figure leads to the records that it counts, and to as many of them, for who may see all and for who may not."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.report import Report
from app.reports import REPORTS
from config import ROLES
from tests.databases import Written
from tests.reports import superstore
from tests.reports.world import QUERY, chosen, counted, one_of, world
from tests.views.guest import Guest, take_away

__all__ = ["world"]
MOST = 3
"""Links of a page that are followed, of those that differ by numbers and days alone."""
LINK = re.compile(r'<a[^>]* href="(/[^"]*/list/\?[^"]*)"[^>]*>([\d,]+)</a>')
TILE = re.compile(
    r'<a class="kpi" href="(/[^"]*/list/\?[^"]*)"><span class="l">[^<]*</span><div class="v">([\d,]+)</div>'
)
READERS = [
    (report, who)
    for report in REPORTS.values()
    for who in (one_of(report), *(["ana"] if report.permission[1] in ROLES["Salesperson"].may else []))
]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("report", "who"), READERS, ids=[f"{report.name}-{who}" for report, who in READERS])
def test_a_number_leads_to_a_list_of_so_many(app: Flask, report: Report, who: str) -> None:
    guest = Guest(app, who)
    page = guest.get(f"/reports/{report.name}{QUERY if chosen(report) else ''}").text
    links = dict.fromkeys([*TILE.findall(page), *LINK.findall(page)])
    assert links, "no figure of the page leads anywhere"
    for address, number in some_of_each(links):
        listed = guest.get(html.unescape(address) + "&count=all")
        assert listed.status_code == 200, address
        assert "cannot be read" not in listed.text, address
        assert counted(listed.text) == int(number.replace(",", "")), (address, number)
    other_links_open(guest, page)


def some_of_each(links: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Some of each kind, the last ones: a page has many lines, and few kinds of figures."""
    kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for address, number in links:
        kinds[re.sub(r"\d+", "#", html.unescape(address))].append((address, number))
    return [link for each in kinds.values() for link in each[-MOST:]]


LED_TO = {
    "prospecting": ("counted:tier:", "counted:stage:", "counted:joined:", "counted:bought:"),
    "product": ("counted:phase:", "counted:bought:"),
    "persistency": ("counted:movement:", "counted:orders:", "counted:repeated:", "counted:bought:"),
}
"""What no field says of a customer or a product, and which of their figures lead to a list by it."""


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", LED_TO)
def test_what_no_field_says_has_a_list_too(app: Flask, name: str) -> None:
    page = unquote(html.unescape(Guest(app, "max").get(f"/reports/{name}{QUERY}").text))
    assert [each for each in LED_TO[name] if each not in page] == []


def test_a_forecast_leads_to_the_orders_that_it_is_reckoned_from(app: Flask, written: Written) -> None:
    """Three whole years before the last day, and it says so."""
    written(superstore.write)
    page = Guest(app, "max").get("/reports/prospecting?from=2017-01-01&to=2017-12-31").text
    page = unquote(html.unescape(page))
    assert "Its figures lead to the orders that it is reckoned from." in page
    assert "f=ordered_on:from:2015-01-01&f=ordered_on:to:2017-12-31" in page


BROKEN = (
    "counted:tier:2026-01-01,2026-03-31,HUGE", "counted:tier:2026-01-01,TOP", "counted:nothing:2026-01-01,2026-03-31,",
    "counted:tier:yesterday,today,TOP", "counted:orders:2026-01-01,2026-03-31,many", "counted:tier", "counted",
    "counted:phase:2026-01-01,2026-03-31,NEW",
)  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("said", BROKEN)
def test_what_cannot_be_read_finds_nobody(app: Flask, said: str) -> None:
    """The last one counts products, not customers."""
    page = Guest(app, "max").get("/customer/list/?" + urlencode({"f": said}))
    assert (page.status_code, counted(page.text)) == (200, 0)


@pytest.mark.usefixtures("world")
def test_who_may_not_list_orders_is_told_of_none(app: Flask, engine: sa.Engine) -> None:
    """Whether somebody bought is not for who may see customers alone."""
    said = "/customer/list/?" + urlencode({"f": "counted:bought:2015-03-01,2026-03-31,"})
    assert counted(Guest(app, "ana").get(said).text) > 0
    take_away(engine, "Salesperson", "can_list", "Order")
    assert counted(Guest(app, "ana").get(said).text) == 0


@pytest.mark.parametrize(("permission", "noun", "place"), [("can_show", "Customer", "/customer/show/"),
                                                           ("can_list", "Order", "/order/list/")])  # fmt: skip
def test_a_figure_leads_where_one_may_go(app: Flask, engine: sa.Engine, permission: str, noun: str, place: str) -> None:
    page = "/reports/contribution?from=2026-01-01&to=2026-03-31"
    assert f'href="{place}' in Guest(app, "eva").get(page).text
    take_away(engine, "Executive", permission, noun)
    told = Guest(app, "eva").get(page).text
    assert "Acme" in told
    assert place not in told


def other_links_open(guest: Guest, page: str) -> None:
    inside = page[page.index('<main class="main"') :]
    found = dict.fromkeys(html.unescape(each) for each in re.findall(r'href="(/[^"]*)"', inside))
    addresses = [each for each in found if not re.search(r"\.(pdf|xlsx|csv)\?|^/static/|/list/", each)]
    for address in [*addresses[:6], *addresses[6:-6:9], *addresses[-6:]]:
        assert guest.get(address).status_code == 200, address

"""Every figure leads to the records that it counts, and to as many of them, for who may see all and for who may not."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from app.core.report import Report
from app.reports import REPORTS
from config import ROLES
from tests.reports.world import QUERY, chosen, counted, one_of, world
from tests.views.guest import Guest

__all__ = ["world"]
MOST = 40
"""Links of a page that are followed."""
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
    for address, number in list(links)[:MOST]:
        listed = guest.get(html.unescape(address) + "&count=all")
        assert listed.status_code == 200, address
        assert "cannot be read" not in listed.text, address
        assert counted(listed.text) == int(number.replace(",", "")), (address, number)
    other_links_open(guest, page)


def other_links_open(guest: Guest, page: str) -> None:
    inside = page[page.index('<main class="main"') :]
    found = dict.fromkeys(html.unescape(each) for each in re.findall(r'href="(/[^"]*)"', inside))
    addresses = [each for each in found if not re.search(r"\.(pdf|xlsx|csv)\?|^/static/|/list/", each)]
    for address in [*addresses[:6], *addresses[6:-6:9], *addresses[-6:]]:
        assert guest.get(address).status_code == 200, address

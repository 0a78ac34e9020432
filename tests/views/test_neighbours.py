"""From record to record along the list that one came from: its filter, its order, and no row of anybody else's."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from flask import Flask

from tests.views.guest import Guest, statements

PART = {"HX-Request": "true", "HX-Target": "beside"}


def links(guest: Guest, path: str) -> dict[str, str]:
    """The names in a list, with where they lead."""
    found = re.findall(r'class="name" href="([^"]+)">([^<]+)<', guest.get(path).text)
    return {html.unescape(name): html.unescape(href) for href, name in found}


def walked(guest: Guest, href: str, rel: str) -> list[str]:
    """The records that one comes to by going on, from this one."""
    seen = []
    while href and len(seen) < 20:
        page = guest.get(href).text
        seen.append(re.findall(r"<h1>([^<]+)</h1>", page)[0])
        asked = re.search(r'hx-get="([^"]*/beside/[^"]*)"', page)
        part = guest.get(html.unescape(asked[1]), headers=PART).text if asked else ""
        found = re.search(rf'href="([^"]+)" rel="{rel}"', part)
        href = html.unescape(found[1]) if found else ""
    return seen


@pytest.mark.parametrize("sort", ["name", "-name", "owner", "-owner", "city", "-created_at", "balance"])
def test_one_goes_through_the_list_in_its_order_and_back(app: Flask, sort: str) -> None:
    max_ = Guest(app, "max")
    listed = links(max_, f"/customer/list/?sort={sort}")
    names = list(listed)
    assert len(names) >= 3
    assert walked(max_, listed[names[0]], "next") == names
    assert walked(max_, listed[names[-1]], "prev") == names[::-1]


def test_the_filter_and_the_search_hold(app: Flask) -> None:
    max_ = Guest(app, "max")
    listed = links(max_, "/customer/list/?f=name:starts:B&sort=name")
    assert walked(max_, listed["Beta"], "next") == ["Beta"]
    listed = links(max_, "/customer/list/?q=acme&sort=name")
    assert walked(max_, listed["Acme"], "next") == list(listed)


def test_nobody_comes_to_what_they_may_not_see(app: Flask) -> None:
    """Whatever list the address names."""
    ana = Guest(app, "ana")
    listed = links(ana, "/customer/list/?sort=name")
    assert walked(ana, listed["Acme"], "next") == ["Acme", "Beta"]
    theirs = next(href for name, href in links(Guest(app, "luis"), "/customer/list/").items() if name == "Zeta")
    assert ana.get(theirs.replace("/show/", "/beside/"), headers=PART).status_code == 404


def test_the_page_says_the_how_manieth_it_is_and_leads_back(app: Flask) -> None:
    ana = Guest(app, "ana")
    href = links(ana, "/customer/list/?sort=-name")["Acme"]
    assert "2 of 2" in ana.get(href.replace("/show/", "/beside/"), headers=PART).text
    assert 'href="/customer/list/?sort=-name"' in ana.get(href).text


def test_who_comes_from_elsewhere_has_no_list(app: Flask) -> None:
    ana = Guest(app, "ana")
    href = links(ana, "/customer/list/")["Acme"].partition("?")[0]
    assert "hx-get" not in re.search(r'<span class="beside".*?>', ana.get(href).text)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "said", ["%00", "f=nothing:is:3", "sort=nobody", "after=%%%", "view=99999", "size=-1", "=", "&&"]
)
def test_an_address_that_is_made_up_breaks_nothing(app: Flask, said: str) -> None:
    ana = Guest(app, "ana")
    href = links(ana, "/customer/list/")["Acme"].partition("?")[0]
    for path in (href, href.replace("/show/", "/beside/")):
        assert ana.get(f"{path}?from={quote(said)}", headers=PART).status_code == 200


def test_it_costs_a_few_statements_and_reads_no_other_row(app: Flask) -> None:
    ana = Guest(app, "ana")
    href = links(ana, "/customer/list/?sort=owner")["Acme"].replace("/show/", "/beside/")
    ana.get(href, headers=PART)
    with statements(app) as said:
        ana.get(href, headers=PART)
    assert len(said) <= 6, said

"""Saved views at the list: tabs, what they keep, what they do not tell, and how one is used to look."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask

from tests.views.guest import Guest, names_in, statements
from tests.views.test_lists import MOST_STATEMENTS

LIST = "/customer/list/"


def keep(guest: Guest, name: str, asked: str = "", **more: Any) -> str:
    """Saves what the list shows at this address; returns where the view is."""
    said = dict(part.split("=", 1) for part in asked.split("&") if part)
    sent = {"act": "keep", "name": name, "shared_with": "NOBODY", **said, **more}
    return guest.post("/customer/view/0", sent, page=LIST).location


def tabs(page: str) -> list[str]:
    nav = page[page.index('<nav class="views"') : page.index("</nav>", page.index('<nav class="views"'))]
    links = re.findall(r"<a href.*?</a>", nav, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", link)).split()) for link in links]


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?(?:<svg.*?</svg>)?([^<]+)<', page)


def test_a_view_is_a_tab_that_finds_what_it_found(app: Flask) -> None:
    eva = Guest(app, "eva")
    where = keep(eva, "Buyers", "f=status:is:ACTIVE&sort=-name")
    page = eva.get(where).text
    assert tabs(page) == ["All customers", "Mine", "Buyers"]
    assert names_in(page) == ["Zeta", "Acme"]
    assert tabs(Guest(app, "ana").get(LIST).text) == ["All customers", "Mine"]


def test_groups_and_columns_are_kept_too(app: Flask) -> None:
    eva = Guest(app, "eva")
    where = keep(eva, "Two", "g1=name:is:Acme", c="country")
    assert names_in(eva.get(where).text) == ["Acme"]
    assert heads(eva.get(where).text) == ["Name", "Country"]


def test_a_changed_view_says_so_until_it_is_saved(app: Flask) -> None:
    eva = Guest(app, "eva")
    where = keep(eva, "Buyers", "f=status:is:ACTIVE&sort=name")
    view = where.partition("=")[2]
    changed = f"{LIST}?view={view}&f=status:is:PROSPECT&sort=name"
    assert "Changed, not saved" not in eva.get(where).text
    page = eva.get(changed).text
    assert ("Changed, not saved" in page, "Save view" in page) == (True, True)
    eva.post(
        f"/customer/view/{view}", {"act": "keep", "view": view, "f": "status:is:PROSPECT", "sort": "name"}, page=LIST
    )
    assert names_in(eva.get(where).text) == ["Beta", "Omega"]
    assert "Changed, not saved" not in eva.get(where).text


def test_a_shared_view_finds_what_each_may_see(app: Flask) -> None:
    where = keep(Guest(app, "max"), "Buyers", "f=status:is:ACTIVE", shared_with="EVERYBODY")
    assert names_in(Guest(app, "ana").get(where).text) == ["Acme"]
    assert names_in(Guest(app, "luis").get(where).text) == ["Zeta"]


def test_what_a_reader_may_not_read_finds_nothing(app: Flask) -> None:
    """Neither rows, nor a count, nor the limit that the owner of the view had in mind."""
    where = keep(Guest(app, "max"), "Rich", "f=credit_limit:from:77777", shared_with="EVERYBODY")
    view = where.partition("=")[2]
    ana = Guest(app, "ana")
    page = html.unescape(ana.get(where).text)
    assert names_in(page) == []
    shown = re.sub(r"<[^>]+>", " ", page[page.index('class="chips"') : page.index('class="body"')])
    assert "77777" not in shown
    counts = ana.get("/customer/counts").text
    assert re.search(rf'id="tab-{view}"[^>]*>0<', counts)


def test_counts_come_after_the_page_and_are_those_of_the_reader(app: Flask) -> None:
    where = keep(Guest(app, "max"), "Buyers", "f=status:is:ACTIVE", shared_with="EVERYBODY")
    view = where.partition("=")[2]
    for name, numbers in (("eva", ["4", "0", "2"]), ("ana", ["2", "2", "1"]), ("luis", ["1", "1", "1"])):
        guest = Guest(app, name)
        with statements(app) as said:
            counts = guest.get("/customer/counts").text
        assert [re.search(rf'id="tab-{key}"[^>]*>([^<]*)<', counts)[1] for key in ("all", "mine", view)] == numbers  # type: ignore[index]
        assert len(said) <= MOST_STATEMENTS


def test_the_page_with_many_views_takes_no_more_statements(app: Flask) -> None:
    eva = Guest(app, "eva")
    where = [keep(eva, f"View {n}", "f=status:is:ACTIVE") for n in range(6)][-1]
    with statements(app) as said:
        eva.get(where)
    assert len(said) <= MOST_STATEMENTS, "\n".join(said)


def test_a_view_is_renamed_moved_and_deleted(app: Flask) -> None:
    eva = Guest(app, "eva")
    keep(eva, "First")
    view = keep(eva, "Second").partition("=")[2]
    eva.post(f"/customer/view/{view}", {"act": "change", "name": "Other", "shared_with": "NOBODY"}, page=LIST)
    eva.post(f"/customer/view/{view}", {"act": "left"}, page=LIST)
    assert tabs(eva.get(LIST).text)[2:] == ["Other", "First"]
    eva.post(f"/customer/view/{view}", {"act": "delete"}, page=LIST)
    assert tabs(eva.get(LIST).text)[2:] == ["First"]


def test_nobody_changes_the_view_of_another(app: Flask) -> None:
    shared = keep(Guest(app, "max"), "Ours", shared_with="EVERYBODY").partition("=")[2]
    own = keep(Guest(app, "max"), "Mine alone").partition("=")[2]
    ana = Guest(app, "ana")
    for act in ("keep", "change", "delete"):
        sent = {"act": act, "name": "Hers", "shared_with": "NOBODY", "f": "city:is:Rome"}
        assert ana.post(f"/customer/view/{shared}", sent, page=LIST).status_code == 403
        assert ana.post(f"/customer/view/{own}", sent, page=LIST).status_code == 404


def test_who_may_not_share_with_everybody_is_told(app: Flask) -> None:
    sent = {"act": "keep", "name": "Ours", "shared_with": "EVERYBODY"}
    ana = Guest(app, "ana")
    assert "EVERYBODY" not in ana.get("/customer/view/0").text
    assert ana.post("/customer/view/0", sent, page=LIST).status_code == 403


def test_a_list_opens_with_the_view_of_choice(app: Flask) -> None:
    eva = Guest(app, "eva")
    view = keep(eva, "Buyers", "f=status:is:ACTIVE&sort=name").partition("=")[2]
    eva.post(f"/customer/view/{view}", {"act": "opens"}, page=LIST)
    assert names_in(eva.get(LIST).text) == ["Acme", "Zeta"]
    assert len(names_in(eva.get(f"{LIST}?view=0").text)) == 4
    assert len(names_in(eva.get(f"{LIST}?f=name:contains:a&sort=name").text)) == 4
    eva.post(f"/customer/view/{view}", {"act": "opens"}, page=LIST)
    assert len(names_in(eva.get(LIST).text)) == 4


def test_columns_and_height_are_remembered_with_the_person(app: Flask) -> None:
    """Not with the browser."""
    eva = Guest(app, "eva")
    eva.post("/customer/columns", {"c": ["country", "city"]}, page=LIST)
    eva.post("/customer/columns", {"density": "comfortable"}, page=LIST)
    page = Guest(app, "eva").get(LIST).text
    assert heads(page) == ["Name", "Country", "City"]
    assert 'class="list-part" data-density="comfortable"' in page
    assert heads(Guest(app, "ana").get(LIST).text)[1] == "Status"


def test_nobody_remembers_a_column_that_is_not_theirs(app: Flask) -> None:
    ana = Guest(app, "ana")
    ana.post("/customer/columns", {"c": ["credit_limit", "phone_e164", "city"]}, page=LIST)
    assert heads(ana.get(LIST).text) == ["Name", "City"]


def test_nothing_is_kept_by_looking(app: Flask) -> None:
    eva = Guest(app, "eva")
    eva.get("/customer/view/0?act=keep&name=Sly")
    eva.get("/customer/columns?c=city")
    assert tabs(eva.get(LIST).text) == ["All customers", "Mine"]
    assert len(heads(eva.get(LIST).text)) > 2


def test_a_name_is_text(app: Flask) -> None:
    eva = Guest(app, "eva")
    page = eva.get(keep(eva, "<b>Bold</b>")).text
    assert "<b>Bold" not in page
    assert eva.post("/customer/view/0", {"act": "keep", "name": " "}, page=LIST).status_code == 400

"""The tabs of a list: all, mine and saved views; keeping, sharing and counting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import flash, redirect, request
from werkzeug.datastructures import MultiDict

from app.core import doorman
from app.core.errors import INVALID, NOT_FOUND, Refused
from app.core.words import N_
from app.organization import saved_view
from app.organization.saved_view import SHARING, Kept, SavedView, Sharing
from views.fab.counting import counted
from views.fab.listing import Listing
from views.fab.page import page
from views.fab.reader import say
from views.fab.session import session
from views.fab.standing import DENSITIES

if TYPE_CHECKING:
    from views.fab.listpage import ListPage

KEPT, GONE = N_("View saved."), N_("View deleted.")
LONGEST_NAME, MOST_COLUMNS = 60, 60


@dataclass(frozen=True)
class Tab:
    """One way to look at the list; `key` is what its count is known by."""

    key: str
    label: str
    href: str
    icon: str
    on: bool
    is_changed: bool = False


def tabs(it: ListPage) -> list[Tab]:
    """All and mine are there by themselves, then what was saved and shared."""
    standing, view = it.standing, it.standing.view
    alone = [one.said for one in it.listing.sieve]
    given = _given(it)
    on = next((key for key, (_, said, _) in given.items() if view is None and alone == [said]), "")
    everything = it.path + ("?view=0" if standing.opens_with else "")
    found = [Tab("all", say(N_("All {nouns}"), nouns=it.title.lower()), everything, "", view is None and not on)]
    found += [
        Tab(key, say(label), f"{it.path}?f={said}", drawn, key == on) for key, (label, said, drawn) in given.items()
    ]
    return found + [_tab(it, each) for each in standing.views]


def _given(it: ListPage) -> dict[str, tuple[str, str, str]]:
    """The views that nobody saved, by key: label, filter and icon."""
    mine = {"mine": (N_("Mine"), it.mine, "user")} if it.mine else {}
    return mine | {f"given-{n}": (label, said, "") for n, (label, said) in enumerate(it.screen.views.items())}


def _tab(it: ListPage, view: Kept) -> Tab:
    on = view is it.standing.view
    drawn = "" if view.shared_with == Sharing.NOBODY else "users"
    return Tab(str(view.id), view.name, f"{it.path}?view={view.id}", drawn, on, on and it.is_changed)


# Counts -------------------------------------------------------------------------------------------------------


def counts(it: ListPage) -> str:
    """How many each tab finds for this reader, asked for by the page once it is there: one statement for all."""
    asked = {tab.key: _asked(it, tab.key) for tab in tabs(it)}
    found = [_listing(it, args) for args in asked.values()]
    numbers = counted(session(), it.noun, [one.found(sa.select(it.noun.id)) for one in found])
    each = {key: it.many(number) for key, number in zip(asked, numbers, strict=True)}
    return page("list_counts.html", counts=each)


def _asked(it: ListPage, key: str) -> MultiDict[str, str]:
    if key in (given := _given(it)):
        return MultiDict([("f", given[key][1])])
    view = next((view for view in it.standing.views if str(view.id) == key), None)
    said = view.asked if view else {}
    each = ((name, value if isinstance(value, list) else [value]) for name, value in said.items())
    return MultiDict([(name, str(one)) for name, values in each for one in values])


def _listing(it: ListPage, args: MultiDict[str, str]) -> Listing:
    return Listing(it.noun, args, session=session(), viewer=it.viewer, zone=it.read.zone, shown=(), sort=it.screen.sort)


# Keeping ------------------------------------------------------------------------------------------------------


def ask(it: ListPage, view_id: int) -> str:
    """The little form of a view: a new one, or one that is there."""
    view = _found(it, view_id) if view_id else None
    mine = view is not None and view.owner_id == it.viewer.id
    sharing = [each for each in Sharing if each != Sharing.EVERYBODY or it.viewer.can(*SHARING)]
    return page("list_view.html", it=it, view=view, is_mine=mine, sharing=sharing)


def act(it: ListPage, view_id: int) -> Any:
    """What was asked for with a button: keep, rename and share, delete, move, open with it."""
    view = _found(it, view_id) if view_id else None
    name = request.form.get("act", "")
    acts = {"keep": _keep, "change": _change, "delete": _delete, "left": _move, "right": _move, "opens": _opens}
    if name not in acts:
        raise Refused(INVALID, "There is no such step.")
    where = acts[name](it, view)
    return redirect(it.path + where)


def _found(it: ListPage, view_id: int) -> SavedView:
    found = saved_view.found_view(session(), it.noun, view_id)
    if found is None or found.is_habit:
        raise Refused(NOT_FOUND, "There is no such {noun}.", noun=SavedView)
    return found


def _keep(it: ListPage, view: SavedView | None) -> str:
    """What the list shows now becomes the view: a new one of this name, or the one that is open."""
    asked = {**it.listing.said, **({"c": it.standing.columns} if it.standing.columns else {})}
    if view is not None:
        doorman.update(session(), SavedView, view.id, None, {"asked": asked})
    else:
        given = {"noun": it.noun.__name__, "asked": asked, "position": len(it.standing.views), **_named()}
        view = doorman.create(session(), SavedView, given)
    flash(say(KEPT), "success")
    return f"?view={view.id}"


def _named() -> dict[str, Any]:
    name = request.form.get("name", "").strip()
    shared = request.form.get("shared_with", Sharing.NOBODY.name)
    if not name or len(name) > LONGEST_NAME or shared not in Sharing.__members__:
        raise Refused(INVALID, "Give the view a name of {most} letters at most.", "name", most=LONGEST_NAME)
    return {"name": name, "shared_with": Sharing[shared]}


def _change(it: ListPage, view: SavedView | None) -> str:
    if view is not None:
        doorman.update(session(), SavedView, view.id, None, _named())
        flash(say(KEPT), "success")
    return f"?view={view.id}" if view else ""


def _delete(it: ListPage, view: SavedView | None) -> str:
    if view is not None:
        doorman.delete(session(), SavedView, view.id, None)
        flash(say(GONE), "success")
    return ""


def _move(it: ListPage, view: SavedView | None) -> str:
    """One place to the left or right, among those that are one's own to move."""
    mine = [each.id for each in it.standing.views if each.owner_id == it.viewer.id]
    if view is None or view.id not in mine:
        raise Refused(INVALID, "This view is somebody else's. Save it as one of your own.")
    here = mine.index(view.id)
    there = max(0, min(len(mine) - 1, here + (1 if request.form["act"] == "right" else -1)))
    mine.insert(there, mine.pop(here))
    for place, view_id in enumerate(mine):
        doorman.update(session(), SavedView, view_id, None, {"position": place})
    return f"?view={view.id}"


def _opens(it: ListPage, view: SavedView | None) -> str:
    """The list opens with this view from now on; asked again, it does not any more."""
    wish = view.id if view is not None and it.standing.opens_with != view.id else 0
    saved_view.remember(session(), it.noun, opens=wish)
    return f"?view={view.id if view else 0}"


# Columns ------------------------------------------------------------------------------------------------------


def choose(it: ListPage) -> Any:
    """Columns and the height of rows: a part of the open view, or of how one looks at the list."""
    if request.form.get("density") in DENSITIES:
        saved_view.remember(session(), it.noun, density=request.form["density"])
        return "", 204
    chosen = [name for name in request.form.getlist("c") if name in it.choosable][:MOST_COLUMNS]
    if it.standing.view is None:
        saved_view.remember(session(), it.noun, c=chosen)
        return redirect(it.path + it.listing.link(c=[]))
    return redirect(it.path + it.listing.link(c=chosen or [it.lead]))

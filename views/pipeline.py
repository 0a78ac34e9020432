"""The board of opportunities: cards are dragged, or moved from a menu; what is refused is said in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import Blueprint, flash, redirect, request
from werkzeug.datastructures import MultiDict

from app.core import doorman
from app.core.doorman import may
from app.core.errors import NOT_FOUND, Refused
from app.core.noun import now
from app.core.words import N_
from app.organization.employee import Employee
from app.sales import board
from app.sales.board import LANES, UNASSIGNED, WON, Lane
from app.sales.opportunity import Opportunity
from app.sales.pipeline import LIKELY, LIVE, Stage
from app.sales.sellers import sellers
from views.fab.listing import Listing
from views.fab.page import is_part, page
from views.fab.reader import name_of, reader, say
from views.fab.session import session
from views.fab.viewer import viewer

pages = Blueprint("pipeline", __name__, url_prefix="/opportunity")
MOST_SELLERS = 12
MOVED, GIVEN = N_("“{what}” moved to {lane}"), N_("“{what}” given to {name}")
UNDONE = N_("Taken back on the board")
WORDS = {UNASSIGNED: N_("Unassigned"), WON: N_("Won")}
CLOSED = ("win", "lose", "estimate", "assign")
"""Steps that ask something: the menu leads to their pages."""


@dataclass(frozen=True)
class Told:
    """What came of a move: words for everybody, or a refusal at its card; and how it is taken back."""

    words: str = ""
    card: int = 0
    is_refused: bool = False
    step: str = ""
    undo: Mapping[str, str] | None = None


class Board:
    """What the template asks of the board."""

    def __init__(self, told: Told | None = None) -> None:
        self.read, self.viewer, self.told = reader(), viewer(), told or Told()
        self.args: MultiDict[str, str] = request.args
        self.listing = Listing(
            Opportunity, self.args, session=session(), viewer=self.viewer, zone=self.read.zone, shown=(),
            sort="expected_close_on",
        )  # fmt: skip

    @cached_property
    def lanes(self) -> list[Lane]:
        """Whoever gives opportunities out sees the lane of what nobody has even when it is empty."""
        opened = self.args.get("lane", "")
        each = board.board(session(), on=self.today, narrowed=self.listing.found, opened=opened)
        return [lane for lane in each if lane.name != UNASSIGNED or lane.count or self.assigns]

    @cached_property
    def today(self) -> date:
        return now().astimezone(ZoneInfo(self.read.zone)).date()

    @property
    def assigns(self) -> bool:
        return self.viewer.can("can_assign", "Opportunity")

    @property
    def moves(self) -> bool:
        return self.viewer.can("can_advance", "Opportunity")

    @property
    def opens(self) -> bool:
        return self.viewer.can("can_open", "Opportunity")

    @cached_property
    def sellers(self) -> Sequence[Employee]:
        return sellers(session(), MOST_SELLERS) if self.assigns else ()

    @property
    def closing(self) -> list[tuple[str, str]]:
        """The steps that the menu leads to, each with its words."""
        verbs = Opportunity.verbs
        return [(name, say(verbs[name].label)) for name in CLOSED[1:] if self.viewer.can(f"can_{name}", "Opportunity")]

    @property
    def live(self) -> list[Lane]:
        return [lane for lane in self.lanes if lane.name != WON]

    def words(self, lane: Lane) -> str:
        return say(WORDS.get(lane.name) or LANES[lane.name].value)

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Where a card may be moved to."""
        return [(name, say(WORDS.get(name) or LANES[name].value)) for name in LANES if name != UNASSIGNED]

    def likely(self, lane: Lane) -> str:
        stage = LANES[lane.name]
        return self.read.language.share(LIKELY[stage], 0) if isinstance(stage, Stage) else ""

    def money(self, value: Any) -> str:
        return self.read.language.money(value, self.read.currency, 0)

    def number(self, value: int) -> str:
        return self.read.language.number(value)

    # A card ------------------------------------------------------------------------------------------------------

    def who(self, card: Opportunity) -> str:
        if card.customer is not None:
            return name_of(card.customer)
        return card.prospect_company or card.prospect_name or ""

    def day(self, card: Opportunity) -> date | None:
        return card.closed_on if card.status not in LIVE else card.expected_close_on

    def short(self, day: date) -> str:
        return str(format_skeleton("MMMd", day, locale=self.read.language.locale))

    def full(self, day: date) -> str:
        return self.read.language.day(day)

    def is_late(self, card: Opportunity) -> bool:
        return card.status in LIVE and card.expected_close_on is not None and card.expected_close_on < self.today

    # Addresses ---------------------------------------------------------------------------------------------------

    def address(self, path: str, *more: tuple[str, str]) -> str:
        """Within the opportunities, narrowed as the board is."""
        said = [(key, value) for key, value in self.args.items(multi=True) if key != "lane"]
        query = urlencode([*said, *more])
        return f"{request.script_root}/opportunity/{path}" + (f"?{query}" if query else "")

    def listed(self, lane: Lane) -> str:
        stage = LANES[lane.name]
        of_stage = [("f", "status:is:ASSIGNED"), ("f", f"stage:is:{lane.name}")]
        return self.address("list/", *(of_stage if isinstance(stage, Stage) else [("f", f"status:is:{lane.name}")]))

    @property
    def ways(self) -> list[tuple[str, str, bool, int | None]]:
        """What the board is narrowed to with one click: words, address, whether it is on, how many."""
        late = sum(lane.late for lane in self.live)
        each = [(N_("Mine"), "owner:me:", None), (N_("Overdue"), "is_overdue:is:yes", late)]
        return [(say(words), self._switched(said), said in self.args.getlist("f"), n) for words, said, n in each]

    def _switched(self, said: str) -> str:
        """The address with this filter, or without it where it is on."""
        others = [each for each in self.args.getlist("f") if each != said]
        on = others if len(others) < len(self.args.getlist("f")) else [*others, said]
        query = urlencode([("f", each) for each in on] + [("q", self.listing.query)] * bool(self.listing.query))
        return f"{request.script_root}/opportunity/board" + (f"?{query}" if query else "")


@pages.get("/board")
def show() -> Any:
    may(session(), "can_list", Opportunity)
    return _page(Board())


@pages.post("/move/<id>")
def move(id: str) -> Any:
    """To another lane, or to a person; the board as it is now, with what came of it."""
    try:
        told = _taken(id)
    except Refused as why:
        session().rollback()
        told = Told(reader().language.refusal(why), _key(id, why), is_refused=True, step=_step(id, why))
    if is_part():
        return _page(Board(told))
    flash(told.words, "error" if told.is_refused else "success")
    return redirect(f"{request.script_root}/opportunity/board")


def _key(id: str, why: Refused) -> int:
    """The card where a refusal is said; what is not there has none."""
    is_there = why.code != NOT_FOUND or why.field is not None
    return int(id) if is_there and id.isascii() and id.isdecimal() and len(id) < 10 else 0


def _step(id: str, why: Refused) -> str:
    """Where a step that was refused on the board is taken with more words."""
    name, _ = _asked()
    return f"{request.script_root}/opportunity/step/{name}/{id}" if name in CLOSED and why.code != NOT_FOUND else ""


def _taken(id: str) -> Told:
    name, given = _asked()
    before = doorman.found(session(), Opportunity, id)
    was = {"to": before.stage.name, "probability": str(before.probability)}
    after = doorman.step(session(), Opportunity, name, id, given, _version())
    return _told(name, after, was)


def _asked() -> tuple[str, dict[str, Any]]:
    """The verb that a wish means, and what it is given."""
    to, person = request.form.get("to", ""), request.form.get("person", "")
    if person:
        return "assign", {"to": person}
    if to == "reopen":
        return "reopen", {"reason": say(UNDONE)}
    if to == WON:
        return "win", {}
    return "advance", {"stage": Stage.__members__.get(to), "probability": _probability()}


def _probability() -> Any:
    """Only what is taken back brings its own."""
    try:
        return Decimal(request.form["probability"])
    except (KeyError, InvalidOperation):
        return None


def _version() -> int | None:
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None


def _told(name: str, card: Opportunity, was: Mapping[str, str]) -> Told:
    if name == "assign":
        return Told(say(GIVEN, what=card.summary, name=str(card.owner)), card.id)
    is_won = name == "win"
    lane = say(WORDS[WON] if is_won else card.stage.value)
    undo = {"to": "reopen"} if is_won else dict(was)
    if is_won and not viewer().can("can_reopen", "Opportunity"):
        return Told(say(MOVED, what=card.summary, lane=lane), card.id)
    is_back = name == "reopen" or "probability" in request.form
    return Told(say(MOVED, what=card.summary, lane=lane), card.id, undo=None if is_back else undo)


def _page(it: Board) -> Any:
    return page("opportunity_board_lanes.html" if is_part() else "opportunity_board.html", it=it)

"""The first page: what waits for me, and how my work stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flask import redirect, request
from flask_appbuilder import BaseView, expose

from app.core.noun import now
from app.core.outbox import Outbox
from app.core.words import N_, label
from app.press.story import Tile
from views import clock
from views.dashboard.boards import Board, boards
from views.dashboard.counted import Asking, answers
from views.dashboard.errands import Errand, Kind, Waiting, waiting
from views.dashboard.figures import open_to
from views.dashboard.graphs import Card, cards
from views.fab.address import screen_of
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.shell import shell
from views.fab.viewer import viewer

TODAY, ONE_DAY, DAYS = N_("today"), N_("since yesterday"), N_("for {n} days")


class Home(BaseView):
    """Where one comes in: one's own work; for who has none here, the first screen that one may open."""

    route_base = ""
    base_permissions: list[str] = []

    @expose("/")
    def index(self) -> Any:
        mine = boards(viewer())
        if mine:
            return page("dashboard/home.html", it=Day(mine, request.args.get("work", "")))
        frame = shell()
        entries = [entry for _, group in frame.menu for entry in group] if frame else []
        return redirect(entries[0].href) if entries else page("welcome.html")


class Day:
    """What the template asks of the home page."""

    def __init__(self, mine: Sequence[Board], wanted: str) -> None:
        self.boards = mine
        self.board = next((board for board in mine if board.name == wanted), mine[0])
        self.read, self.now = reader(), now()
        self.asking = Asking(viewer(), self.read.zone, clock.today(self.now, self.read))

    @property
    def title(self) -> str:
        return clock.long_day(self.asking.today, self.read)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """From one kind of work to the other."""
        return [(say(board.title), f"?work={board.name}", board is self.board) for board in self.boards]

    @cached_property
    def waiting(self) -> Waiting:
        return waiting(session(), self.asking, self.board.errands)

    @cached_property
    def tiles(self) -> list[Tile]:
        figures = list(open_to(self.board.figures, self.asking.viewer))
        found = answers(session(), self.asking, [one for figure in figures for one in figure.asked])
        return [figure.tile(found, self.asking, self.read) for figure in figures]

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.board.charts, session(), self.asking, self.read)

    # What waits ---------------------------------------------------------------------------------------------------

    def listed(self, kind: Kind) -> str:
        return self.asking.address(kind.rows)

    def href(self, errand: Errand) -> str:
        if errand.kind.rows.path:
            return self.listed(errand.kind)
        screen = screen_of(errand.kind.rows.noun)
        may = self.asking.viewer.can("can_show", errand.kind.rows.noun.__name__)
        return f"{screen.route_base}/show/{errand.id}" if screen and may else ""

    def title_of(self, errand: Errand) -> str:
        """A job's name is one of our own words."""
        named = say(label(errand.title.replace("-", "_"))) if errand.kind.rows.noun is Outbox else errand.title
        return named or errand.whom

    def beside(self, errand: Errand) -> str:
        """Whom it concerns, and what it is worth."""
        worth = self.read.language.money(errand.value, self.read.currency, 0) if errand.value else ""
        return say(", ").join(filter(None, (errand.whom if errand.title else "", worth)))

    def due(self, errand: Errand) -> str:
        if not errand.kind.is_awaited:
            return self.read.language.day(clock.today(errand.due_at, self.read)) if errand.due_at else ""
        if errand.due_at is not None:
            return clock.due(errand.due_at, self.now, self.read, is_late=self.is_late(errand))
        days = (self.asking.today - errand.due_on).days if errand.due_on else 0
        if errand.due_on is None or days < 0:
            return ""
        return say(TODAY) if days == 0 else say(ONE_DAY) if days == 1 else say(DAYS, n=days)

    def is_late(self, errand: Errand) -> bool:
        if not errand.kind.is_awaited:
            return False
        if errand.due_at is not None:
            return errand.due_at < self.now
        return not errand.kind.by_value and errand.due_on is not None and errand.due_on < self.asking.today

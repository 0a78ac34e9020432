"""The page: the alerts at the left, the one that is looked at beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from app.churn import desk
from app.churn.alert import PENDING, ChurnAlert, Status
from app.core.doorman import found
from app.core.viewer import Reach
from app.core.words import N_
from app.organization.employee import Employee
from views.desk import lines
from views.desk.card import Card
from views.desk.days import quarter, today
from views.desk.wish import Wish
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer

SIZE = 30
NOTHING = {
    Status.OPEN: N_("No alert is open"),
    Status.DEFERRED: N_("No alert is deferred"),
    Status.RETAINED: N_("Nobody was retained yet"),
    Status.LOST: N_("Nobody was lost yet"),
}


class Desk:
    """What the template asks of the desk."""

    def __init__(self, wish: Wish, card: Card | None = None) -> None:
        self.wish, self._card = wish, card
        self.read, self.viewer, self.today = reader(), viewer(), today()
        self.tabs = list(Status)

    def can(self, permission: str, noun: str = "ChurnAlert") -> bool:
        return self.viewer.can(permission, noun)

    @cached_property
    def standing(self) -> desk.Standing:
        return desk.standing(session(), self.wish.owner, quarter(self.today))

    @property
    def at_risk(self) -> str:
        return self.read.language.money(self.standing.at_risk, self.read.currency, 0)

    @property
    def kept_share(self) -> str:
        share = self.standing.share
        return self.read.language.share(share, 0) if share is not None else ""

    @cached_property
    def _rows(self) -> Sequence[ChurnAlert]:
        """One more than is shown, to know whether more follow."""
        some = desk.alerts(self.wish.tab, self.wish.owner).offset(self.wish.at).limit(SIZE + 1)
        return session().scalars(some).all()

    @property
    def rows(self) -> Sequence[ChurnAlert]:
        return self._rows[:SIZE]

    @property
    def following(self) -> str:
        more = len(self._rows) > SIZE
        return self.wish.address(at=self.wish.at + SIZE, alert=None) if more else ""

    @property
    def previous(self) -> str:
        return self.wish.address(at=max(0, self.wish.at - SIZE), alert=None) if self.wish.at else ""

    @property
    def first(self) -> int:
        return self.wish.at + 1

    @property
    def is_pending_tab(self) -> bool:
        return self.wish.tab in PENDING

    @property
    def nothing(self) -> str:
        """What is said where the tab is empty."""
        return say(NOTHING[self.wish.tab])

    def line(self, alert: ChurnAlert) -> str:
        return lines.brief(alert, self.today)

    def due(self, alert: ChurnAlert) -> tuple[str, bool]:
        return lines.due(alert, self.today)

    def money(self, amount: Any) -> str:
        return self.read.language.money(amount, self.read.currency, 0)

    @cached_property
    def card(self) -> Card | None:
        """The alert that was asked for, or the first one."""
        if self._card is not None:
            return self._card
        chosen = self._chosen()
        return Card(chosen, self.wish) if chosen is not None else None

    def _chosen(self) -> ChurnAlert | None:
        if self.wish.alert is None:
            return next(iter(self.rows), None)
        known = next((row for row in self.rows if row.id == self.wish.alert), None)
        return known or desk.alert(session(), self.wish.alert)

    @property
    def is_chosen(self) -> bool:
        return self.wish.alert is not None

    @property
    def sees_others(self) -> bool:
        """Whether there may be alerts of several owners."""
        return self.viewer.reach_of("Customer") not in (Reach.NONE, Reach.OWN)

    @cached_property
    def owner(self) -> Employee | None:
        return found(session(), Employee, self.wish.owner) if self.wish.owner else None

    @property
    def may_run(self) -> bool:
        return self.can("raise_all")

    @property
    def rules_address(self) -> str:
        """Where the rules are set, for who may read the settings."""
        return "/setting/show/1" if self.can("can_show", "Setting") else ""

"""The card of an alert: why it was raised, how they bought, what may help, what was tried, and how it may end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import wtforms

from app.churn import desk
from app.churn.alert import PENDING, ChurnAlert, Status
from app.churn.retention_action import RetentionAction
from app.core.shape import field
from app.core.words import N_
from views.desk import lines, picture
from views.desk.days import brief, month, today
from views.desk.wish import Wish
from views.fab.address import address_of
from views.fab.asked import of_argument
from views.fab.cells import fact
from views.fab.facts import status
from views.fab.forms import form_of
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer
from views.left_open import open_with

AGAIN = timedelta(14)
"""When one looks again unless one says otherwise."""
SHOWN = 4
"""So many measures are shown at once."""
STEPS = ("defer", "retain", "confirm_loss", "reopen")


class Card:
    """What the template asks of the alert that is looked at. `typed` is what was sent and refused."""

    def __init__(self, alert: ChurnAlert, wish: Wish, *, typed: wtforms.Form | None = None, wrong: str = "") -> None:
        self.alert, self.customer, self.wish, self.wrong = alert, alert.customer, wish, wrong
        self.read, self.viewer, self.today, self._typed = reader(), viewer(), today(), typed

    def can(self, step: str) -> bool:
        """Whether this reader may take the step, and whether it is the moment."""
        return self.viewer.can(f"can_{step}", "ChurnAlert") and ChurnAlert.verbs[step].fits(self.alert)

    @property
    def status(self) -> str:
        return status(self.alert, self.read)

    @property
    def address(self) -> str:
        return address_of(self.customer, self.viewer)

    @property
    def alert_address(self) -> str:
        return address_of(self.alert, self.viewer)

    @property
    def why(self) -> Any:
        return lines.why(self.alert, self.today)

    @property
    def raised(self) -> str:
        rule = say(self.alert.rule.value)
        return say(N_("Rule “{rule}”, raised {day}"), rule=rule, day=brief(self.alert.raised_on))

    def money(self, amount: Any) -> str:
        return self.read.language.money(amount, self.read.currency, 0)

    def day(self, day: date) -> str:
        return brief(day)

    # How they bought ---------------------------------------------------------------------------------------------

    @cached_property
    def picture(self) -> str:
        if not self.viewer.can("can_list", "Order") or self.customer.last_order_on is None:
            return ""
        orders = desk.purchases(session(), self.customer.id)
        return picture.drawn(self.customer.name, orders, self.today, self.read)

    @cached_property
    def background(self) -> desk.Background:
        return desk.background(session(), self.customer.id, self.today)

    @property
    def figures(self) -> list[tuple[str, str, str, str]]:
        """Label, value, what stands below, and where it leads."""
        known, found = self.background, []
        if known.orders is not None:
            found += self._bought(known)
        if known.complaints is not None:
            found.append((say(N_("Complaints")), str(known.complaints), say(N_("in half a year")), self._requests))
        if known.rating is not None:
            found.append((say(N_("Last rating")), say(N_("{n} of 5"), n=known.rating), "", self._requests))
        return [*found, *self._chance(known)]

    def _bought(self, known: desk.Background) -> list[tuple[str, str, str, str]]:
        listed = f"/order/list/?f=customer:is:{self.customer.id}&f=status:in:CONFIRMED,PAID"
        since = say(N_("since {day}"), day=month(known.first_on)) if known.first_on else ""
        figures = [(say(N_("Orders")), str(known.orders), since, listed)]
        if known.orders and known.spent is not None:
            figures.append((say(N_("Average order")), self.money(known.spent / known.orders), "", listed))
        return figures

    @property
    def _requests(self) -> str:
        return f"/service-request/list/?f=customer:is:{self.customer.id}"

    def _chance(self, known: desk.Background) -> list[tuple[str, str, str, str]]:
        label = say(N_("Chance to leave"))
        if self.customer.chance_to_leave is None:
            fallback = [(label, "–", say(N_("the rules alone")), self.chance_address)]
            return fallback if known.is_fallback else []
        share = self.read.language.share(self.customer.chance_to_leave, 0)
        model = say(N_("model of {day}"), day=brief(known.trained_on)) if known.trained_on else ""
        return [(label, share, model, self.chance_address)]

    @property
    def chance_address(self) -> str:
        return f"/churn/chance/{self.customer.id}"

    # What is done about it ---------------------------------------------------------------------------------------

    @cached_property
    def tried(self) -> Sequence[RetentionAction]:
        return desk.tried(session(), self.alert)

    def outcome(self, action: RetentionAction) -> str:
        return say(action.outcome.value).lower()

    @cached_property
    def _choices(self) -> tuple[list[desk.Measure], list[Any]]:
        return desk.choices(session()) if self.is_pending else ([], [])

    @property
    def is_pending(self) -> bool:
        return self.alert.status in PENDING

    @property
    def measures(self) -> tuple[list[desk.Measure], list[desk.Measure]]:
        """The best ones, and the others."""
        every = self._choices[0]
        return every[:SHOWN], every[SHOWN:]

    @property
    def reasons(self) -> list[Any]:
        return self._choices[1]

    def share(self, measure: desk.Measure) -> str:
        return self.read.language.share(measure.share, 0) if measure.share is not None else ""

    def cost(self, measure: desk.Measure) -> str:
        return say(N_("Costs about {amount}"), amount=self.money(measure.cost)) if measure.cost else ""

    @cached_property
    def form(self) -> Any:
        """What was typed, or what one begins with."""
        return self._typed if self._typed is not None and "action" in self._typed else self._fresh("defer")

    @cached_property
    def loss(self) -> Any:
        return self._typed if self._typed is not None and "reason" in self._typed else self._fresh("confirm_loss")

    @property
    def left(self) -> dict[str, Any]:
        """What a loss would leave open with them."""
        left: dict[str, Any] = open_with(self.customer.id, self.background.live)["left"]
        return left

    def _fresh(self, step: str) -> wtforms.Form:
        start = {"until": self.today + AGAIN} if step == "defer" else {}
        return form_of(map(of_argument, ChurnAlert.verbs[step].arguments), self.read, start=start)

    @property
    def is_loss(self) -> bool:
        """Whether what was sent and refused was the loss."""
        return self._typed is not None and "reason" in self._typed

    @property
    def is_acting(self) -> bool:
        return any(self.can(step) for step in STEPS)

    def codes(self, measures: Sequence[desk.Measure]) -> list[str]:
        return [str(each.kind.id) for each in measures]

    def errors(self, form: Any) -> list[str]:
        return [f"{field.label.text}: {words}" for field in form for words in field.errors]

    @property
    def chosen(self) -> str:
        """The measure that stands chosen: what was typed, or the best one."""
        best = self.measures[0]
        return self.form["action"].raw or (str(best[0].kind.id) if best else "")

    @property
    def end(self) -> str:
        """How it ended, in a sentence."""
        alert = self.alert
        if alert.status is Status.RETAINED and alert.saved:
            return say(N_("Kept, with an order of {amount}."), amount=self.money(alert.saved))
        if alert.status is Status.LOST and alert.loss_reason is not None:
            return say(N_("Lost: {reason}."), reason=alert.loss_reason)
        return alert.note or ""

    @property
    def facts(self) -> list[str]:
        """What kind of customer it is: number and value class."""
        shown = field(type(self.customer), "value_class")
        return [fact(shown, self.read)(self.customer.value_class)] if shown else []

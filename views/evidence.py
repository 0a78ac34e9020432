"""What stands over the story of an alert: why it was raised, and the orders and requests behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from app.churn.alert import ChurnAlert
from app.core.noun import now
from app.sales.order import Order
from app.service.request import ServiceRequest
from views.desk.lines import why
from views.fab.address import address_of
from views.fab.facts import status
from views.fab.reader import reader
from views.fab.session import session
from views.fab.viewer import viewer


class Evidence:
    """As far as the reader may see it: an order of a colleague's is left out."""

    template, style, script = "churn/evidence.html", "order.css", ""

    def __init__(self, alert: ChurnAlert) -> None:
        self.alert = alert

    @property
    def is_shown(self) -> bool:
        return True

    @property
    def why(self) -> Any:
        return why(self.alert, now().date())

    @cached_property
    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Number, page, day, status, and what it came to or was about."""
        read, money = reader(), reader().language.money
        orders = [(each, each.ordered_on, money(each.total, read.currency)) for each in self._found(Order, "orders")]
        asked = [(one, one.opened_at.date(), one.summary) for one in self._found(ServiceRequest, "requests")]
        return [
            (each.number, address_of(each, viewer()), read.language.day(day), status(each, read), told)
            for each, day, told in (*orders, *asked)
        ]

    def _found(self, noun: type[Any], kind: str) -> Sequence[Any]:
        """In the order in which they were told."""
        known = self.alert.evidence.get(kind) or []
        if not known or not viewer().can("can_list", noun.__name__):
            return []
        each = {record.id: record for record in session().scalars(sa.select(noun).where(noun.id.in_(known)))}
        return [each[id] for id in known if id in each]

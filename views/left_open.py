"""What is still open with a customer, shown to whoever is about to write them off."""

from __future__ import annotations

from typing import Any

from app.sales.pursuing import named_live_with
from views.fab.page import page
from views.fab.session import session
from views.fab.viewer import viewer


def left_open(record: Any) -> str:
    """Of a customer, or of the customer of an alert; nothing to who lists no opportunities."""
    if not viewer().can("can_list", "Opportunity"):
        return ""
    customer_id = getattr(record, "customer_id", record.id)
    return page("churn/left_open.html", **open_with(customer_id, session().scalar(named_live_with(customer_id))))


def open_with(customer_id: int, named: str | None) -> dict[str, Any]:
    """What the template asks: a line each, and where they are listed."""
    listed = f"/opportunity/list/?f=customer:is:{customer_id}&f=status:in:OPEN,ASSIGNED"
    return {"left": {"lines": sorted((named or "").splitlines()), "address": listed}}

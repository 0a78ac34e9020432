"""Opportunities, their plans, orders and their lines, over the API. A payment is what the verb `pay` leaves."""

from __future__ import annotations

from typing import Any

from app.sales.development_plan import DevelopmentPlan
from app.sales.opportunity import Opportunity
from app.sales.order import Order
from app.sales.order_line import OrderLine
from app.sales.payment import Payment
from app.sales.plan_step import PlanStep

NOUNS: dict[type[Any], bool] = {
    Opportunity: True,
    DevelopmentPlan: True,
    PlanStep: True,
    Order: True,
    OrderLine: True,
    Payment: False,
}

"""Every room, in one place: importing this module makes all nouns known."""

from app.catalog import delivered, dictionary, product, stock, stock_level, stock_movement, warehouse
from app.churn import alert, noticing, retention_action, risk_model, staying
from app.core import history, numbering, outbox, phone, search, tree
from app.core.files import batch
from app.customers import attachment, birthdays, contact, customer, interaction, timeline
from app.organization import (
    absence,
    access_key,
    data_permission,
    department,
    employee,
    export,
    given,
    giving,
    notification,
    role,
    role_keeping,
    saved_view,
    setting,
    sign_in,
    viewing,
    watch,
    webhook_delivery,
    webhook_endpoint,
    webhook_event,
)
from app.planning import follow_up, next_action, reminder, task
from app.reports import schedule
from app.sales import (
    buying,
    development_plan,
    lifecycle,
    notices,
    opportunity,
    order,
    order_line,
    payment,
    plan_step,
    pursuing,
)
from app.service import dispatch, feedback, keeping, level, rating_link, request, resolution, telling

__all__ = [
    "absence", "access_key", "alert", "attachment", "batch", "birthdays", "buying", "contact", "customer",
    "data_permission", "delivered", "department", "development_plan", "dictionary", "dispatch", "employee", "export",
    "feedback", "follow_up", "given", "giving", "history", "interaction", "keeping", "level", "lifecycle",
    "next_action", "notices", "noticing", "notification", "numbering", "opportunity", "order", "order_line", "outbox",
    "payment", "phone", "plan_step", "product", "pursuing", "rating_link", "reminder", "request", "resolution",
    "retention_action", "risk_model", "role", "role_keeping", "saved_view", "schedule", "search", "setting", "sign_in",
    "staying", "stock", "stock_level", "stock_movement", "task", "telling", "timeline", "tree", "viewing",
    "warehouse", "watch", "webhook_delivery", "webhook_endpoint", "webhook_event",
]  # fmt: skip

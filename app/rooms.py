"""Every room, in one place: importing this module makes all nouns known."""

from app.catalog import product
from app.core import history, numbering, phone, search
from app.customers import contact, customer, timeline
from app.organization import access_key, data_permission, department, employee, role, sign_in, viewing
from app.sales import order

__all__ = [
    "access_key", "contact", "customer", "data_permission", "department", "employee",
    "history", "numbering", "order", "phone", "product", "role", "search", "sign_in", "timeline", "viewing",
]  # fmt: skip

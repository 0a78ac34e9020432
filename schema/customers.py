"""Customers, their people and what happened with them, over the API. The timeline is written by the verbs alone."""

from __future__ import annotations

from typing import Any

from app.customers.attachment import Attachment
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.customers.lifecycle import LifecycleEntry
from app.customers.timeline import TimelineEntry

NOUNS: dict[type[Any], bool] = {
    Customer: True,
    Contact: True,
    Interaction: True,
    TimelineEntry: False,
    LifecycleEntry: False,
    Attachment: True,
}

"""Who works here, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.export import Export
from app.organization.hiring import change, take_on
from app.organization.notification import Notification
from app.organization.setting import Setting
from app.organization.webhook_delivery import WebhookDelivery
from app.organization.webhook_endpoint import WebhookEndpoint
from schema.engine.writer import Asked, Writer

ROLES = "Names of all their roles. Nobody gives or takes one that permits what they may not do themselves."


class PeopleWriter(Writer):
    """With roles, and with the password that they begin with; as the form of an employee does."""

    new: ClassVar = {
        "roles": Asked("list[str]", ROLES),
        "password": Asked("str", "12 to 128 characters. They choose their own when they first sign in."),
    }
    changed: ClassVar = {"roles": Asked("list[str]", ROLES, needed=False)}

    def create(self, session: Any, noun: type[Any], values: dict[str, Any]) -> Any:
        return take_on(session, values, roles=values.pop("roles"), password=values.pop("password"))

    def update(self, session: Any, noun: type[Any], id: Any, version: int | None, values: dict[str, Any]) -> Any:
        return change(session, id, values, roles=values.pop("roles") or () if "roles" in values else None)


NOUNS: dict[type[Any], bool | Writer] = {
    Department: True,
    Employee: PeopleWriter(),
    Notification: False,
    Setting: True,
    Export: False,
    WebhookEndpoint: False,
    WebhookDelivery: False,
}

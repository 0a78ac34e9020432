"""Who works here, over the API: told, and changed on the screens."""

from __future__ import annotations

from typing import Any

from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.export import Export
from app.organization.notification import Notification
from app.organization.setting import Setting

NOUNS: dict[type[Any], bool] = {Department: True, Employee: False, Notification: False, Setting: True, Export: False}

"""What is to be done, over the API."""

from __future__ import annotations

from typing import Any

from app.organization.absence import Absence
from app.planning.task import Task

NOUNS: dict[type[Any], bool] = {Task: True, Absence: True}

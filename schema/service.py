"""Service over the API: requests and the steps of their life; what was done with them is read and not written."""

from __future__ import annotations

from typing import Any

from app.service.dispatch import Dispatch
from app.service.feedback import Feedback
from app.service.level import ServiceLevel
from app.service.request import ServiceRequest
from app.service.resolution import Resolution

NOUNS: dict[type[Any], bool] = {
    ServiceRequest: True,
    Dispatch: False,
    Resolution: False,
    Feedback: False,
    ServiceLevel: True,
}

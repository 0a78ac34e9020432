"""Churn alerts and what was tried, over the API. A retention action is what the verb `defer` leaves."""

from __future__ import annotations

from typing import Any

from app.churn.alert import ChurnAlert
from app.churn.retention_action import RetentionAction
from app.churn.risk_model import RiskModel

NOUNS: dict[type[Any], bool] = {ChurnAlert: True, RetentionAction: False, RiskModel: True}

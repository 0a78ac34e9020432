"""The churn desk, and what was learnt of who leaves."""

from __future__ import annotations

from app.churn.risk_model import RiskModel
from app.core.words import N_
from views.fab.screen import screen

RiskModelScreen = screen(
    RiskModel,
    columns=["trained_on", "customers", "losses", "auc", "brier", "is_fallback", "scored_on"],
    icon="report-analytics",
    sections={N_("Learnt"): ["trained_on", "customers", "losses", "auc", "brier", "is_fallback", "scored_on"]},
)

BESIDE = (RiskModelScreen,)

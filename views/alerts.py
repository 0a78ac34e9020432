"""The warnings that customers may leave us: their list, their pages, and what was tried."""

from __future__ import annotations

from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.retention_action import Outcome, RetentionAction
from app.core.words import N_
from views.evidence import Evidence
from views.fab.screen import screen
from views.fab.starting import Start
from views.left_open import left_open
from views.timeline import steps_with

AlertScreen = screen(
    ChurnAlert,
    columns=["rule", "customer", "status", "value_at_risk", "silent_days", "usual_days", "owner", "look_again_on"],
    brief=["rule", "status", "raised_on", "value_at_risk"],
    sort="-value_at_risk",
    icon="alert-triangle",
    sections={
        N_("Why this alert"): [
            "customer",
            "rule",
            "reason",
            "raised_on",
            "silent_days",
            "usual_days",
            "value_at_risk",
            "owner",
        ],
        N_("How it goes on"): [
            "look_again_on",
            "loss_reason",
            "note",
            "order",
            "saved",
            "left_open",
            "closed_at",
            "won_back_on",
        ],
    },
    related=["actions"],
    starts=[Start("raise-churn-alerts", N_("Ask the rules now"), "player-play", "raise_all")],
    likely=["defer"],
    beforehand={"confirm_loss": left_open},
    views={N_("Open"): "status:is:OPEN", N_("Deferred"): "status:is:DEFERRED"},
    part=Evidence,
    story=staticmethod(steps_with),
    tones={Status.OPEN: "bad", Status.DEFERRED: "warn", Status.RETAINED: "good done", Status.LOST: ""},
    marks={
        Rule.SILENT: "hourglass",
        Rule.FALLING: "trending-down",
        Rule.COMPLAINTS: "alert-circle",
        Rule.UNHAPPY: "star",
        Rule.FLOOR: "clock",
        Rule.NEVER_BOUGHT: "shopping-cart",
        Rule.NOTICED: "eye",
    },
)

ActionScreen = screen(
    RetentionAction,
    columns=["taken_on", "kind", "alert", "cost", "until", "outcome", "taken_by"],
    brief=["taken_on", "kind", "cost", "until", "outcome"],
    sort="-taken_on",
    icon="heart-handshake",
    sections={N_("Retention action"): ["alert", "kind", "taken_on", "until", "cost", "outcome", "taken_by", "note"]},
    marks={Outcome.KEPT: "check", Outcome.LOST: "x", Outcome.NOT_ENOUGH: "minus", Outcome.WAITING: "clock"},
)

BESIDE = (AlertScreen, ActionScreen)
"""The desk leads to the alerts: two entries of the menu for one thing would leave everybody to guess which."""

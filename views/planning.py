"""What is to be done by whom, and who is away."""

from __future__ import annotations

from app.core.words import N_
from app.organization.absence import Absence
from app.planning.task import Status, Task, TaskKind
from views.fab.screen import screen
from views.service import ServiceRequestScreen
from views.timeline import steps_with

GROUP = N_("Planning")

TaskScreen = screen(
    Task,
    columns=["subject", "status", "kind", "assignee", "customer", "due_at"],
    brief=["subject", "status", "due_at"],
    sort="-due_at",
    icon="checkbox",
    sections={
        N_("Task"): ["subject", "kind", "customer", "request", "detail"],
        N_("Who and when"): ["assignee", "due_at", "given_by"],
        N_("What came of it"): ["done_at", "outcome"],
    },
    likely=["complete"],
    views={N_("Pending"): "status:is:OPEN"},
    story=staticmethod(steps_with),
    tones={Status.OPEN: "info", Status.DONE: "good done"},
    marks=dict(zip(TaskKind, ("phone", "phone-outgoing", "mail", "map-pin", "note"), strict=True)),
)

AbsenceScreen = screen(
    Absence,
    columns=["reason", "employee", "starts_at", "ends_at"],
    brief=["reason", "starts_at", "ends_at"],
    sort="-starts_at",
    icon="calendar-clock",
    sections={N_("Absence"): ["employee", "starts_at", "ends_at", "reason"]},
)

ServiceRequestScreen.related = (*ServiceRequestScreen.related, "tasks")

SCREENS = (TaskScreen, AbsenceScreen)

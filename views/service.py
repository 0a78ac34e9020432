"""Service: requests for help, and how soon we promise to help."""

from __future__ import annotations

from app.core.words import N_
from app.service.dispatch import Dispatch
from app.service.feedback import Feedback
from app.service.level import ServiceLevel
from app.service.request import ServiceRequest
from app.service.resolution import Resolution
from app.service.words import Priority, RequestKind, Status
from views.course import Course
from views.customers import CustomerScreen
from views.fab.screen import screen
from views.timeline import steps_with

GROUP = N_("Service")

ServiceRequestScreen = screen(
    ServiceRequest,
    columns=["number", "summary", "customer", "status", "kind", "priority", "assignee", "due_at", "rating"],
    brief=["number", "summary", "status", "opened_at"],
    sort="-opened_at",
    icon="lifebuoy",
    sections={
        N_("Who asks"): ["customer", "phone", "contact", "channel", "order", "is_entitled"],
        N_("What it is about"): ["summary", "kind", "priority", "detail", "department"],
        N_("Who helps"): ["assignee", "starts_at", "ends_at", "minutes", "dispatched_at", "answered_at"],
        N_("Clock"): [
            "opened_at",
            "due_at",
            "is_overdue",
            "escalated_at",
            "waiting_since",
            "waiting_for",
            "paused_minutes",
            "resolved_at",
            "archived_at",
            "rating",
        ],
    },
    related=["dispatches", "resolutions", "feedback"],
    views={
        N_("In the queue"): "status:is:NEW",
        N_("Late"): "is_overdue:is:yes",
        N_("Waiting"): "status:is:WAITING",
        N_("To be rated"): "status:is:RESOLVED",
    },
    likely=["resolve", "resume", "rate", "dispatch", "accept"],
    story=staticmethod(steps_with),
    tones={
        Status.NEW: "info",
        Status.DISPATCHED: "warn",
        Status.ACCEPTED: "good",
        Status.RESOLVED: "good done",
    },
    marks={
        RequestKind.INQUIRY: "info-circle",
        RequestKind.COMPLAINT: "alert-triangle",
        RequestKind.SUGGESTION: "note",
        RequestKind.REPAIR: "settings",
        Priority.URGENT: "risk high",
        Priority.HIGH: "risk mid",
        Priority.LOW: "risk low",
    },
    about=["kind", "priority"],
    part=Course,
)

DispatchScreen = screen(
    Dispatch,
    columns=["name", "request", "at", "dispatcher", "note", "reason", "accepted_at"],
    brief=["name", "at", "note"],
    sort="-at",
    icon="route",
)

ResolutionScreen = screen(
    Resolution,
    columns=["what", "request", "how", "minutes_spent", "resolved_by", "at"],
    brief=["what", "how", "minutes_spent", "at"],
    sort="-at",
    icon="circle-check",
)

FeedbackScreen = screen(
    Feedback,
    columns=["score", "request", "words", "said_by", "through_link", "asked_by", "resolver", "at"],
    brief=["score", "words", "said_by", "at"],
    sort="-at",
    icon="star",
)

ServiceLevelScreen = screen(
    ServiceLevel,
    columns=["kind", "priority", "hours"],
    sort="kind",
    icon="clock",
)

CustomerScreen.related = (*CustomerScreen.related, "service_requests")

SCREENS = (ServiceRequestScreen, ServiceLevelScreen)
BESIDE = (DispatchScreen, ResolutionScreen, FeedbackScreen)

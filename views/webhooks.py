"""Webhooks: the endpoints that are told what happens, the messages they were sent, and the secret, shown once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, ClassVar

from flask import Blueprint, make_response, request

from app.core.doorman import found, may
from app.core.noun import noun_named, singular_label
from app.core.verb import label_of_step
from app.core.words import N_
from app.organization.webhook_delivery import DeliveryOutcome, WebhookDelivery
from app.organization.webhook_endpoint import Status, WebhookEndpoint, change, connect, show_secret
from app.organization.webhook_event import offered
from views.fab.asked import Asked
from views.fab.page import page
from views.fab.reader import say
from views.fab.screen import screen
from views.fab.session import session
from views.fab.viewer import viewer
from views.fab.writer import Writer

pages = Blueprint("webhooks", __name__, url_prefix="/webhook-endpoint")
PREFIX = "events_"
UNSEEN = N_("Its secret was not looked at yet: the receiver needs it to know our messages.")
PERMISSION = "can_replace_secret"
BESIDE_STEPS = (N_("Create"), N_("Update"), N_("Delete"))
"""What happens to records beside their steps."""


class EndpointWriter(Writer):
    """With the events that it is told of, chosen by noun."""

    def asked(self, record: Any) -> Sequence[tuple[str, list[Asked]]]:
        return [(N_("Events"), sorted(starmap(_asked, offered().items()), key=lambda asked: say(asked.label)))]

    def start(self, record: Any) -> Mapping[str, Any]:
        chosen = record.listens_to if record is not None else frozenset()
        return {PREFIX + name: [event for event in events if event in chosen] for name, events in offered().items()}

    def create(self, noun: type[Any], values: dict[str, Any]) -> Any:
        return connect(session(), *_taken_apart(values))

    def update(self, noun: type[Any], id: Any, version: int | None, values: dict[str, Any]) -> Any:
        return change(session(), id, version, *_taken_apart(values))


def _asked(name: str, events: Sequence[str]) -> Asked:
    words = {event: label_of_step(name, event.partition(".")[2]) for event in events}
    label = singular_label(noun_named(name))  # type: ignore[arg-type]
    return Asked(PREFIX + name, label, "several", str, False, offered=words)


def _taken_apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    fields = {name: value for name, value in values.items() if not name.startswith(PREFIX)}
    return fields, [event for name, chosen in values.items() if name.startswith(PREFIX) for event in chosen or ()]


@dataclass(frozen=True)
class Unseen:
    """That the secret waits to be taken down, at the head of the endpoint."""

    href: str
    subject: str
    icon: str = "key"
    is_late: bool = False
    more: ClassVar[Sequence[str]] = ()
    done: str = ""
    later: str = ""
    version: int = 0


def unseen(endpoint: WebhookEndpoint) -> Unseen | None:
    if endpoint.shown_at is not None or not viewer().can(PERMISSION, "WebhookEndpoint"):
        return None
    return Unseen(f"{request.script_root}/webhook-endpoint/secret/{endpoint.id}", say(UNSEEN))


class Said:
    """What was sent, line by line, and what was answered."""

    template, style, script = "organization/webhook_said.html", "webhooks.css", ""
    is_shown = True

    def __init__(self, delivery: WebhookDelivery) -> None:
        self.answer = delivery.answer
        self.body = json.dumps(json.loads(delivery.body), indent=2, ensure_ascii=False)


@pages.get("/secret/<id>")
def ask(id: str) -> Any:
    """Shown by a press of a button only, because it is shown once."""
    may(session(), PERMISSION, WebhookEndpoint)
    return _told(found(session(), WebhookEndpoint, id), "")


@pages.post("/secret/<id>")
def tell(id: str) -> Any:
    secret = show_secret(session(), id)
    return _told(found(session(), WebhookEndpoint, id), secret)


def _told(endpoint: WebhookEndpoint, secret: str) -> Any:
    answer = make_response(page("organization/webhook_secret.html", endpoint=endpoint, secret=secret))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


WebhookEndpointScreen = screen(
    WebhookEndpoint,
    columns=["name", "status", "url", "owner", "failing_since"],
    sort="name",
    icon="world",
    sections={
        N_("Receiver"): ["name", "url", "owner"],
        N_("How it goes"): ["off_because", "failing_since", "rests_until", "replaced_at"],
        N_("Events"): ["events"],
    },
    related=["deliveries"],
    likely=["switch_on", "send_test"],
    tones={Status.ACTIVE: "good", Status.OFF: "dim done"},
    writer=EndpointWriter(),
    ahead=unseen,
)

WebhookDeliveryScreen = screen(
    WebhookDelivery,
    columns=["event", "outcome", "at", "response_status", "attempts", "next_attempt_at"],
    brief=["event", "outcome", "response_status"],
    sort="-id",
    icon="mail-fast",
    sections={
        N_("Message"): ["endpoint", "event", "at", "message_id", "record_id"],
        N_("Attempts"): ["outcome", "attempts", "attempted_at", "next_attempt_at"],
        N_("Answer"): ["response_status", "problem", "milliseconds"],
    },
    part=Said,
    likely=["redeliver"],
    marks={
        DeliveryOutcome.DELIVERED: "circle-check",
        DeliveryOutcome.WAITING: "clock",
        DeliveryOutcome.FAILED: "alert-circle",
    },
)

SCREENS = (WebhookEndpointScreen,)
BESIDE = (WebhookDeliveryScreen,)

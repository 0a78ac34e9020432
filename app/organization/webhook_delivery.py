"""A webhook delivery: one message to one endpoint, and how it went."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, object_session, relationship

from app.core import outbox
from app.core.errors import REFUSED, Refused
from app.core.kinds import Line, Text
from app.core.moment import moment_of
from app.core.noun import Noun, column, table_of
from app.core.posting import DeliveryProblem
from app.core.verb import verb
from app.core.viewer import Person
from app.organization.webhook_endpoint import Status, WebhookEndpoint

JOB: Final = "webhook"
PAUSES: Final = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Before each further attempt, as the Standard Webhooks specification proposes it: ten attempts in three days."""
SPREAD: Final = 10
"""Messages that failed together are not tried again at the same moment: some wait up to a tenth longer."""


class DeliveryOutcome(StrEnum):
    WAITING = "Waiting"
    DELIVERED = "Delivered"
    FAILED = "Failed"


class WebhookDelivery(Noun):
    """One message to one webhook endpoint: what it says, how often it was tried, and what was answered last."""

    hangs_on = "endpoint"
    named_by = "event"
    plural = "webhook_deliveries"
    logged = False
    __table_args__ = (sa.Index("ix_webhook_delivery_endpoint_id_at", "endpoint_id", "at"),)

    endpoint_id: Mapped[int] = column(foreign_key="webhook_endpoint.id", index=False, derived=True)
    event: Mapped[Line] = column(derived=True, doc="What happened, as noun and verb: order.confirm.")
    at: Mapped[datetime] = column(derived=True, doc="When it happened.")
    outcome: Mapped[DeliveryOutcome] = column(default=DeliveryOutcome.WAITING, derived=True, index=True)
    attempts: Mapped[int] = column(default=0, derived=True, doc="How often it was tried.")
    attempted_at: Mapped[datetime | None] = column(derived=True, doc="When it was tried last.")
    next_attempt_at: Mapped[datetime | None] = column(derived=True, doc="When it is tried next.")
    response_status: Mapped[int | None] = column(derived=True, doc="What the receiver answered last, as HTTP says it.")
    milliseconds: Mapped[int | None] = column(derived=True, doc="How long the last attempt took.")
    problem: Mapped[DeliveryProblem | None] = column(derived=True, doc="Why the last attempt failed.")
    answer: Mapped[Text | None] = column(derived=True, doc="The beginning of the last answer, up to 2 kB.")
    message_id: Mapped[Line] = column(unique=True, derived=True, doc="webhook-id: the same at each attempt.")
    record_id: Mapped[int] = column(derived=True, doc="Which record it tells of.")
    body: Mapped[Text] = column(derived=True, doc="What is sent.")
    attempts_before: Mapped[int] = column(default=0, hidden=True)

    endpoint: Mapped[WebhookEndpoint] = relationship(foreign_keys=endpoint_id, back_populates="deliveries")

    @verb()
    def redeliver(self, *, by: Person | None) -> None:
        """Send the same message again, at once, and again later where it does not arrive."""
        if self.endpoint.status is not Status.ACTIVE:
            raise Refused(REFUSED, "The endpoint is switched off. Switch it on first.")
        self.attempts_before = self.attempts
        self.outcome, self.next_attempt_at = DeliveryOutcome.WAITING, moment_of(self)
        ask_for(cast("Session", object_session(self)), self, is_asked=True)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "What was told is not changed; it can be delivered again.")

    @property
    def pause(self) -> timedelta | None:
        """How long to wait after the attempt that failed just now; nothing where it was the last."""
        tried = self.attempts - self.attempts_before
        spread = 1 + self.id % SPREAD / 100
        return PAUSES[tried - 1] * spread if 0 < tried <= len(PAUSES) else None


for _name in ("body", "answer"):
    # The API tells them; on screens they stand beside the facts, as they are.
    table_of(WebhookDelivery).c[_name].info.update(internal=True, told=True)


@dataclass(frozen=True)
class Message:
    """What is told: an event, and the record as the endpoint's owner sees it."""

    event: str
    noun: str
    record_id: int
    at: datetime
    record: dict[str, Any]

    @property
    def body(self) -> str:
        verb = self.event.partition(".")[2]
        told = {"id": str(self.record_id), "noun": self.noun, "verb": verb, "record": self.record}
        return json.dumps({"type": self.event, "timestamp": self.at.isoformat(), "data": told}, ensure_ascii=False)


def tested(endpoint: WebhookEndpoint) -> Message:
    """A message that tells of nothing."""
    return Message("webhook_endpoint.send_test", "WebhookEndpoint", endpoint.id, moment_of(endpoint), {})


def deliver(endpoint: WebhookEndpoint, *messages: Message) -> None:
    """Written in this transaction: sent when it has happened, and never when it has not."""
    session = cast("Session", object_session(endpoint))
    made = [_made(endpoint.id, message) for message in messages]
    session.add_all(made)
    session.flush()
    for delivery in made:
        ask_for(session, delivery)


def _made(endpoint_id: int, message: Message) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint_id=endpoint_id, event=message.event, at=message.at, next_attempt_at=message.at,
        message_id=f"msg_{secrets.token_urlsafe(18)}", record_id=message.record_id, body=message.body,
    )  # fmt: skip


def ask_for(session: Session, delivery: WebhookDelivery, *, at: datetime | None = None, is_asked: bool = False) -> None:
    """The next attempt, by its number, so that it is made once; one that somebody asked for waits for nothing."""
    given = {"delivery": delivery.id, "attempt": delivery.attempts + 1, "asked": is_asked}
    outbox.add(session, JOB, given, at=at)

"""Sending webhooks, while nobody waits: one attempt, what came of it, and when the next one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.doorman import once
from app.core.job import Work
from app.core.posting import Answer, DeliveryProblem, post
from app.core.words import N_
from app.core.world import gate
from app.organization.notification import notify
from app.organization.webhook_delivery import JOB as JOB
from app.organization.webhook_delivery import DeliveryOutcome, WebhookDelivery, ask_for
from app.organization.webhook_endpoint import OffBecause, Status, WebhookEndpoint
from app.organization.webhook_secret import signed

PATIENCE: Final = timedelta(days=5)
"""An endpoint at which nothing arrives for so long is switched off."""
REST: Final = timedelta(minutes=5)
"""At most so long an endpoint that failed is left in peace by its other messages."""
LONGEST_WAIT: Final = timedelta(hours=24)
"""That a receiver may ask for."""
BUSY: Final = (429, 503)
GONE: Final = 410
OFF: Final = N_("The webhook {name} was switched off: {why}.")


@dataclass(frozen=True)
class Envelope:
    """All that is needed to send a message, read before anybody is called: no row is held meanwhile."""

    url: str
    body: str
    headers: Mapping[str, str]


def attempt(work: Work, at: datetime) -> Mapping[str, int]:
    """One attempt, unless it was made already. What is interrupted comes twice rather than never: under one id."""
    envelope = once(work.session, lambda: _taken(work, at))
    if envelope is None:
        return {"sent": 0}
    answer = post(envelope.url, envelope.body.encode(), envelope.headers, gate())
    once(work.session, lambda: _note(work, answer, at))
    return {"sent": 1}


def _taken(work: Work, at: datetime) -> Envelope | None:
    """The message, if it is to be sent now."""
    delivery = _of(work)
    if delivery is None:
        return None
    endpoint = delivery.endpoint
    if endpoint.status is not Status.ACTIVE or not endpoint.owner.active:
        delivery.outcome, delivery.next_attempt_at = DeliveryOutcome.FAILED, None
        return None
    if endpoint.rests_until is not None and endpoint.rests_until > at and not work.given["asked"]:
        delivery.next_attempt_at = endpoint.rests_until
        ask_for(work.session, delivery, at=endpoint.rests_until)
        return None
    known = {"Content-Type": "application/json", "User-Agent": "Trato"}
    return Envelope(
        endpoint.url, delivery.body, known | signed(delivery.message_id, at, delivery.body, endpoint.seeds(at))
    )


def _of(work: Work) -> WebhookDelivery | None:
    """The delivery whose attempt this is; nothing where it is gone, or where this one was made."""
    delivery = work.session.get(WebhookDelivery, work.given["delivery"])
    is_mine = delivery is not None and delivery.outcome is DeliveryOutcome.WAITING
    return delivery if is_mine and delivery and delivery.attempts + 1 == work.given["attempt"] else None


def _note(work: Work, answer: Answer, at: datetime) -> None:
    delivery = _of(work)
    if delivery is None:
        return
    delivery.attempts, delivery.attempted_at, delivery.next_attempt_at = delivery.attempts + 1, at, None
    delivery.response_status, delivery.milliseconds = answer.status, answer.milliseconds
    delivery.problem, delivery.answer = answer.problem, answer.text or None
    if answer.problem is None:
        delivery.outcome = DeliveryOutcome.DELIVERED
        _remember(work.session, delivery.endpoint, failing_since=None, rests_until=None)
    else:
        _put_off(work.session, delivery, answer, at)


def _put_off(session: Session, delivery: WebhookDelivery, answer: Answer, at: datetime) -> None:
    endpoint, pause = delivery.endpoint, delivery.pause
    since = endpoint.failing_since or at
    wished = _wished(answer, at)
    if pause is None or answer.status == GONE:
        delivery.outcome = DeliveryOutcome.FAILED
    else:
        delivery.next_attempt_at = at + max(pause, wished)
        ask_for(session, delivery, at=delivery.next_attempt_at)
    if answer.problem is not DeliveryProblem.ANSWERED or answer.status in BUSY:
        rests = at + max(min(pause or REST, REST), wished)
        _remember(session, endpoint, failing_since=since, rests_until=rests)
    else:
        _remember(session, endpoint, failing_since=since)
    if answer.status == GONE or at - since >= PATIENCE:
        _switch_off(session, endpoint, OffBecause.GONE if answer.status == GONE else OffBecause.FAILING)


def _wished(answer: Answer, at: datetime) -> timedelta:
    """How long a busy receiver asks to wait (seconds, or a date), within bounds."""
    if answer.status not in BUSY or not answer.retry_after:
        return timedelta()
    text = answer.retry_after.strip()
    try:
        if text.isascii() and text.isdecimal():
            wait = timedelta(seconds=min(int(text), int(LONGEST_WAIT.total_seconds())))
        else:
            moment = parsedate_to_datetime(text)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    except (ValueError, OverflowError):
        return timedelta()
    return max(timedelta(), min(wait, LONGEST_WAIT))


def _remember(session: Session, endpoint: WebhookEndpoint, **how: Any) -> None:
    """How it goes is no change of the endpoint: whoever edits it meanwhile is not disturbed."""
    if any(getattr(endpoint, name) != value for name, value in how.items()):
        mine = sa.update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint.id)
        session.execute(mine.values(**how).execution_options(synchronize_session=False))


def _switch_off(session: Session, endpoint: WebhookEndpoint, why: OffBecause) -> None:
    if endpoint.status is Status.ACTIVE:
        endpoint.off_because = why
        endpoint.switch_off(by=None)
        notify(session, endpoint.owner, OFF, about=endpoint, name=endpoint.name, why=why)


def over(before: datetime) -> sa.Delete:
    """What is forgotten: messages from before this moment that wait for nothing."""
    is_over = WebhookDelivery.outcome != DeliveryOutcome.WAITING
    return sa.delete(WebhookDelivery).where(WebhookDelivery.at < before, is_over)

"""What tests of webhooks are done with: endpoints of the cast, a worker, and what a receiver makes of a message."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from app.core.database import system_session
from app.core.doorman import once
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.jobs import SCHEDULE
from app.organization.employee import Employee
from app.organization.webhook_delivery import WebhookDelivery
from app.organization.webhook_endpoint import WebhookEndpoint
from app.organization.webhook_secret import secret_of
from app.organization.webhook_sending import JOB, attempt
from tests.core.receiver import Receiver, Told

NOWHERE = "https://93.184.215.14/hook"


def listening(engine: sa.Engine, *events: str, url: str = NOWHERE, owner: str = "admin") -> int:
    """The id of an endpoint that is told of these events as this person sees them."""
    with system_session(engine) as session:
        person = session.scalars(sa.select(Employee).where(Employee.username == owner)).one()
        made = WebhookEndpoint(name=f"Robot of {owner}", url=url, owner=person, events="\n".join(events))
        once(session, lambda: session.add(made))
        return made.id


def endpoint(session: Session, id: int) -> WebhookEndpoint:
    session.rollback()
    return session.get_one(WebhookEndpoint, id)


def messages(engine: sa.Engine, id: int) -> list[dict[str, Any]]:
    """What an endpoint is told, in order."""
    with system_session(engine) as session:
        told = sa.select(WebhookDelivery.body).where(WebhookDelivery.endpoint_id == id).order_by(WebhookDelivery.id)
        return [json.loads(body) for body in session.scalars(told)]


def types(engine: sa.Engine, id: int) -> list[str]:
    return [message["type"] for message in messages(engine, id)]


def deliveries(engine: sa.Engine, id: int) -> list[WebhookDelivery]:
    with system_session(engine) as session:
        told = sa.select(WebhookDelivery).where(WebhookDelivery.endpoint_id == id).order_by(WebhookDelivery.id)
        return list(session.scalars(told))


class Post:
    """A worker and its clock, which runs as fast as a test wants it to."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.at = engine, now()
        jobs = {JOB: replace(SCHEDULE[JOB], do=lambda work: attempt(work, self.at))}
        self.worker = Worker(engine, jobs, clock=lambda: self.at + timedelta(seconds=1))

    def go(self) -> int:
        """Does what is due; how many messages were sent."""
        return sum(self._sent(job_id) for job_id in self.worker.find())

    def _sent(self, job_id: int) -> int:
        with system_session(self.engine) as session:
            if session.get_one(Outbox, job_id).name != JOB:
                return 0
        assert self.worker.run(job_id) is State.DONE
        with system_session(self.engine) as session:
            return int(session.get_one(Outbox, job_id).result["sent"])

    def later(self, **how: float) -> int:
        self.at += timedelta(**how)
        return self.go()


def proved(told: Told, session: Session, id: int, seed: str = "") -> dict[str, Any]:
    """The message, if the signature is that of the endpoint's secret, as a receiver finds it out."""
    known: dict[str, Any] = Webhook(secret_of(seed or endpoint(session, id).seed)).verify(told.body, told.headers)
    return known


def only(receiver: Receiver) -> Told:
    [told] = receiver.told
    return told


def due(engine: sa.Engine, id: int) -> datetime | None:
    return deliveries(engine, id)[-1].next_attempt_at

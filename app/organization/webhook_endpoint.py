"""A webhook endpoint: an address outside that is told what happens here, as far as its owner may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, object_session, relationship, validates

from app.core import doorman
from app.core.errors import CONFLICT, FORBIDDEN, INVALID, REFUSED, Refused
from app.core.events import on
from app.core.kinds import Line, Text, Url
from app.core.moment import moment_of
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import WIDTH, Person, Reach, Viewer, viewer_of
from app.core.words import N_
from app.core.world import gate
from app.organization.employee import Employee
from app.organization.viewing import viewer_for
from app.organization.webhook_secret import new_seed, secret_of

if TYPE_CHECKING:
    from app.organization.webhook_delivery import WebhookDelivery

BOTH = timedelta(hours=24)
"""So long a message is signed with the secret before, too, after there is a new one."""
ABOVE = N_("It tells what {name} may see, which is more than you may. Ask an administrator.")
TOLD = N_("The secret was shown already. Make a new one where it was lost.")


class Status(StrEnum):
    ACTIVE = "Active"
    OFF = "Switched off"


class OffBecause(StrEnum):
    GONE = "The receiver said that it is gone (410)"
    FAILING = "Nothing arrived for days"
    LEFT = "Its owner does not work here any more"


class WebhookEndpoint(Noun):
    """An address outside that is told what happens here, as far as its owner may see it."""

    keepers = ("owner",)
    handed_over = False

    name: Mapped[Line] = column(search=True, doc="What it is called in the list.")
    url: Mapped[Url] = column(doc="Where messages are posted. Example: https://example.com/hook")
    owner_id: Mapped[int] = column(
        foreign_key="ab_user.id", doc="It is told what this person may see, and this person is told when it fails."
    )
    status: Mapped[Status] = column(default=Status.ACTIVE, index=True)
    events: Mapped[Text] = column(derived=True, doc="What it is told of, each as noun and verb: order.confirm.")
    off_because: Mapped[OffBecause | None] = column(derived=True)
    failing_since: Mapped[datetime | None] = column(derived=True, doc="Since when nothing arrived.")
    rests_until: Mapped[datetime | None] = column(derived=True, doc="Until then it is left in peace.")
    replaced_at: Mapped[datetime | None] = column(derived=True, doc="When its secret was made anew.")
    seed: Mapped[Line] = column(default=lambda _: new_seed(), hidden=True)
    seed_before: Mapped[Line | None] = column(hidden=True)
    shown_at: Mapped[datetime | None] = column(hidden=True)

    owner: Mapped[Employee] = relationship(foreign_keys=owner_id)
    deliveries: Mapped[list[WebhookDelivery]] = relationship(
        back_populates="endpoint", order_by="WebhookDelivery.id.desc()", cascade="all, delete-orphan"
    )

    @validates("url")
    def _outside(self, _: str, url: str) -> str:
        gate().refuse_spelled(url)
        return url

    @verb(when=Status.ACTIVE)
    def send_test(self, *, by: Person | None) -> None:
        """Send it a message that tells of nothing."""
        from app.organization.webhook_delivery import deliver, tested

        deliver(self, tested(self))

    @verb(when=Status.ACTIVE, becomes=Status.OFF)
    def switch_off(self, *, by: Person | None) -> None:
        """Send it nothing until it is switched on again."""

    @verb(when=Status.OFF, becomes=Status.ACTIVE)
    def switch_on(self, *, by: Person | None) -> None:
        """Send it what happens from now on; what was missed is delivered again one by one."""
        if not self.owner.active:
            raise Refused(
                REFUSED, "{name} does not work here any more. Choose another owner first.", name=str(self.owner)
            )
        self.off_because = self.failing_since = self.rests_until = None

    @verb()
    def replace_secret(self, *, by: Person | None) -> None:
        """Make a new secret; for a day messages are signed with the old one, too."""
        self.seed, self.seed_before = new_seed(), self.seed
        self.replaced_at, self.shown_at = moment_of(self), None

    def seeds(self, at: datetime) -> list[str]:
        """What a message of this moment is signed with, the newest first."""
        is_new = self.seed_before and self.replaced_at is not None and at < self.replaced_at + BOTH
        return [self.seed, self.seed_before] if is_new and self.seed_before else [self.seed]

    @property
    def listens_to(self) -> frozenset[str]:
        return frozenset(self.events.split())


def _covers(viewer: Viewer, other: Viewer) -> bool:
    """Somebody's own rows are seen by who sees all there are."""
    seen = {noun for noun, reach in other.reach.items() if WIDTH[reach] > WIDTH[Reach.NONE]}
    return other.permissions <= viewer.permissions and all(viewer.reach_of(noun) is Reach.ALL for noun in seen)


# Acts -----------------------------------------------------------------------------------------------------------------


def connect(session: Session, values: Mapping[str, Any], events: Collection[str]) -> WebhookEndpoint:
    """A new endpoint that is told of these events; where its name leads is looked at before anything is written."""
    doorman.may(session, "can_add", WebhookEndpoint)
    gate().target(str(values.get("url")))

    def act() -> WebhookEndpoint:
        endpoint = doorman.made(session, WebhookEndpoint, values)
        endpoint.events = _known(events)
        session.flush()
        return endpoint

    return doorman.once(session, act)


def change(
    session: Session, id: Any, version: int | None, values: Mapping[str, Any], events: Collection[str]
) -> WebhookEndpoint:
    """The endpoint, changed, if it is still the one that was shown."""
    doorman.may(session, "can_edit", WebhookEndpoint)
    gate().target(str(values.get("url")))

    def act() -> WebhookEndpoint:
        endpoint = doorman.found(session, WebhookEndpoint, id)
        if version is not None and endpoint.version != version:
            raise Refused(CONFLICT, "It was changed meanwhile. Look at it again.", "version")
        doorman.changed(session, endpoint, values)
        endpoint.events = _known(events)
        session.flush()
        return endpoint

    return doorman.once(session, act)


def _known(events: Collection[str]) -> str:
    from app.organization.webhook_event import offered

    known = [name for names in offered().values() for name in names]
    if not set(events) <= set(known) or not events:
        raise Refused(INVALID, "Choose at least one event of those that there are.")
    return "\n".join(name for name in known if name in events)


def show_secret(session: Session, id: Any) -> str:
    """The secret, this once: afterwards only a new one is shown."""
    doorman.may(session, "can_replace_secret", WebhookEndpoint)

    def act() -> str:
        endpoint = doorman.found(session, WebhookEndpoint, id)
        if endpoint.shown_at is not None:
            raise Refused(REFUSED, TOLD)
        endpoint.shown_at = moment_of(endpoint)
        session.flush()
        return secret_of(endpoint.seed)

    return doorman.once(session, act)


@event.listens_for(Session, "before_flush")
def _refuse_above(session: Session, *_: Any) -> None:
    for each in [*session.new, *session.dirty]:
        if isinstance(each, WebhookEndpoint):
            with session.no_autoflush:
                _check(session, each)


def _check(session: Session, endpoint: WebhookEndpoint) -> None:
    """Neither who has it now nor who is to have it sees more than who writes it."""
    was = sa.inspect(endpoint).attrs["owner"].history
    for owner in {*(was.deleted or ()), endpoint.owner} - {None}:
        viewer = viewer_of(session)
        if not viewer.is_system and owner.id != viewer.id and not _covers(viewer, viewer_for(session, owner)):
            raise Refused(FORBIDDEN, ABOVE, "owner", name=str(owner))


@on("employee.deactivate")
def _fall_silent(employee: Employee) -> None:
    """What told as they saw it has no eyes any more."""
    session = object_session(employee)
    if session is None:
        return
    theirs = (WebhookEndpoint.owner_id == employee.id, WebhookEndpoint.status == Status.ACTIVE)
    for endpoint in session.scalars(sa.select(WebhookEndpoint).where(*theirs)):
        endpoint.off_because = OffBecause.LEFT
        endpoint.switch_off(by=None)

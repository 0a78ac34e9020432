"""Customers and the people there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.noun import noun_named, singular_label
from app.core.viewer import viewer_of
from app.core.words import N_, label
from app.customers.attachment import DOWNLOAD, Attachment
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.customer import Customer, Status, Tier, ValueClass
from app.customers.interaction import Interaction
from app.customers.timeline import TimelineEntry
from views.fab.address import screen_of
from views.fab.reader import Reader, reader, say
from views.fab.screen import screen
from views.fab.story import MOST, Line, label_of, sentence, who

GROUP = N_("Customers")
STEP = N_("{who}: {step}, {what}")
DETAIL = N_("{name}: {value}")
SENTENCES: dict[str, tuple[str, str, str]] = {
    "customer.activate": (N_("{who} made them an active customer"), "check", "good"),
    "customer.lose": (N_("{who} noted that they have left us"), "user-x", "bad"),
    "customer.win_back": (N_("{who} won them back"), "heart-handshake", "good"),
    "customer.deactivate": (N_("{who} ended the business with them"), "lock", ""),
    "attachment.attach": (N_("{who} added {what}"), "paperclip", ""),
    "order.open": (N_("{who} opened {what}"), "shopping-cart", ""),
    "order.confirm": (N_("{who} confirmed {what}"), "shopping-cart", "good"),
    "order.pay": (N_("{who} recorded a payment for {what}"), "cash", "good"),
    "order.cancel": (N_("{who} cancelled {what}"), "x", "bad"),
    "order.pack": (N_("{who} packed {what}"), "package", ""),
    "order.ship": (N_("{who} shipped {what}"), "truck", ""),
    "order.deliver": (N_("{who} delivered {what}"), "circle-check", "good"),
    "order.copy": (N_("{who} copied {what} into a new draft"), "copy", ""),
    "order.reopen": (N_("{what} is owed again"), "alert-circle", "bad"),
    "payment.take_back": (N_("{who} took back {what}"), "arrow-back-up", "bad"),
}


def timeline(session: Session, customer: Any, _: Reader) -> Sequence[Line]:
    """The steps that were taken with the customer, latest first."""
    return lines(session, TimelineEntry.customer_id == customer.id)


def steps_with(session: Session, record: Any, read: Reader) -> Sequence[Line]:
    """Those that were taken with one record that hangs on a customer."""
    mine = (TimelineEntry.noun == type(record).__name__, TimelineEntry.record_id == record.id)
    return lines(session, TimelineEntry.customer_id == record.customer_id, *mine)


def lines(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Line]:
    if not viewer_of(session).can("can_list", "TimelineEntry"):
        return []
    latest = (
        sa.select(TimelineEntry)
        .where(*conditions)
        .order_by(TimelineEntry.at.desc(), TimelineEntry.id.desc())
        .limit(MOST)
    )
    found = session.scalars(latest.options(joinedload(TimelineEntry.actor)))
    return [_line(entry, reader()) for entry in found]


def _line(entry: TimelineEntry, read: Reader) -> Line:
    message, icon, tone = SENTENCES.get(entry.action, (STEP, "adjustments", ""))
    by, step = who(str(entry.actor) if entry.actor else None), say(label(entry.action.rpartition(".")[2]))
    words = sentence(message, who=by, step=step, what=_what(entry))
    return Line(entry.at, words, icon, tone, "\n".join(_details(entry, read)))


def _details(entry: TimelineEntry, read: Reader) -> Iterator[str]:
    """What was said with the step: a reason as it stands, the rest with its label and as the reader writes it."""
    verbs = getattr(noun_named(entry.noun), "verbs", {})
    verb = verbs.get(entry.action.rpartition(".")[2])
    kinds = {argument.name: argument.kind for argument in verb.arguments} if verb else {}
    for name, value in entry.details.items():
        told = _told(kinds.get(name, ""), value, read)
        yield told if name == "reason" else f"{say(label(name))}: {told}"


def _told(kind: str, value: str, read: Reader) -> str:
    """The timeline keeps texts."""
    if kind == "day":
        return read.language.day(date.fromisoformat(value))
    return read.language.money(Decimal(value), read.currency) if kind in ("amount", "money") else value


def _what(entry: TimelineEntry) -> Any:
    noun = noun_named(entry.noun)
    made = screen_of(noun) if noun else None
    href = f"{made.route_base}/show/{entry.record_id}" if made else ""
    return label_of(say(singular_label(noun)).lower() if noun else entry.noun, entry.summary, href)


CustomerScreen = screen(
    Customer,
    columns=["name", "status", "value_class", "tier", "owner", "city", "last_order_on", "credit_limit"],
    brief=["name", "status", "city"],
    sort="name",
    icon="building-store",
    sections={
        N_("Reach"): ["phone", "email", "address", "city", "state", "postal_code", "region", "country", "home_page"],
        N_("Business"): [
            "mnemonic",
            "kind",
            "value_class",
            "tier",
            "risk",
            "owner",
            "department",
            "parent",
            "credit_limit",
            "finance_phone",
            "registered_on",
            "last_order_on",
            "number",
            "external_id",
        ],
        N_("Portrait"): [
            "best_time",
            "preferred_channel",
            "preferred_language",
            "last_contact_at",
            "hobbies",
            "habits",
        ],
        N_("Remarks"): ["remarks"],
    },
    related=["orders", "contacts", "interactions", "attachments", "children"],
    likely=["activate", "win_back"],
    tones={Status.PROSPECT: "info", Status.ACTIVE: "good", Status.LOST: "bad"},
    marks={
        ValueClass.VALUABLE: "diamond",
        ValueClass.POTENTIAL: "trending-up",
        ValueClass.ORDINARY: "minus",
        ValueClass.LOST: "trending-down",
        Tier.A: "star",
    },
    story=staticmethod(timeline),
)

ContactScreen = screen(
    Contact,
    columns=["name", "title", "customer", "is_main", "office_phone", "mobile_phone", "email"],
    brief=["name", "title", "office_phone"],
    sort="name",
    icon="address-book",
    sections={
        N_("Reach"): ["office_phone", "mobile_phone", "email", "home_phone", "fax"],
        N_("Position"): [
            "customer",
            "title",
            "department_name",
            "superior",
            "is_main",
            "responsible_employee",
            "responsible_department",
        ],
        N_("Person"): ["sex", "birthday", "age", "hobbies"],
        N_("Remarks"): ["remarks"],
    },
    related=["interactions"],
)

InteractionScreen = screen(
    Interaction,
    columns=["summary", "channel", "direction", "customer", "contact", "employee", "at", "minutes"],
    brief=["summary", "channel", "at"],
    sort="-at",
    icon="phone",
    sections={
        N_("What was said"): ["customer", "channel", "direction", "contact", "employee", "summary", "detail"],
        N_("When and where"): ["at", "minutes", "place"],
        N_("Next step"): ["next_step", "next_step_on"],
    },
    marks=dict(zip(Channel, ("phone", "mail", "map-pin", "calendar-event", "note", "file-text"), strict=True)),
)

AttachmentScreen = screen(
    Attachment,
    columns=["name", "customer", "content_type", "size", "attached_by", "attached_at"],
    brief=["name", "size", "attached_at"],
    sort="-attached_at",
    icon="paperclip",
    sections={
        N_("File"): ["customer", "content_type", "size", "sha256", "attached_by", "attached_at"],
        N_("Remarks"): ["remarks"],
    },
    download=DOWNLOAD,
)

SCREENS = (CustomerScreen, ContactScreen, InteractionScreen, AttachmentScreen)

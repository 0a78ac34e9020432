"""Customers and the people there."""

from __future__ import annotations

from app.core.words import N_
from app.customers.attachment import DOWNLOAD, Attachment
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.customer import Customer, Risk, Stage, Status, Tier, ValueClass
from app.customers.interaction import Interaction
from app.customers.lifecycle import LifecycleEntry
from app.planning.task import Task
from views.ahead import ahead
from views.fab.composing import Pen
from views.fab.screen import screen
from views.left_open import left_open
from views.organization import EmployeeScreen
from views.selling import purchases
from views.timeline import kinds, steps_with, timeline

GROUP = N_("Customers")
TALK = ("summary", "detail", "contact")
PENS = (
    Pen("note", N_("Note"), "note", verb="note", asks=("words",), words=N_("Write a note.")),
    Pen("call", N_("Call"), "phone", Interaction, (*TALK, "direction", "minutes"), {"channel": Channel.CALL}),
    Pen("mail", N_("Mail"), "mail", Interaction, (*TALK, "direction"), {"channel": Channel.MAIL}),
    Pen("meeting", N_("Meeting"), "calendar-event", Interaction, (*TALK, "at", "place"), {"channel": Channel.MEETING}),
    Pen("task", N_("Task"), "checkbox", Task, ("subject", "detail", "assignee", "due_at", "kind"), within="customer"),
)

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
            "industry",
            "stage",
            "value_class",
            "tier",
            "risk",
            "chance_to_leave",
            "owner",
            "department",
            "parent",
            "credit_rating",
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
    related=["orders", "contacts", "interactions", "tasks", "churn_alerts", "lifecycle", "attachments", "children"],
    likely=["activate", "win_back"],
    beforehand=dict.fromkeys(("lose", "deactivate"), left_open),
    tones={Status.PROSPECT: "info", Status.ACTIVE: "good", Status.LOST: "bad"},
    marks={
        ValueClass.VALUABLE: "diamond",
        ValueClass.POTENTIAL: "trending-up",
        ValueClass.ORDINARY: "minus",
        ValueClass.LOST: "trending-down",
        Tier.A: "star",
        Stage.NEW: "plus",
        Stage.RETURNING: "repeat",
        Stage.DORMANT: "hourglass",
        Stage.LOST: "user-x",
        Risk.LOW: "risk low",
        Risk.MEDIUM: "risk mid",
        Risk.HIGH: "risk high",
    },
    story=staticmethod(timeline),
    kinds=staticmethod(kinds),
    pens=PENS,
    figures=staticmethod(purchases),
    ahead=staticmethod(ahead),
    about=["stage", "value_class", "tier", "risk"],
    compared=["name", "phone", "email"],
    copied=True,
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
    compared=["office_phone", "mobile_phone", "email"],
    copied=True,
)

InteractionScreen = screen(
    Interaction,
    columns=["summary", "channel", "direction", "customer", "contact", "employee", "at", "minutes"],
    brief=["summary", "channel", "at"],
    sort="-at",
    icon="phone",
    sections={
        N_("What was said"): [
            "customer",
            "channel",
            "direction",
            "contact",
            "employee",
            "purpose",
            "summary",
            "detail",
        ],
        N_("When and where"): ["at", "minutes", "place"],
        N_("Next step"): ["next_step", "next_step_on"],
    },
    story=staticmethod(steps_with),
    marks=dict(zip(Channel, ("phone", "mail", "map-pin", "calendar-event", "note", "file-text"), strict=True)),
)

LifecycleScreen = screen(
    LifecycleEntry,
    columns=["from_on", "customer", "stage", "value_class", "until_on", "is_override", "reason", "said_by"],
    brief=["from_on", "stage", "value_class", "until_on", "reason"],
    sort="-from_on",
    icon="repeat",
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

EmployeeScreen.related = (*EmployeeScreen.related, "interactions")

BESIDE = (LifecycleScreen,)
SCREENS = (CustomerScreen, ContactScreen, InteractionScreen, AttachmentScreen)

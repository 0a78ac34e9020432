"""Every setting, typed and read once from the environment; and the role table."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.mail import server_of
from app.core.viewer import Reach
from app.core.world import known_networks
from app.organization.role import Role

DEMO_PASSWORD = "trato-demo-2026"  # noqa: S105 - published on purpose: it opens nothing but the example company

# Values that were printed in manuals, templates and other people's defaults: whoever uses one has no secret.
KNOWN_SECRETS = {
    "\2\1thisismyscretkey\1\2\\e\\y\\y\\h",
    "thisismyscretkey",
    "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
    "TEST_NON_DEV_SECRET",
    "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
    "temporary_superset_key",
    "superset_secret_key_change_me",
    "django-insecure-change-me-please-now",
    "your-secret-key-here-change-in-production",
    DEMO_PASSWORD,
}
SHORTEST_SECRET = 32
FEWEST_LETTERS = 8


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; say one like Europe/Madrid") from None
    return name


class Settings(BaseSettings):
    """What an operator may set; the names in the environment carry TRATO_ in front."""

    model_config = SettingsConfigDict(env_prefix="TRATO_", frozen=True, hide_input_in_errors=True)

    data_dir: Path = Path("instance")
    database_url: str = ""
    secret_key: SecretStr | None = None
    port: int = Field(8000, ge=1, le=65535)
    base_url: str = ""
    smtp_url: str = ""
    language: Literal["en", "es", "zh"] = "en"
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    country: str = Field("US", pattern="^[A-Z]{2}$")
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    demo: bool = True
    api_engine: bool = True
    webhook_networks: Annotated[str, AfterValidator(known_networks)] = ""
    api_rate: int = Field(600_000, ge=10_000)
    """How many records a minute each key, and each person at a browser, may ask the API for."""

    @field_validator("secret_key")
    @classmethod
    def _is_a_secret(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            refuse_known_secret(key.get_secret_value())
        return key

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: str) -> str:
        if url:
            server_of(url)
        return url

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("say a whole address, like https://crm.example.com")
        return url.rstrip("/")

    @property
    def database(self) -> str:
        """The engine's address: SQLite in the data directory unless told."""
        if not self.database_url:
            self.directory()
            return f"sqlite:///{self.data_dir.resolve() / 'trato.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @property
    def secret(self) -> str:
        """What signs sessions: as told, else made once and kept where only this user may read it."""
        return self.secret_key.get_secret_value() if self.secret_key else _kept_secret(self.directory() / "secret_key")

    @property
    def address(self) -> str:
        """Where people find the application; links in mails begin with it."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    def directory(self) -> Path:
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.data_dir


def refuse_known_secret(key: str) -> None:
    """A key that is short, monotonous or printed somewhere signs sessions for everybody."""
    if key in KNOWN_SECRETS or len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_LETTERS:
        raise ValueError(
            f"TRATO_SECRET_KEY is known, shorter than {SHORTEST_SECRET} characters or too plain; "
            "leave it out, and one is made"
        )


def _kept_secret(file: Path) -> str:
    """Two processes that start at once get the same one: whoever links first has made it."""
    if not file.exists():
        with NamedTemporaryFile("w", dir=file.parent, prefix=file.name) as draft:  # mode 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, file)
    key = file.read_text().strip()
    refuse_known_secret(key)
    return key


def is_local(url: str) -> bool:
    """Whether an address leads to this machine only."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def listening_host(settings: Settings, *, demo_is_open: bool) -> str:
    """The world is served when an address in the world was set, and never while the published password works."""
    if is_local(settings.address):
        return "127.0.0.1"
    if demo_is_open:
        raise ValueError(
            f"The demo password still works, so Trato serves this machine only and not {settings.address}. "
            "Change the passwords of the demo people, or leave TRATO_BASE_URL out."
        )
    return "0.0.0.0"  # noqa: S104 - asked for by TRATO_BASE_URL


READ = "list show"
READING = dict.fromkeys(
    (
        "Order",
        "OrderLine",
        "Product",
        "Warehouse",
        "StockLevel",
        "DictionaryEntry",
        "Interaction",
        "TimelineEntry",
        "LifecycleEntry",
        "Employee",
        "Setting",
        "ServiceLevel",
    ),
    READ,
)
READING |= {"Notification": "list show see"}
"""What everybody reads who works with customers at all."""
VIEWS = {"SavedView": "list show add edit delete", "Watch": "list show add delete"}
"""Everybody keeps views of lists for themselves, and follows what they see; `share` on SharedView puts a view before
everybody."""
REPORTS = dict.fromkeys(
    (
        "ContributionReport",
        "ChurnReport",
        "CompositionReport",
        "ProductReport",
        "PromotionReport",
        "ProspectingReport",
        "PerformanceReport",
        "PersistencyReport",
        "ProfitabilityReport",
        "ProfilingReport",
    ),
    "read",
)
"""What whoever sells, leads or decides reads: all but service."""
SCHEDULES = {
    "ReportSchedule": "list show plan edit delete pause resume send_now",
    "ReportRecipient": "list show add edit delete",
}
"""Whoever may read a report may have it sent."""

ROLES = {
    "Administrator": Role(
        "Runs the system: everything, everywhere.",
        may={"*": "*"},
        reach={"*": Reach.ALL},
    ),
    "Sales manager": Role(
        "Leads salespeople: sees and corrects the work of the department and what is below it.",
        may={
            **READING,
            **VIEWS,
            "Department": READ,
            "Customer": "list show add edit delete activate lose win_back deactivate note see_credit "
            "override take_back_override see_history bulk_edit merge send_mass_mail export",
            "Contact": "list show add edit delete see_history bulk_edit export",
            "Attachment": "list show attach edit delete export",
            "Interaction": "list show log edit delete see_history export",
            "Order": "list show open edit delete confirm pay cancel copy pack ship deliver approve see_history "
            "bulk_edit export",
            "OrderLine": "list show add edit delete see_margin see_history export",
            "Payment": "list show take_back export",
            "ChurnAlert": "list show open defer reopen retain confirm_loss raise_all see_history export",
            "RetentionAction": "list show export",
            "Opportunity": "list show open edit delete assign advance estimate win lose reopen see_history "
            "bulk_edit export",
            "DevelopmentPlan": "list show add edit delete start succeed give_up see_history export",
            "PlanStep": "list show add edit delete report see_history export",
            "ServiceRequest": "list show open see_history export",
            "Dispatch": READ,
            "Resolution": READ,
            "Feedback": READ,
            "DictionaryEntry": "list show add edit deactivate reinstate place",
            "Product": "list show add edit receive retire reinstate see_margin see_history bulk_edit export",
            "Warehouse": "list show add edit deactivate reinstate see_history export",
            "StockLevel": "list show add edit delete receive count move see_history bulk_edit export",
            "StockMovement": "list show export",
            "RiskModel": "list show train",
            **SCHEDULES,
            **REPORTS,
            "Import": "run",
            "SharedView": "share",
            "GraphQL": "explore",
            "Task": "list show open edit complete postpone cancel see_history bulk_edit export",
            "Absence": "list show add edit delete",
        },
        reach={
            "Customer": Reach.BELOW,
            "Opportunity": Reach.BELOW,
            "Task": Reach.BELOW,
            "Absence": Reach.BELOW,
            "ServiceRequest": Reach.BELOW,
        },
    ),
    "Salesperson": Role(
        "Sells: sees own customers and all that hangs on them.",
        may={
            **READING,
            **VIEWS,
            "Department": READ,
            "Customer": "list show add edit activate lose win_back note see_history",
            "Contact": "list show add edit delete see_history",
            "Attachment": "list show attach edit delete",
            "Interaction": "list show log edit",
            "Order": "list show open edit delete confirm cancel copy pack ship deliver see_history",
            "OrderLine": "list show add edit delete",
            "Payment": READ,
            "ChurnAlert": "list show open defer reopen retain confirm_loss see_history",
            "RetentionAction": READ,
            "Opportunity": "list show open edit delete advance estimate win lose reopen see_history",
            "DevelopmentPlan": "list show add edit delete start succeed give_up see_history",
            "PlanStep": "list show add edit delete report see_history",
            "ServiceRequest": "list show open",
            "Dispatch": READ,
            "Resolution": READ,
            "Feedback": READ,
            "RiskModel": READ,
            **SCHEDULES,
            **REPORTS,
            "Task": "list show open edit complete postpone cancel see_history",
            "Absence": "list show add edit delete",
        },
        reach={
            "Customer": Reach.OWN,
            "Opportunity": Reach.OWN,
            "Task": Reach.OWN,
            "Absence": Reach.OWN,
            "ServiceRequest": Reach.OWN,
        },
    ),
    "Service manager": Role(
        "Dispatches service requests: sees every customer, because any of them may call.",
        may={
            **READING,
            **VIEWS,
            "Department": READ,
            "Customer": "list show edit note see_history",
            "Contact": "list show add edit",
            "Attachment": "list show attach edit delete",
            "Interaction": "list show log edit",
            "Task": "list show open edit complete postpone cancel see_history bulk_edit export",
            "Absence": "list show add edit delete",
            "ServiceRequest": "list show open edit dispatch transfer plan accept wait resume escalate resolve rate "
            "archive reopen see_history bulk_edit export",
            **SCHEDULES,
            "ServiceReport": "read",
            "Dispatch": READ,
            "Resolution": READ,
            "Feedback": READ,
        },
        reach={"Customer": Reach.ALL, "Task": Reach.BELOW, "Absence": Reach.BELOW, "ServiceRequest": Reach.BELOW},
    ),
    "Service agent": Role(
        "Helps customers: sees whom to help, changes contacts only.",
        may={
            **READING,
            **VIEWS,
            "Department": READ,
            "Customer": "list show note",
            "Contact": "list show add edit",
            "Attachment": "list show attach edit",
            "Interaction": "list show log",
            "Task": "list show open edit complete postpone cancel see_history",
            "Absence": "list show add edit delete",
            "ServiceRequest": "list show open edit plan accept wait resume escalate resolve rate",
            "Dispatch": READ,
            "Resolution": READ,
            "Feedback": READ,
        },
        reach={"Customer": Reach.ALL, "Task": Reach.OWN, "Absence": Reach.OWN, "ServiceRequest": Reach.DEPARTMENT},
    ),
    "Executive": Role(
        "Reads everything, margins and credit included, and changes nothing.",
        may={
            **READING,
            **VIEWS,
            "Department": READ,
            "Customer": "list show see_credit see_history export",
            "Contact": READ,
            "Attachment": READ,
            "Order": "list show see_history export",
            "OrderLine": "list show see_margin export",
            "Payment": READ,
            "ChurnAlert": "list show see_history export",
            "RetentionAction": "list show export",
            "Opportunity": "list show see_history export",
            "DevelopmentPlan": READ,
            "PlanStep": READ,
            "Product": "list show see_margin",
            "StockMovement": READ,
            "ServiceRequest": "list show see_history export",
            "Dispatch": READ,
            "Resolution": READ,
            "Feedback": READ,
            "RiskModel": READ,
            **SCHEDULES,
            **REPORTS,
            "ServiceReport": "read",
            "Task": READ,
            "Absence": READ,
        },
        reach={
            "Customer": Reach.ALL,
            "Opportunity": Reach.ALL,
            "Task": Reach.ALL,
            "Absence": Reach.ALL,
            "ServiceRequest": Reach.ALL,
        },
    ),
    "Call center": Role(
        "A program that looks callers up and writes calls down; it uses the API and no screens.",
        may={
            **READING,
            "Customer": READ,
            "Contact": READ,
            "Attachment": READ,
            "Interaction": "list show log",
            "Order": READ,
            "ServiceRequest": "list show open",
            "ChurnAlert": READ,
            "Task": READ,
            "GraphQL": "explore",
        },
        reach={"Customer": Reach.ALL, "ServiceRequest": Reach.ALL, "Task": Reach.OWN},
    ),
}
"""The roles as they are delivered; an administrator changes them at run time."""

SPECIAL_PERMISSIONS = {
    **dict.fromkeys((*REPORTS, "ServiceReport"), ("can_read",)),
    "Import": ("can_run",),
    "SharedView": ("can_share",),
    "Role": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "GraphQL": ("can_explore",),
}
"""What can be permitted beside the nouns: reports, imports, and reading the schema of the API."""

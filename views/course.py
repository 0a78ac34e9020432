"""What stands over the story of a request: how far it is, its clock, and what the customer said, or can say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core.language import Language
from app.core.noun import now
from app.core.shape import field
from app.core.words import N_, label
from app.service import rating_link
from app.service.request import ServiceRequest
from app.service.words import OPEN, RUNNING, Status
from views.fab.reader import reader, say
from views.fab.viewer import viewer

DUE, OVER = N_("To be resolved by {due}."), N_("Was to be resolved by {due}.")
WAITS = N_("The clock has stood since {since}: {reason}")
STAGES = (
    (Status.NEW, "opened_at"),
    (Status.DISPATCHED, "dispatched_at"),
    (Status.ACCEPTED, "answered_at"),
    (Status.RESOLVED, "resolved_at"),
    (Status.ARCHIVED, "archived_at"),
)


class Course:
    """What the template asks of a request."""

    template, style, script, is_shown = "service_request.html", "service.css", "service.js", True

    def __init__(self, request: ServiceRequest) -> None:
        self.request, self.read = request, reader()

    @property
    def stages(self) -> list[tuple[str, str, bool, bool]]:
        """Each stage, when it was reached, whether it was, and whether it is the one now; waiting is of accepted."""
        status = Status.ACCEPTED if self.request.status is Status.WAITING else self.request.status
        order = [stage for stage, _ in STAGES]
        far = order.index(status)
        return [
            (say(str((self.request.status if n == far else stage).value)), self._at(n, far, name), n < far, n == far)
            for n, (stage, name) in enumerate(STAGES)
        ]

    def _at(self, n: int, far: int, name: str) -> str:
        return self._moment(getattr(self.request, name)) if n <= far else ""

    def _moment(self, at: datetime | None) -> str:
        return self.read.language.moment(at, self.read.zone) if at is not None else ""

    @property
    def is_late(self) -> bool:
        due = self.request.due_at
        return self.request.status in RUNNING and due is not None and due < now()

    @property
    def tone(self) -> str:
        return "bad" if self.is_late else "warn" if self.request.status is Status.WAITING else ""

    @property
    def clock(self) -> str:
        if self.request.status is Status.WAITING:
            return say(WAITS, since=self._moment(self.request.waiting_since), reason=self.request.waiting_for)
        if self.request.status not in OPEN:
            return ""
        return say(OVER if self.is_late else DUE, due=self._moment(self.request.due_at))

    @property
    def score(self) -> str:
        return f"{self.request.feedback[-1].score} / 5" if self.words else ""

    @property
    def words(self) -> str:
        if not viewer().can("can_list", "Feedback") or not self.request.feedback:
            return ""
        return self.request.feedback[-1].words or "–"

    @property
    def link(self) -> str:
        """For who asks the customer; it is shown while it can be used."""
        asks = viewer().can("can_rate", "ServiceRequest") and self.request.status is Status.RESOLVED
        return rating_link.link_of(self.request) if asks else ""

    @property
    def archived(self) -> Sequence[tuple[str, str]]:
        """The copy that was kept, as it was kept."""
        kept = self.request.snapshot if self.request.status is Status.ARCHIVED else None
        each = [(say(label(name)), _told(name, value, self.read.language, self.read.zone))
                for name, value in (kept or {}).items() if not isinstance(value, list)]  # fmt: skip
        return [(name, value) for name, value in each if value]


def _told(name: str, value: Any, language: Language, zone: str) -> str:
    known = field(ServiceRequest, name)
    if isinstance(value, dict):
        return str(value["name"])
    if value is None or isinstance(value, bool):
        return language.say(N_("Yes")) if value else ""
    if known is not None and known.kind == "choice":
        return language.say(str(known.type[value].value))
    if known is not None and known.kind == "moment":
        return language.moment(datetime.fromisoformat(value), zone)
    return str(value)

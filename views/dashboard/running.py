"""What asks something of who runs the system: jobs that failed, imports with rows refused, keys that end."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.files.batch import Batch
from app.core.files.batch import State as BatchState
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.words import N_
from app.organization.access_key import AccessKey
from app.organization.employee import Employee
from views.dashboard.counted import Asking, Counted
from views.dashboard.errands import Kind

RUNS = ("can_edit", "Setting")
"""Who may set the system up is told how it runs."""
LATELY, SOON = 7, 14
"""So many days a failure is told, and so many before its end a key."""


def failed(asking: Asking) -> sa.ColumnElement[bool]:
    return sa.and_(Outbox.state == State.DEAD, Outbox.ended_at >= _lately(asking))


def refused(asking: Asking) -> sa.ColumnElement[bool]:
    """What was taken back asks nothing any more."""
    return sa.and_(Batch.rejected > 0, Batch.state != BatchState.UNDONE, Batch.started_at >= _lately(asking))


def ending(_: Asking) -> sa.ColumnElement[bool]:
    """Keys that are good still, and not for long."""
    return sa.and_(AccessKey.revoked_at.is_(None), AccessKey.expires_at.between(now(), now() + timedelta(days=SOON)))


def _lately(asking: Asking) -> datetime:
    day = asking.today - timedelta(days=LATELY)
    return datetime.combine(day, time(), ZoneInfo(asking.zone))


FAILED = Kind(
    N_("Failed jobs"), Counted(Outbox, fits=failed, path="/system/jobs", may=RUNS), "", "alert-triangle", "name",
    "ended_at", on_customer=False, is_awaited=False,
)  # fmt: skip
REFUSED = Kind(
    N_("Imports with rows refused"), Counted(Batch, fits=refused, path="/system/imports", may=RUNS), "", "file-import",
    "file", "started_at", on_customer=False, is_awaited=False,
)  # fmt: skip
KEYS = Kind(
    N_("Keys that end soon"), Counted(AccessKey, fits=ending, path="/system/keys", may=RUNS), "", "key", "hint",
    "expires_at", on_customer=False,
)  # fmt: skip
WITHOUT_ROLE = Kind(
    N_("People without a role"), Counted(Employee, ("active:is:yes", "role:empty:")), "can_edit", "user-x", "name", "",
    on_customer=False,
)  # fmt: skip

"""Batch: one import, so that what it did can be told and taken back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.noun import Model, now


class State(StrEnum):
    RUNNING = "Running"
    DONE = "Done"
    UNDONE = "Undone"


class Batch(Model):
    """What was imported when, by whom, out of which file, and what came of it."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(sa.String(60))
    file: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[State] = mapped_column(default=State.RUNNING)
    rows: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))

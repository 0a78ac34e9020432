"""A report as a file for whoever looks through a session, made without a page: by a command, a job or a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.report import Answer
from app.core.viewer import Reach, viewer_of
from app.organization.setting import settings_of
from app.press.book import Progress
from app.press.export import export
from app.press.story import Reader
from app.reports import report_named


@dataclass(frozen=True)
class Edition:
    """Which report, asked how, as which file; `every` row on paper. Language and zone are the reader's unless told."""

    report: str
    asked: Mapping[str, str]
    ending: str = "pdf"
    every: bool = False
    section: str = ""
    language: str = ""
    zone: str = ""

    @classmethod
    def restored(cls, given: Mapping[str, Any]) -> Edition:
        """As a job remembers it."""
        return cls(**{name: given[name] for name in cls.__dataclass_fields__ if name in given})


def made(
    session: Session, edition: Edition, out: IO[bytes], *, at: datetime, progress: Progress = lambda done, of: None
) -> Answer:
    """Written into `out`: what this reader may see, as they read."""
    reader = reader_of(session, edition.language, edition.zone)
    today = at.astimezone(ZoneInfo(reader.zone)).date()
    answer = report_named(edition.report).answer(session, edition.asked, today=today)
    export(answer, reader, edition.ending, out, at=at, section=edition.section, every=edition.every, progress=progress)
    return answer


def reader_of(session: Session, code: str = "", zone: str = "") -> Reader:
    """An employee reads their own language and zone, the system that of the company."""
    viewer, settings = viewer_of(session), settings_of(session)
    own = (settings.language, settings.zone) if viewer.is_system else (viewer.language, viewer.zone)
    return Reader(
        language(code or own[0], settings.day_format.name), settings.currency, zone or own[1],
        name=str(viewer.person or ""), company=settings.company_name, paper=settings.paper.value,
        decimals=settings.order_decimals, sees_all=viewer.reach_of("Customer") is Reach.ALL,
    )  # fmt: skip

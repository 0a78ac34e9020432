"""Job: what the system does by itself or in the background; a function, and when it runs. Each is safe to run twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """One run of a job: the system's session, what was asked for, by whom, and the day it is done for."""

    session: Session
    given: Mapping[str, Any]
    day: date
    by_id: int | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    """What an earlier try that was broken off had marked."""
    mark: Callable[..., None] = lambda session, done, of, **known: None
    """Of a job that commits piece by piece: says in each of its transactions how far it is."""


class When(Protocol):
    """When a job runs by itself."""

    def latest(self, at: datetime) -> datetime:
        """The last time at or before `at` that it was due."""

    def in_words(self) -> str: ...


@dataclass(frozen=True)
class Daily:
    """Once a day; when the machine slept then, as soon as it is awake."""

    at: time

    def latest(self, at: datetime) -> datetime:
        today = at.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today <= at else today - timedelta(days=1)

    def in_words(self) -> str:
        return f"daily {self.at:%H:%M}"


@dataclass(frozen=True)
class Every:
    """So many minutes apart, counted from midnight; what was slept through is not made up for."""

    minutes: int

    def latest(self, at: datetime) -> datetime:
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(minutes=(at.hour * 60 + at.minute) // self.minutes * self.minutes)

    def in_words(self) -> str:
        return f"every {self.minutes} min"


@dataclass(frozen=True)
class Job:
    """`do` writes through the session it is given, and what it wrote is committed together with the job's being done.

    One that `commits` by itself, because it is long, marks how far it is in each transaction of its own.
    """

    do: Callable[[Work], Result | None]
    when: When | None = None
    commits: bool = False
    lease: timedelta = timedelta(minutes=2)
    tries: int = 5


def daily(*, at: str, do: Callable[[Work], Result | None]) -> Job:
    """A job of every day, at that time in the installation's time zone."""
    return Job(do, when=Daily(time.fromisoformat(at)))


def every(*, minutes: int, do: Callable[[Work], Result | None]) -> Job:
    """A job of every few minutes; of two of its rows in the outbox the later one finds what the first has left."""
    return Job(do, when=Every(minutes))


def asked(*, do: Callable[[Work], Result | None], commits: bool = False) -> Job:
    """A job that runs when somebody asks for it."""
    return Job(do, commits=commits)

"""Who looks, and how far: every session has one viewer, taken once from the person who signed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session


class Reach(StrEnum):
    """How far a role sees among the rows of a noun, from narrow to wide."""

    NONE = "None"
    OWN = "Own"
    DEPARTMENT = "Department"
    BELOW = "Department and below"
    ALL = "All"


WIDTH = {reach: width for width, reach in enumerate(Reach)}


class Person(Protocol):
    """Who does something: an employee; `None` stands for the system."""

    id: Any


@dataclass(frozen=True)
class Viewer:
    """Who looks, taken once from the person who signed in. Two that may and reach the same are the same."""

    id: int | None
    person: Any = field(default=None, compare=False, repr=False)
    permissions: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    reach: Mapping[str, Reach] = field(default_factory=dict, hash=False)
    department_id: int | None = None
    department_path: str = ""
    is_system: bool = False
    language: str = "en"
    zone: str = "UTC"
    has_plenty: bool = False
    """Whether so much is their own that most statements meet it soon; see `plenty`."""

    def can(self, permission: str, noun: str) -> bool:
        return self.is_system or (permission, noun) in self.permissions

    def reach_of(self, noun: str) -> Reach:
        return Reach.ALL if self.is_system else self.reach.get(noun, Reach.NONE)


SYSTEM = Viewer(id=None, is_system=True)


class Unscoped(RuntimeError):
    """A statement that the rule cannot reach: a bug, never an answer."""


def viewer_of(session: Session) -> Viewer:
    viewer: Viewer | None = session.info.get("viewer")
    if viewer is None:
        raise Unscoped("nobody is looking: set session.info['viewer']")
    return viewer


def look(session: Session, viewer: Viewer) -> None:
    """Say who looks through this session. It stays so: what was loaded for one must not answer another."""
    known = session.info.get("viewer")
    if known is not None and known is not viewer:
        raise Unscoped("a session has one viewer for life; take another session")
    session.info["viewer"] = session.info["looker"] = viewer


@contextmanager
def as_system(session: Session) -> Iterator[None]:
    """For consequences inside a transaction: what follows from a step sees and writes what the person may not."""
    before = session.info.get("viewer")
    session.info["viewer"] = SYSTEM
    try:
        yield
    finally:
        session.info["viewer"] = before


@contextmanager
def through_eyes_of(session: Session, viewer: Viewer) -> Iterator[None]:
    """What somebody else sees, asked for in columns: a record that is loaded so would answer the one who looks."""
    before = session.info.get("viewer")
    session.info["viewer"] = viewer
    try:
        yield
    finally:
        session.info["viewer"] = before


@contextmanager
def trusted(session: Session) -> Iterator[None]:
    """While a verb runs on a record that was found under the rule, its effects are written without asking again:
    a step may give a record away, an edit may not."""
    before = session.info.get("trusted", False)
    session.info["trusted"] = True
    try:
        yield
        session.flush()
    finally:
        session.info["trusted"] = before

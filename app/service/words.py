"""What a request can be: where it is in its life, of which kind, how urgent, and how it was solved."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    NEW = "New"
    DISPATCHED = "Dispatched"
    ACCEPTED = "Accepted"
    WAITING = "Waiting"
    RESOLVED = "Resolved"
    ARCHIVED = "Archived"


class RequestKind(StrEnum):
    INQUIRY = "Inquiry"
    COMPLAINT = "Complaint"
    SUGGESTION = "Suggestion"
    REPAIR = "Repair"


class Priority(StrEnum):
    URGENT = "Urgent"
    HIGH = "High"
    NORMAL = "Normal"
    LOW = "Low"


class How(StrEnum):
    PHONE = "By telephone"
    WRITING = "In writing"
    REMOTE = "From afar"
    ON_SITE = "At the customer's"
    WORKSHOP = "In the workshop"


RUNNING = (Status.NEW, Status.DISPATCHED, Status.ACCEPTED)
"""The clock runs."""
OPEN = (*RUNNING, Status.WAITING)
"""Somebody still has to do something."""
WITH_SOMEBODY = (Status.DISPATCHED, Status.ACCEPTED, Status.WAITING)
LOWEST, CONTENT, HIGHEST = 1, 3, 5
"""Of a rating: from 3 up the customer was content."""

"""The ways in which people talk to each other."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    CALL = "Call"
    MAIL = "Mail"
    VISIT = "Visit"
    MEETING = "Meeting"
    CHAT = "Chat"
    FAX = "Fax"


class Way(StrEnum):
    IN = "Incoming"
    OUT = "Outgoing"

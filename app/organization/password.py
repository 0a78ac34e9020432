"""Passwords: long rather than odd (OWASP ASVS 5.0, 6.2), not among the common ones, kept as a slow hash."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from werkzeug.security import generate_password_hash

from app.core.errors import INVALID, Refused
from app.core.words import N_

SHORTEST, LONGEST = 12, 128
COMMON = Path(__file__).with_name("common_passwords.txt")


def hashed_password(password: str, *, name: str = "") -> str:
    """The hash to keep. Refused: too short, too long, too common, or the name of its owner."""
    if not SHORTEST <= len(password) <= LONGEST:
        message = N_("A password has {shortest} to {longest} characters.")
        raise Refused(INVALID, message, "password", shortest=SHORTEST, longest=LONGEST)
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 5 or (name and name.casefold() in plain and len(plain) < 16):
        raise Refused(INVALID, "This password is too easy to guess.", "password")
    return generate_password_hash(password)


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text().split())

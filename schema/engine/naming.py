"""What the outside calls things: derived from the nouns, so that one name is said once."""

from __future__ import annotations

from typing import Any

from app.core.field import STAMPS as STAMPS
from app.core.shape import Field
from app.core.words import camel, plural, words


def one(noun: type[Any]) -> str:
    """`order_line`"""
    return words(noun.__name__, "_")


def many(noun: type[Any]) -> str:
    """`order_lines`"""
    return str(noun.plural) or plural(one(noun))


def described(f: Field) -> str:
    """The help of a field, or at least its name in words."""
    text = f.help or f"{f.label}."
    return f"{text} Null, with an error, without the permission `{f.guard}`." if f.guard else text


def told_of(f: Field) -> dict[str, Any]:
    """What the schema says of a field that may be left out, in what is told and in what is asked."""
    return {"description": described(f), "deprecation_reason": f.deprecated or None}


def public_name(f: Field) -> str:
    return camel(f.name)

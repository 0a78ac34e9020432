"""A telephone number in any writing; what is none is refused in words."""

from __future__ import annotations

import pytest

from app.core.phone import e164, is_phone
from app.core.search import text_of
from app.customers.contact import Contact


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("+1 (610) 555-0142", "+16105550142"),
        ("610.555.0142", "+16105550142"),
        ("+1 610 555 0142 ext. 12345", "+16105550142"),
        ("610/555-0142 x12", "+16105550142"),
        ("+34 912 345 678 extensión 4", "+34912345678"),
        ("\uff0b\uff18\uff16 10 1234 5678", "+861012345678"),
        ("204", None),
    ],
)
def test_any_writing_is_taken(typed: str, normal: str | None) -> None:
    assert is_phone(typed)
    assert e164(typed) == normal


@pytest.mark.parametrize(
    "typed", ["abc", "12", "call 610 555 0142", "555 ext", "6105550142 6105550142", "610 555 0142 or 43"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert not is_phone(typed)


def test_an_extension_does_not_hide_the_number_from_the_search() -> None:
    assert "5550142" in text_of(Contact(name="Ana", office_phone="+1 610 555 0142 ext. 12")).split()

"""Every word is said in every language, with the same places in it, and is not the English one again."""

from __future__ import annotations

import re

import pytest

from app.core.language import language
from views import vocabulary

PLACE = re.compile(r"{\w+}")


@pytest.fixture(scope="module")
def said() -> set[str]:
    return vocabulary.said()


@pytest.mark.parametrize("code", vocabulary.translations())
def test_every_message_is_translated(said: set[str], code: str) -> None:
    known = language(code).messages
    assert sorted(message for message in said if not known.get(message)) == []


@pytest.mark.parametrize("code", vocabulary.translations())
def test_translations_have_the_places_of_their_message(code: str) -> None:
    each = language(code).messages.items()
    assert [m for m, told in each if sorted(PLACE.findall(m)) != sorted(PLACE.findall(told))] == []


@pytest.mark.parametrize("code", vocabulary.translations())
def test_no_translation_merely_repeats_the_english(code: str) -> None:
    """Where a language really uses the same word, the translator says so with the remark "same"."""
    each = (m for m in vocabulary.catalogue(code) if m.id and m.string == m.id)
    assert [m.id for m in each if vocabulary.SAME not in m.user_comments] == []


@pytest.mark.parametrize("code", vocabulary.translations())
def test_the_catalogue_holds_nothing_that_is_said_no_more(said: set[str], code: str) -> None:
    assert sorted(set(language(code).messages) - said) == []


def test_labels_of_declarations_are_among_the_messages(said: set[str]) -> None:
    assert {"Customer", "Credit limit", "Win back", "Home office", "Order lines"} <= said

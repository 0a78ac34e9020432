"""The dictionary: the lists that people choose from, each topic on a page of its own."""

from __future__ import annotations

from app.catalog.dictionary import DictionaryEntry
from app.core.words import N_
from views.fab.screen import screen

DictionaryScreen = screen(
    DictionaryEntry,
    columns=["name_en", "topic", "code", "position", "is_active", "is_protected"],
    sort="position",
    icon="language",
    sections={
        N_("Entry"): ["topic", "code", "position", "is_active", "is_protected"],
        N_("Names"): ["name_en", "name_es", "name_zh"],
    },
)

SCREENS = (DictionaryScreen,)

"""Attached files: what they are is found in them, and their names are nobody's way into anything."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.core.files.content import KINDS, LARGEST, examined
from app.core.files.upload import Upload, cleaned, suffix
from tests.core.files.attaching import HONEST, LIES, NAMES, PDF


@pytest.mark.parametrize("name", HONEST)
def test_a_file_that_is_what_it_says_is_taken_in(name: str) -> None:
    assert examined(Upload(name, HONEST[name])) == KINDS[suffix(name).lower()[1:]][0]


@pytest.mark.parametrize("name", LIES)
def test_a_file_that_lies_or_could_be_run_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        examined(Upload(name, LIES[name]))
    assert refused.value.field == "file"


@pytest.mark.parametrize("name", HONEST)
@pytest.mark.parametrize("other", ["pdf", "png", "docx", "txt", "eml"])
def test_no_content_passes_under_the_name_of_another(name: str, other: str) -> None:
    same = KINDS[suffix(name).lower()[1:]][0] == KINDS[other][0]
    mails_are_text = {suffix(name), "." + other} <= {".txt", ".csv", ".eml"}
    if same or mails_are_text:
        return
    with pytest.raises(Refused):
        examined(Upload(f"file.{other}", HONEST[name]))


def test_a_file_that_is_too_large_is_refused() -> None:
    examined(Upload("a.txt", b"a" * LARGEST))
    with pytest.raises(Refused, match="16 MB"):
        examined(Upload("a.txt", b"a" * (LARGEST + 1)))


@pytest.mark.parametrize("given", NAMES)
def test_a_name_is_only_a_name(given: str) -> None:
    name = cleaned(given)
    assert name == NAMES[given]
    assert not set(name) & set('/\\:*?"<>|%\0\r\n')
    assert len(name) <= 150


def test_a_name_without_letters_is_still_one() -> None:
    assert {cleaned(name) for name in ("", ".", "..", "/", "\u202e", " ")} == {"file"}


def test_the_checks_of_the_kinds_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the ending alone would decide, and most lies would pass."""
    for ending, (kind, _) in KINDS.items():
        monkeypatch.setitem(KINDS, ending, (kind, lambda content: True))
    passed = []
    for name, content in LIES.items():
        try:
            passed.append(examined(Upload(name, content)))
        except Refused:
            continue
    assert len(passed) > 30
    assert examined(Upload("x.png", PDF)) == "image/png"

"""Passwords: long rather than odd, and none that somebody else would try first."""

from __future__ import annotations

import pytest
from werkzeug.security import check_password_hash

from app.core.errors import Refused
from app.organization.employee import Employee
from app.organization.password import hashed_password


@pytest.mark.parametrize("password", ["elevenchars", "x" * 129, ""])
def test_too_short_and_too_long_are_refused_with_the_limits(password: str) -> None:
    with pytest.raises(Refused) as why:
        hashed_password(password)
    assert (why.value.field, why.value.values) == ("password", {"shortest": 12, "longest": 128})


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("password1234", ""),
        ("PASSWORD1234", ""),
        ("abababababab", ""),
        ("RosaRosaRosaX", "rosa"),
        ("xx-Mortimer-1", "mortimer"),
    ],
)
def test_what_is_tried_first_is_too_easy(password: str, name: str) -> None:
    with pytest.raises(Refused, match="too easy to guess") as why:
        hashed_password(password, name=name)
    assert why.value.field == "password"


@pytest.mark.parametrize(
    "password", ["twelve chars", "a sentence about mortimer and his desk", "密码要长一些才好记又难猜呀"]
)
def test_a_sentence_is_kept_as_a_hash_and_nothing_else(password: str) -> None:
    kept = hashed_password(password, name="mortimer")
    assert password not in kept
    assert check_password_hash(kept, password)


def test_a_step_tells_nothing_of_the_secret_that_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []
    monkeypatch.setattr(Employee, "tell", lambda *_, by, details: told.append(details))
    Employee(username="tom", active=True).reset_password(password="a sentence nobody is told", by=None)
    assert told == [{}]

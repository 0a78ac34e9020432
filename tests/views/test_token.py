"""What forms carry, so that no other site can send them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.views.guest import Guest, token_of


def test_a_token_is_of_one_browser(app: Flask) -> None:
    ana, luis = Guest(app, "ana"), Guest(app, "luis")
    hers, his = (token_of(guest.get("/contact/list/").text) for guest in (ana, luis))
    assert hers != his
    assert ana.client.post("/logout/", data={"csrf_token": his}).status_code == 400
    assert ana.get("/contact/list/").status_code == 200
    assert ana.client.post("/logout/", data={"csrf_token": hers}).status_code == 302


def test_another_sign_in_has_another_token(app: Flask) -> None:
    before, after = (token_of(Guest(app, "ana").get("/contact/list/").text) for _ in range(2))
    assert before != after


def test_another_secret_signs_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = Guest(app, "ana")
    before = token_of(ana.get("/contact/list/").text)
    with ana.client.session_transaction() as kept:
        held = dict(kept)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    with ana.client.session_transaction() as kept:
        kept.update(held)
    after = token_of(ana.get("/contact/list/").text)
    assert after != before
    assert ana.client.post("/logout/", data={"csrf_token": after}).status_code == 302

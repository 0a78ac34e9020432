"""A guest at the screens: signs in as one of the cast and uses the pages as a browser does."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.core.database import system_session
from tests.company import PASSWORD


class Guest:
    """`Guest(app, "ana")` is Ana at her browser; without a name, somebody who has not signed in."""

    def __init__(self, app: Flask, name: str = "", password: str = PASSWORD) -> None:
        self.app, self.client = app, app.test_client()
        if name:
            answer = self.sign_in(name, password)
            assert answer.status_code == 302, f"{name} could not sign in"

    def sign_in(self, name: str, password: str = PASSWORD, next_: str = "") -> TestResponse:
        address = f"/login/?next={next_}" if next_ else "/login/"
        return self.post(address, {"username": name, "password": password}, page="/login/")

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None, *, page: str = "") -> TestResponse:
        """With the token of the page that the form stands on."""
        signed = {"csrf_token": token_of(self.get(page or address).text)}
        return self.client.post(address, data={**signed, **(data or {})})

    def fill(self, address: str, **typed: Any) -> TestResponse:
        """Opens a form, types into it and sends it, with all that stood in it."""
        return self.post(address, {**fields_of(self.get(address).text), **typed})


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def fields_of(page: str) -> dict[str, str]:
    """What stands in the form of a page."""
    form = page[page.find('id="edit"') :]
    found = {
        name: html.unescape(value) for name, value in re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', form)
    }
    found |= {n: html.unescape(text) for n, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)<', form)}
    for name, inside in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def names_in(page: str) -> list[str]:
    """The names that lead to records, in the order of the list."""
    return [html.unescape(name) for name in re.findall(r'class="name"[^>]*>([^<]+)<', page)]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def take_away(engine: sa.Engine, role: str, permission: str, noun: str) -> None:
    """As an administrator takes a permission from a role."""
    with system_session(engine) as session:
        session.connection().execute(
            sa.text(
                "DELETE FROM ab_permission_view_role WHERE role_id = (SELECT id FROM ab_role WHERE name = :role)"
                " AND permission_view_id IN (SELECT pv.id FROM ab_permission_view pv"
                " JOIN ab_permission p ON p.id = pv.permission_id JOIN ab_view_menu v ON v.id = pv.view_menu_id"
                " WHERE p.name = :permission AND v.name = :noun)"
            ),
            {"role": role, "permission": permission, "noun": noun},
        )
        session.commit()

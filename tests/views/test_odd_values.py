"""Whatever stands in an address or a form: every screen answers in words, and never breaks."""

from __future__ import annotations

import random
import re
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.views.guest import Guest, token_of

ODD = (
    "", "0", "1", "-1", "9" * 30, "abc", "'", '"', "%", "_", "\x00", "\x1f", "é", "中文", "😀", "²", "１２", "<script>", "..",
    "2026-01-01", "9999-12-31", "0001-01-01", "2026-99-99", "1e400", "NaN", "Infinity", "-0", "1.00001", "[]", "{}",
    "a" * 5000, "owner.password", "-id", "-name", "status:is:ACTIVE", "owner:is:zz", "last_order_on:after:2026-99-99",
    "credit_limit:from:1e999", "name:contains:", "x:y:z", "::", "next", "prev", "all",
)  # fmt: skip
PARAMETERS = (
    "q",
    "f",
    "sort",
    "size",
    "page",
    "after",
    "before",
    "any",
    "count",
    "columns",
    "from",
    "to",
    "next",
    "customer",
)
FIELDS = (
    "version", "name", "number", "email", "phone", "owner", "customer", "ordered_on", "quantity", "price", "amount", "on",
    "reason", "discount", "product", "order", "credit_limit", "kind", "tier", "is_main", "birthday", "parent",
)  # fmt: skip
NAMES = ("customer", "order", "confirm", "pay", "contribution", "1", "2", "3")
LEFT_OUT = {"static", "graphql", "LoginView.logout"}
"""What has tests of its own, or ends the visit."""


def address(rule: Rule, chance: random.Random) -> str:
    each = {name: quote(chance.choice(ODD + NAMES * 3), safe="") or "1" for name in rule.arguments}
    path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda match: each[match[1]], rule.rule)
    asked = [f"{chance.choice(PARAMETERS)}={quote(chance.choice(ODD), safe='')}" for _ in range(chance.randrange(4))]
    return f"{path}?{'&'.join(asked)}"


@pytest.mark.parametrize("name", ["admin", "ana"])
def test_no_screen_breaks(app: Flask, name: str) -> None:
    chance, guest = random.Random(f"odd {name}"), Guest(app, name)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in LEFT_OUT]
    token = token_of(guest.get("/customer/add").text)
    broken = set()
    for rule in rules * 3:
        where = address(rule, chance)
        answers = [guest.get(where)]
        if "POST" in (rule.methods or ()):
            typed = {field: chance.choice(ODD) for field in chance.sample(FIELDS, 8)}
            answers.append(guest.client.post(where, data={"csrf_token": token, **typed}))
        broken |= {(rule.rule, where[:120]) for answer in answers if answer.status_code >= 500}
    assert broken == set()


def test_deleting_an_employee_is_refused_in_words(app: Flask) -> None:
    admin = Guest(app, "admin")
    answer = admin.post("/employee/delete/1", page="/employee/delete/1")
    assert (answer.status_code < 500, "deactivated, not deleted" in answer.text) == (True, True)

"""Webhooks at their screens and over the API: added, read, their secret shown once, and by whom."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman, world
from app.organization.webhook_endpoint import WebhookEndpoint
from app.organization.webhook_secret import secret_of
from tests.core.receiver import LOOPBACK
from tests.organization.hooks import endpoint, listening
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest

__all__ = ["ask"]
HERE = "http://127.0.0.1:9/hook"


@pytest.fixture(autouse=True)
def near(app: Flask) -> None:
    """As where one develops a receiver; who builds the application says it anew."""
    world.allow(LOOPBACK)


def add(guest: Guest, **typed: str) -> str:
    """The form, filled and sent; what is wrong with it, in words, or where it leads."""
    given = {"name": "Robot", "url": HERE, "owner": "1", "events_Order": "order.confirm", **typed}
    answer = guest.post("/webhook-endpoint/add", given)
    return answer.headers["Location"] if answer.status_code == 302 else html.unescape(answer.text)


def test_an_endpoint_is_added_with_its_events(app: Flask, as_system: Session) -> None:
    guest = Guest(app, "admin")
    page = guest.get("/webhook-endpoint/add").text
    assert 'name="events_Order" value="order.confirm"' in page
    assert 'name="seed"' not in page
    where = add(guest, events_Customer="customer.update")
    made = endpoint(as_system, int(where.rpartition("/")[2]))
    assert (made.name, made.url, made.events.split()) == ("Robot", HERE, ["customer.update", "order.confirm"])
    given = {"name": "Machine", "url": HERE, "owner": "1", "events_Order": "order.pay", "version": str(made.version)}
    changed = guest.post(f"/webhook-endpoint/edit/{made.id}", given)
    assert changed.status_code == 302
    made = endpoint(as_system, made.id)
    assert (made.name, made.events) == ("Machine", "order.pay")


def test_what_cannot_be_called_is_told_beside_its_field(app: Flask) -> None:
    guest = Guest(app, "admin")
    assert "is not in the internet" in add(guest, url="https://10.0.0.7/")
    assert "is not in the internet" in add(guest, url="https://169.254.169.254/latest")
    assert "Choose at least one event" in add(guest, events_Order="")
    assert "Choose at least one event" in add(guest, events_Order="order.explode")


def test_a_name_is_looked_up_before_it_is_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world._known, "gate", world.Gate(resolve=lambda host, port: ["10.0.0.7"]))
    assert "hooks.example is not in the internet" in add(Guest(app, "admin"), url="https://hooks.example/")


def test_the_secret_is_shown_once(app: Flask, engine: sa.Engine, as_system: Session) -> None:
    hook, guest = listening(engine, "order.confirm", url=HERE), Guest(app, "admin")
    address = f"/webhook-endpoint/secret/{hook}"
    assert address in guest.get(f"/webhook-endpoint/show/{hook}").text
    secret = secret_of(endpoint(as_system, hook).seed)
    assert secret not in guest.get(address).text
    told = guest.post(address)
    assert secret in html.unescape(told.text)
    assert told.headers["Cache-Control"] == "private, no-store"
    for answer in (guest.post(address, page="/customer/list/"), guest.get(address)):
        assert "shown already" in answer.text
        assert secret not in html.unescape(answer.text)
    assert address not in guest.get(f"/webhook-endpoint/show/{hook}").text


def test_a_stale_form_is_told_so(app: Flask, engine: sa.Engine) -> None:
    hook, guest = listening(engine, "order.confirm", url=HERE), Guest(app, "admin")
    assert guest.fill(f"/webhook-endpoint/edit/{hook}", events_Order="order.pay", version="0").status_code == 409


@pytest.mark.parametrize("name", ["ana", "max", "eva", "cti"])
def test_only_administrators_have_webhooks(
    app: Flask, engine: sa.Engine, ask: Callable[[str], Asking], name: str
) -> None:
    hook = listening(engine, "order.confirm", owner=name)
    if name != "cti":
        guest = Guest(app, name)
        pages = [f"/webhook-endpoint/{path}" for path in ("list/", "add", f"show/{hook}", f"secret/{hook}")]
        assert [guest.get(page).status_code for page in pages] == [403] * 4
        assert guest.post(f"/webhook-endpoint/secret/{hook}", page="/customer/list/").status_code == 403
    errors = ask(name)("{ webhookDeliveries { totalCount } }")["errors"]
    assert errors[0]["extensions"]["code"] == "FORBIDDEN"


def test_deliveries_are_read_over_the_api(engine: sa.Engine, as_system: Session, ask: Callable[[str], Asking]) -> None:
    hook = listening(engine, "order.confirm", url=HERE)
    doorman.step(as_system, WebhookEndpoint, "send_test", hook, {})
    asked = "{ webhookDeliveries(filter: {outcome: {eq: WAITING}}) { edges { node { event attempts body endpoint { name } } } } }"
    [edge] = ask("admin").told(asked)["webhookDeliveries"]["edges"]
    assert edge["node"]["event"] == "webhook_endpoint.send_test"
    assert edge["node"]["endpoint"]["name"] == "Robot of admin"
    kinds = ask("admin").told('{ __type(name: "WebhookEndpoint") { fields { name } } }')["__type"]["fields"]
    assert not re.search("seed|secret|shown", str(kinds))

"""Signing in: guessing gets slow, a session is a row that can be ended, and the way back is ours."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.core.noun import now
from app.organization import sign_in
from app.organization.employee import Employee
from app.organization.sign_in import Entrance, SignIn
from tests.views.guest import Guest
from views.fab import security


def cookie_of(guest: Guest) -> str:
    found = guest.client.get_cookie("trato")
    return found.value if found else ""


def test_a_wrong_password_costs_a_try(app: Flask) -> None:
    guest = Guest(app)
    for left in (4, 3, 2):
        answer = guest.sign_in("ana", "wrong")
        assert answer.status_code == 401
        assert f"{left} tries left before a pause of 5 minutes" in answer.text
    assert "One try left" in guest.sign_in("ana", "wrong").text
    assert "Too many tries" in guest.sign_in("ana", "wrong").text
    assert "Too many tries" in guest.sign_in("ana").text, "the right password must wait, too"


def test_the_pause_ends(app: Flask) -> None:
    guest = Guest(app)
    for _ in range(6):
        guest.sign_in("ana", "wrong")
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert guest.sign_in("ana").status_code == 302


def test_a_stranger_elsewhere_does_not_lock_one_out(app: Flask) -> None:
    stranger = Guest(app)
    stranger.client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    for _ in range(6):
        stranger.sign_in("ana", "wrong")
    assert Guest(app).sign_in("ana").status_code == 302


def test_without_the_count_one_may_guess_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "tries_left", lambda *_, **__: 5)
    guest = Guest(app)
    for _ in range(8):
        assert "Too many" not in guest.sign_in("ana", "wrong").text


def test_unknown_names_are_answered_alike(app: Flask) -> None:
    assert "4 tries left" in Guest(app).sign_in("nobody", "wrong").text


@pytest.mark.parametrize("name", ["", "a\x00na", "x" * 5000, "ana' OR 1=1--", "\u5b89"])
def test_no_name_breaks_the_page(app: Flask, name: str) -> None:
    assert Guest(app).sign_in(name, "x").status_code == 401


def test_who_has_left_cannot_sign_in(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    as_system.scalars(sa.select(Employee).where(Employee.username == "ana")).one().active = False
    as_system.commit()
    assert ana.get("/customer/list/").status_code == 302, "nor stay in"
    assert Guest(app).sign_in("ana").status_code == 401


def test_a_sign_in_is_counted(app: Flask, as_system: Session) -> None:
    Guest(app, "ana")
    Guest(app, "ana")
    assert as_system.scalars(sa.select(Employee.login_count).where(Employee.username == "ana")).one() == 2


def test_a_copied_cookie_dies_with_the_sign_out(app: Flask) -> None:
    ana, thief = Guest(app, "ana"), Guest(app)
    thief.client.set_cookie("trato", cookie_of(ana))
    assert thief.get("/customer/list/").status_code == 200
    ana.post("/logout/")
    assert thief.get("/customer/list/").status_code == 302


def test_a_cookie_alone_would_live_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cure taken out: the row is not asked whether it holds."""
    monkeypatch.setattr(Entrance, "holds", lambda self, at: True)
    ana, thief = Guest(app, "ana"), Guest(app)
    thief.client.set_cookie("trato", cookie_of(ana))
    ana.post("/logout/")
    assert thief.get("/customer/list/").status_code == 200


def test_a_session_ends_after_half_an_hour_of_silence(app: Flask) -> None:
    ana = Guest(app, "ana")
    start = now()
    for minutes, code in ((29, 200), (58, 200), (89, 302)):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert ana.get("/customer/list/").status_code == code, minutes


def test_a_session_ends_after_twelve_hours(app: Flask) -> None:
    ana = Guest(app, "ana")
    start = now()
    for hour in range(1, 24):
        with time_machine.travel(start + timedelta(minutes=29 * hour)):
            assert ana.get("/customer/list/").status_code == 200
    for minutes in range(29 * 24, 60 * 12, 29):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            ana.get("/customer/list/")
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert ana.get("/customer/list/").status_code == 302


def test_signing_in_makes_a_new_session(app: Flask) -> None:
    guest = Guest(app)
    guest.get("/login/")
    before = cookie_of(guest)
    guest.sign_in("ana")
    assert cookie_of(guest) != before
    first = cookie_of(guest)
    guest.post("/logout/")
    guest.sign_in("ana")
    assert cookie_of(guest) != first


def test_all_sessions_of_a_person_can_be_ended(app: Flask, as_system: Session) -> None:
    here, there = Guest(app, "ana"), Guest(app, "ana")
    ana = as_system.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
    sign_in.end_all(as_system, ana.id, at=now())
    as_system.commit()
    assert {here.get("/customer/list/").status_code, there.get("/customer/list/").status_code} == {302}


def test_the_token_is_kept_as_a_digest(app: Flask, as_system: Session) -> None:
    Guest(app, "ana")
    kept = as_system.scalars(sa.select(SignIn)).one()
    assert len(kept.digest) == 64


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/order/list/", "/order/list/"),
        ("/customer/list/%3Fq=a", "/customer/list/?q=a"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/%0d%0aSet-Cookie:x", "/"),
        ("", "/"),
    ],
)
def test_the_way_on_leads_nowhere_else(app: Flask, wanted: str, leads: str) -> None:
    assert Guest(app).sign_in("ana", next_=wanted).location == leads


def test_a_key_opens_no_screen(app: Flask) -> None:
    answer = Guest(app).get("/customer/list/", headers={"Authorization": "Bearer trato_x"})
    assert answer.status_code == 302


def test_a_part_of_a_page_leads_to_the_sign_in_as_a_whole(app: Flask) -> None:
    answer = Guest(app).get("/customer/list/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login/?next=/customer/list/")


def test_one_gets_where_one_wanted_to_go(app: Flask) -> None:
    guest = Guest(app)
    asked = guest.get("/customer/show/1?tab=contacts")
    assert asked.location == "/login/?next=/customer/show/1?tab%3Dcontacts"


def test_the_pages_of_flask_appbuilders_security_are_not_there(app: Flask) -> None:
    addresses = {rule.rule for rule in app.url_map.iter_rules()}
    for known in (
        "/users/list/",
        "/roles/list/",
        "/resetmypassword/form",
        "/api/v1/security/login",
        "/back",
        "/lang/<string:locale>",
    ):
        assert known not in addresses


def test_permissions_of_a_role_are_read_once(app: Flask, as_system: Session) -> None:
    """Flask-AppBuilder's own question is answered from one statement a request."""
    roles = tuple(as_system.scalars(sa.text("SELECT id FROM ab_role WHERE name = 'Salesperson'")))
    with app.test_request_context():
        manager = app.appbuilder.sm  # type: ignore[attr-defined]
        assert manager.exist_permission_on_roles("Customer", "can_list", list(roles))
        assert not manager.exist_permission_on_roles("Customer", "can_delete", list(roles))
        assert security.granted(roles) is security.granted(roles)


def test_answers_say_how_they_may_be_used(app: Flask) -> None:
    answer = Guest(app, "ana").get("/customer/list/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_cookie_is_for_this_server_only(app: Flask) -> None:
    said = Guest(app).get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said


def test_no_page_carries_a_script_or_a_style_of_its_own(app: Flask) -> None:
    admin = Guest(app, "admin")
    for address in (
        "/customer/list/",
        "/customer/show/1",
        "/customer/edit/1",
        "/order/step/cancel/2",
        "/nothing",
        "/logout/",
    ):
        page = admin.get(address).text
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert "http://" not in page.replace("http://www.w3.org/", "")


@pytest.mark.parametrize(("code", "words"), [("en", "Sign in"), ("es", 'lang="es"'), ("zh", 'lang="zh"')])
def test_the_language_is_chosen_and_kept(app: Flask, code: str, words: str) -> None:
    guest = Guest(app)
    guest.post("/language?next=/login/", {"language": code}, page="/login/")
    assert f'<html lang="{code}"' in guest.get("/login/").text
    assert words in guest.get("/login/").text

"""The next action at the head of a customer's page: what is due first, done or put off where one reads it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.noun import now
from app.planning.task import Task
from tests.organization.test_notification import Looking, person
from tests.organization.test_watch import named
from tests.views.guest import Guest, statements, take_away
from views.fab.reader import reader


def opened(session: Session, subject: str, hours: float, **more: object) -> Task:
    given = {"subject": subject, "due_at": now() + timedelta(hours=hours), "customer": named(session, "Acme"), **more}
    return doorman.create(session, Task, given)


@pytest.fixture
def page(looking: Looking) -> str:
    return f"/customer/show/{named(looking('ana'), 'Acme').id}"


def strip(text: str) -> str:
    found = re.search(r'<div class="next.*?</div>', text, re.DOTALL)
    return html.unescape(found[0]) if found else ""


def test_what_is_due_first_stands_at_the_head(app: Flask, looking: Looking, page: str) -> None:
    ana = looking("ana")
    opened(ana, "Send the offer", 50)
    opened(ana, "Call about the freight", 30, assignee=person(ana, "rosa"))
    shown = strip(Guest(app, "ana").get(page).text)
    assert "Call about the freight" in shown
    assert "for Rosa" in shown
    assert "Send the offer" not in shown


def test_it_is_done_where_one_reads_it(app: Flask, looking: Looking, page: str) -> None:
    task, guest = opened(looking("ana"), "Call about the freight", 30), Guest(app, "ana")
    href = re.search(r'action="([^"]+/complete/[^"]+)"', guest.get(page).text)
    assert href is not None
    answer = guest.post(html.unescape(href[1]), {"version": task.version}, page=page)
    assert answer.location == page
    assert strip(guest.get(page).text) == ""


def test_later_asks_until_when_and_leads_back(app: Flask, looking: Looking, page: str) -> None:
    opened(looking("ana"), "Call about the freight", -30)
    guest = Guest(app, "ana")
    shown = strip(guest.get(page).text)
    assert "overdue since" in shown
    later = re.search(r'href="([^"]+/postpone/[^"]+)"', shown)
    assert later is not None
    until = (now() + timedelta(days=3)).strftime("%Y-%m-%dT12:00")
    assert guest.post(later[1], {"until": until}).location == page
    assert "overdue" not in strip(guest.get(page).text)


def test_a_step_leads_to_no_other_site(app: Flask, looking: Looking, page: str) -> None:
    task, guest = opened(looking("ana"), "Call about the freight", 30), Guest(app, "ana")
    answer = guest.post(f"/task/step/complete/{task.id}?next=//evil.example/", {"version": task.version}, page=page)
    assert answer.location == "/"


def test_whoever_may_not_open_tasks_is_told_of_none(app: Flask, looking: Looking, page: str, engine: object) -> None:
    opened(looking("ana"), "Call about the freight", 30)
    assert strip(Guest(app, "ana").get(page).text)
    take_away(engine, "Salesperson", "can_show", "Task")  # type: ignore[arg-type]
    assert strip(Guest(app, "ana").get(page).text) == ""


def test_a_task_that_is_not_ones_to_see_is_not_the_next(app: Flask, looking: Looking, page: str) -> None:
    """Rosa has a task of her own with a customer that Ana sees."""
    rosa = looking("rosa")
    opened(rosa, "Ask about the complaint", 3)
    assert strip(Guest(app, "ana").get(page).text) == ""


def test_a_task_is_written_down_on_the_page(app: Flask, looking: Looking, page: str) -> None:
    guest = Guest(app, "ana")
    until = (now() + timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    typed = {"subject": "Call back", "due_at": until, "kind": "CALL"}
    assert guest.post(page.replace("show", "write") + "/task", typed, page=page).status_code == 302
    assert "Call back" in strip(guest.get(page).text)


def test_the_page_still_asks_a_few_times_only(app: Flask, looking: Looking, page: str) -> None:
    opened(looking("ana"), "Call about the freight", 30)
    guest = Guest(app, "ana")
    guest.get(page)
    with statements(app) as said:
        guest.get(page)
    assert len(said) <= 8, "\n".join(said)


def test_due_is_said_by_the_hour_of_the_reader(app: Flask) -> None:
    from views.ahead import due_words

    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    with app.test_request_context("/"):
        read = reader()
        words = [due_words(at + timedelta(hours=hours), at, read) for hours in (1, 20, 60, -1)]
    assert words[0].startswith("due today 4:00")
    assert words[1].startswith("due tomorrow 11:00")
    assert words[2].startswith("due Mar 5, 2026")
    assert words[3].startswith("overdue since Mar 2, 2026")

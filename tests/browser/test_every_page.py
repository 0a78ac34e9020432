"""Every page that there is, opened in Chromium: no serious barrier in light or dark, and nothing over a phone's edge."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.noun import nouns, slug
from tests.browser.conftest import Visit
from tests.databases import Written
from tests.house.canaries import plant
from tests.views.guest import Guest
from views.fab.address import screens

pytestmark = pytest.mark.slow
NOT_PAGES = re.compile(r"^/(static|logout|login|graphql|healthz|readyz|welcome)|/print/|/download/|\.")
"""What is no page, and paper."""
BESIDE = "other pages"


@pytest.fixture
def inhabited(app: Flask, written: Written) -> Flask:
    """A company with a row of every noun."""
    written(plant)
    return app


def addresses(app: Flask, session: Session, wanted: str) -> Iterator[str]:
    """The pages of a noun, by its word in addresses; or those that belong to none."""
    words = {slug(noun): noun for noun in nouns()}
    for rule in app.url_map.iter_rules():
        room = rule.rule.split("/")[1]
        if "GET" not in (rule.methods or ()) or NOT_PAGES.match(rule.rule):
            continue
        if room not in words and wanted == BESIDE and not rule.arguments:
            yield rule.rule
        if room == wanted and rule.arguments <= {"id", "name"}:
            first = session.scalar(sa.select(sa.func.min(words[room].id)))
            for verb in words[room].verbs if "name" in rule.arguments else ("",):
                yield rule.rule.replace("<id>", str(first)).replace("<name>", verb)


@pytest.mark.parametrize("wanted", [*sorted(slug(noun) for noun in screens()), BESIDE])
def test_no_page_has_a_serious_barrier(wanted: str, inhabited: Flask, engine: sa.Engine, visit: Visit) -> None:
    guest = Guest(inhabited, "admin")
    with system_session(engine) as session:
        known = [path for path in addresses(inhabited, session, wanted) if _is_page(guest, path)]
    assert known
    visit.let_in("admin").emulate_media(reduced_motion="reduce")  # colours are measured, not their change
    assert [fault for path in known for fault in visit.barriers(path)] == []


def _is_page(guest: Guest, path: str) -> bool:
    answer = guest.get(path)
    assert answer.status_code < 500, path
    return answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text

"""Six people of two departments look everywhere, and nobody finds a row that is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core import scope
from app.core.noun import nouns, slug
from tests.core.files.taking_in import fingerprint
from tests.databases import Written
from tests.house.canaries import SEES, Aviary, is_scoped, plant
from tests.house.crawl import leaks_on_pages, leaks_over_the_api
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, token_of

__all__ = ["ask"]
pytestmark = pytest.mark.slow
ENOUGH = 21
"""Leaks that the control must find, on pages and over the API."""


@pytest.fixture(scope="session")
def engine_name() -> str:
    """The rule itself is held to both engines in tests/core; here it is whether every door stands behind it."""
    return "sqlite"


@pytest.fixture
def aviary(written: Written) -> Aviary:
    made: Aviary = written(plant)
    return made


def test_every_noun_that_not_everybody_sees_has_its_canaries(aviary: Aviary) -> None:
    assert {noun for noun in nouns() if is_scoped(noun)} == set(aviary.ids)
    assert all(set(owners) == set(SEES) for owners in aviary.ids.values())


@pytest.mark.parametrize("person", SEES)
def test_nobody_finds_a_foreign_row_on_any_page(person: str, app: Flask, aviary: Aviary) -> None:
    assert list(leaks_on_pages(app, aviary, person)) == []


def test_nobody_finds_a_foreign_row_over_the_api(ask: Callable[[str], Asking], aviary: Aviary) -> None:
    assert list(leaks_over_the_api({person: ask(person) for person in SEES}, aviary)) == []


@pytest.fixture
def unhooked(app: Flask) -> Iterator[None]:
    """Without the rule under every read, and without the engine of the API, which brings its own (test_ruled.py)."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"api_engine": False})
    event.remove(Session, "do_orm_execute", scope._limit_reads)
    yield
    event.listen(Session, "do_orm_execute", scope._limit_reads)
    app.extensions["settings"] = settings


def test_without_the_hook_the_canaries_are_heard(
    app: Flask, ask: Callable[[str], Asking], aviary: Aviary, unhooked: None
) -> None:
    """Control: the crawl finds what there is to find; it is over when it has found so many."""
    for leaks in (leaks_on_pages(app, aviary, "ana"), leaks_over_the_api({"ana": ask("ana")}, aviary)):
        assert len(list(islice(leaks, ENOUGH))) == ENOUGH


def test_nobody_writes_a_foreign_row(app: Flask, engine: sa.Engine, aviary: Aviary) -> None:
    """Whatever is sent to a foreign record, it stays as it is."""
    guest = Guest(app, "ana")
    token = token_of(guest.get("/", follow_redirects=True).text)
    before = fingerprint(engine)
    for rule in app.url_map.iter_rules():
        noun = next((n for n in aviary.ids if rule.rule.startswith(f"/{slug(n)}/")), None)
        if noun is None or "POST" not in (rule.methods or ()) or "<id>" not in rule.rule:
            continue
        for id_ in aviary.foreign(noun, "ana"):
            for name in noun.verbs or ["none"]:
                path = rule.rule.replace("<id>", str(id_)).replace("<name>", name)
                answer = guest.client.post(path, data={"csrf_token": token, "name": "taken", "reason": "taken"})
                assert answer.status_code < 500, path
    assert fingerprint(engine) == before

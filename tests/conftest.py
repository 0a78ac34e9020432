"""What tests stand on: both engines, and a fresh database for each test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import hypothesis
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_migrate import upgrade
from pydantic import SecretStr
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.core import database, waking
from app.core.database import system_session
from app.core.noun import now
from config import Settings
from run import create_app, db, tell
from tests.company import found_company, session_of
from tests.databases import ENGINES, Database, Written, postgresql_server
from views import working
from views.serving import keep_what_is_loaded


class RuleOnce(Rule):
    """How an address is built from a rule is compiled once a process and not with each test's application."""

    known: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self.known:
            self.known[key] = super()._compile_builder(append_unknown)
        return self.known[key]


Flask.url_rule_class = RuleOnce

# What is tried at random is the same in each run, and a busy machine may take its time over it.
hypothesis.settings.register_profile(
    "trato", deadline=None, derandomize=True, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("trato")

# A test's database need not survive the machine, so nothing waits for the disk.
database.PRAGMAS = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in database.PRAGMAS)


def pytest_collection_finish() -> None:
    """Modules and tests stay as long as the run lasts: garbage is not looked for among them, which took a tenth of it."""
    keep_what_is_loaded()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What cannot be had is skipped at home; where CI asks, it is a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server of our own; one per worker."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Whatever asks for this is tested on both engines."""
    return request.param


@pytest.fixture
def engine_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    server = request.getfixturevalue("postgresql") if engine_name == "postgresql" else ""
    return Database.made(engine_name, tmp_path, server).url


@pytest.fixture(scope="session")
def company_on(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Database]]:
    """`company_on("sqlite")`: a database with the cast in it, made once an engine."""

    @cache
    def founded(engine_name: str) -> Database:
        server = request.getfixturevalue("postgresql") if engine_name == "postgresql" else ""
        made = Database.made(engine_name, tmp_path_factory.mktemp(engine_name), server)
        with built(made, directory := tmp_path_factory.mktemp("instance")) as engine:
            found_company(engine)
            waking.queue(engine, directory).storage.close()  # PostgreSQL keeps it in the database: there at the mark
        made.mark()
        ends.callback(made.keeper.dispose)
        return made

    with ExitStack() as ends:
        yield founded


@pytest.fixture
def company(engine_name: str, company_on: Callable[[str], Database]) -> Database:
    """The company on the engine of this test; `database` sets it back for each."""
    return company_on(engine_name)


@contextmanager
def built(database: Database, directory: Path) -> Iterator[sa.Engine]:
    """The tables are there, and nobody is in them; afterwards nobody is connected either."""
    app = create_app(settings_for(database.url, directory))
    with app.app_context():
        upgrade(directory="migrations")
        yield db.engine
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def standing_on(
    company_on: Callable[[str], Database], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Flask]]:
    """The application over the company, put together once an engine; what makes it slow is the same for each test."""

    @cache
    def made(engine_name: str) -> Flask:
        settings = settings_for(company_on(engine_name).url, tmp_path_factory.mktemp("standing"))
        web = create_app(settings, TESTING=True)
        web.extensions["as made"] = dict(web.config)
        keep_what_is_loaded()
        ends.callback(_let_go, web)
        return web

    with ExitStack() as ends:
        yield made


def _let_go(web: Flask) -> None:
    with web.app_context():
        db.engine.dispose()


@pytest.fixture
def standing(engine_name: str, standing_on: Callable[[str], Flask]) -> Flask:
    return standing_on(engine_name)


@pytest.fixture
def app(company: Database, standing: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application over the company as it was founded, on each engine in turn; nothing is left of the last test.

    Its addresses, templates and compiled statements are those of the last test, its settings, its directory, its
    configuration and who listens to its engine are not. A test that adds addresses or hooks makes one of its own.
    """
    with standing.app_context():
        engines, made = db.engines, db.engine
    company.let_go(made)  # whatever opened a connection since the last test would go on in that one's file
    company.reset()
    settings = settings_for(company.url, tmp_path)
    standing.config.clear()
    standing.config.update(standing.extensions["as made"], SECRET_KEY=settings.secret)
    standing.extensions["settings"] = settings
    tell(settings)
    engines[None] = made.execution_options()  # the same connections and statements, listeners of its own
    for name in ("database", "connect"):  # what the API's short way remembers
        vars(standing.wsgi_app).pop(name, None)
    working.wake(standing)
    yield standing
    with standing.app_context():
        db.session.remove()
    engines[None] = made
    company.let_go(made)


@pytest.fixture
def midday() -> Iterator[None]:
    """It is noon: no day or month ends between two looks at the clock, and nothing of each morning falls due.

    Tomorrow's, for then nothing in the database is of a time to come.
    """
    with time_machine.travel(now().replace(hour=12, minute=0) + timedelta(days=1)):
        yield


@pytest.fixture
def engine(app: Flask) -> sa.Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def written(company: Database, engine: sa.Engine) -> Written:
    """`written(hand)`: what this hand writes is in the database; to copy it takes less time than to write it."""
    return lambda hand: company.written(hand, engine)


@pytest.fixture
def looking(engine: sa.Engine) -> Iterator[Callable[[str], Session]]:
    """`looking("ana")` is a session in which Ana looks."""
    with ExitStack() as open_sessions:
        yield lambda name: open_sessions.enter_context(session_of(engine, name))


@pytest.fixture
def as_system(engine: sa.Engine) -> Iterator[Session]:
    with system_session(engine) as session:
        yield session


def settings_for(url: str, data_dir: Path) -> Settings:
    """Nobody waits for anybody: tests and measurements ask faster than people and programs."""
    secret = SecretStr(secrets.token_urlsafe(48))
    return Settings(data_dir=data_dir, database_url=url, secret_key=secret, api_rate=10**12)

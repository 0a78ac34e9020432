"""What tests stand on: both engines, and a fresh database for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ENGINES, Database, postgresql_server


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

"""Settings are typed, secrets are secret, and an open demo stays at home."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import KNOWN_SECRETS, Settings, is_local, listening_host


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRATO_DATA_DIR", str(tmp_path / "instance"))
    return tmp_path / "instance"


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(directory: Path) -> None:
    key = Settings().secret
    assert len(key) >= 32
    assert Settings().secret == key
    assert stat.S_IMODE((directory / "secret_key").stat().st_mode) == 0o600


def test_all_that_start_at_once_get_the_same_secret(directory: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: Settings().secret, range(32)))) == 1
    assert [file.name for file in directory.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("key", ["", "changeme", "a" * 64, *sorted(KNOWN_SECRETS)])
def test_a_known_or_plain_secret_is_refused(key: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRATO_SECRET_KEY", key)
    with pytest.raises(ValidationError, match="TRATO_SECRET_KEY") as refusal:
        Settings()
    assert not key or key not in str(refusal.value)


def test_a_kept_secret_that_was_emptied_is_refused(directory: Path) -> None:
    Settings().directory()
    (directory / "secret_key").write_text("")
    with pytest.raises(ValueError, match="TRATO_SECRET_KEY"):
        _ = Settings().secret


def test_a_secret_is_not_printed() -> None:
    key = "Qm9JhT2vXs7LpR4wKd8ZcN6yBf3GaE5u"
    assert key not in repr(Settings(secret_key=key))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "no"), ("PORT", "0"), ("LANGUAGE", "xx"), ("TIMEZONE", "Mars/North"), ("TIMEZONE", "../etc/passwd"),
        ("COUNTRY", "Spain"), ("CURRENCY", "$"), ("BASE_URL", "crm.example.com"),
    ],
)  # fmt: skip
def test_a_setting_that_means_nothing_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"TRATO_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_database_is_a_file_unless_told(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().database == f"sqlite:///{directory.resolve() / 'trato.db'}"
    monkeypatch.setenv("TRATO_DATABASE_URL", "postgres://crm@db/crm")
    assert Settings().database == "postgresql+psycopg://crm@db/crm"


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:80", "http://x.localhost"])
def test_an_open_demo_serves_this_machine(url: str) -> None:
    assert is_local(url)
    assert listening_host(Settings(base_url=url), demo_is_open=True) == "127.0.0.1"


@pytest.mark.parametrize("url", ["https://crm.example.com", "http://10.0.0.4:8000", "http://localhost.example.com"])
def test_an_open_demo_refuses_the_world(url: str) -> None:
    with pytest.raises(ValueError, match="demo password"):
        listening_host(Settings(base_url=url), demo_is_open=True)
    assert listening_host(Settings(base_url=url), demo_is_open=False) == "0.0.0.0"  # noqa: S104

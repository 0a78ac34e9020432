"""Buckets that leak: what is asked fills them, time empties them, and processes share them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.core import rate
from app.core.rate import BURST, SLOTS, TRIED, Rates


@pytest.fixture
def time() -> list[float]:
    return [1_700_000_000.0]


@pytest.fixture
def rates(time: list[float]) -> Rates:
    return Rates(clock=lambda: time[0])


def test_a_minutes_worth_may_be_asked_at_once_and_then_one_waits(rates: Rates, time: list[float]) -> None:
    for _ in range(10):
        assert rates.wait("ana") == 0
        rates.charge("ana", 110, 1000)
    assert rates.wait("ana") == pytest.approx(0.1 * BURST)
    assert rates.wait("luis") == 0, "it is nobody else's bucket"
    time[0] += 0.1 * BURST
    assert rates.wait("ana") == 0
    rates.charge("ana", 1, 1000)
    assert rates.wait("ana") > 0, "what has leaked is all there is"
    time[0] += 10 * BURST
    assert rates.wait("ana") == 0


def test_what_no_request_has_written_counts_for_nothing(rates: Rates, time: list[float]) -> None:
    rates.charge("ana", 2000, 1000)
    assert rates.wait("ana") > 0
    time[0] -= 24 * 3600
    assert rates.wait("ana") == 0
    rates.empty[rates._place(rate._owner("ana")) or 0] = float("nan")
    assert rates.wait("ana") == 0


def test_more_than_there_are_buckets_for(rates: Rates, time: list[float]) -> None:
    """Whoever is let off is one whose bucket was the emptiest of a few."""
    rates.charge("ana", 1000, 1000)
    for n in range(3 * SLOTS):
        rates.charge(f"one {n}", 1, 1000)
    assert rates.wait("ana") == 0
    rates.charge("ana", 1, 1000)
    assert rates.wait("ana") > 0
    assert sum(map(bool, rates.owners)) <= SLOTS
    assert len(rate._places(SLOTS - 1)) == TRIED
    assert max(rate._places(SLOTS - 1)) < SLOTS


def test_processes_count_together(tmp_path: Path) -> None:
    rate.share(tmp_path)
    asks = (  # for minutes: it is full still when the other process has ended, however long that took to start
        "from pathlib import Path; from app.core import rate; rate.share(Path(%r)); rate.rates.charge('ana', 7000, 1000)"
    )
    rate.rates.charge("ana", 700, 1000)
    assert rate.rates.wait("ana") == 0
    subprocess.run([sys.executable, "-c", asks % str(tmp_path)], check=True)
    assert rate.rates.wait("ana") > 0
    rate.share(tmp_path)
    assert rate.rates.wait("ana") > 0, "a restart lets nobody off"
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_where_no_file_can_be_each_process_counts_for_itself(tmp_path: Path) -> None:
    rate.share(tmp_path / "nowhere")
    rate.rates.charge("ana", 2000, 1000)
    assert rate.rates.wait("ana") > 0

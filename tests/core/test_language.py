"""What is written for a reader is in their language, whoever read before them."""

from __future__ import annotations

import subprocess
import sys

import pytest

SAID = """
from datetime import date
from app.core.language import language
from app.reports.bought import short_months
from app.reports.stretches import month_lines, month_name
for code in {codes!r}:
    day, spoken = date(2026, 11, 3), language(code)
    said = (*short_months([day], spoken), *month_lines([day], spoken), month_name(day, spoken), spoken.day(day, "MMMM"))
    print(code, " ".join(said), sep="|")
"""
MONTHS = {"en": "Nov", "es": "nov", "zh": "11月"}


@pytest.mark.parametrize("codes", [("en", "es", "zh"), ("zh", "es", "en"), ("es", "zh", "en")], ids=" ".join)
def test_a_month_is_named_in_the_readers_language(codes: tuple[str, ...]) -> None:
    """In a process of its own, since it depends on who reads first: stand-alone months (LLL) of the library go astray."""
    told = subprocess.run([sys.executable, "-c", SAID.format(codes=codes)], capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines():
        code, _, said = line.partition("|")
        assert said.count(MONTHS[code]) >= 3, line
        assert [each for each in MONTHS.values() if each != MONTHS[code] and each in said] == [], line

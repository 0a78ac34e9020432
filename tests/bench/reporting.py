"""What reports cost over a million order lines on PostgreSQL, beside the best SQL that is written by hand for the same:
`python -m tests.bench.reporting [--lines LINES] [NAME...]`.

The company is made by the database itself (trade.py); the reports are asked for two years, so that with the two before
each of them goes over every line. By hand (by_hand), each report is written in one or more ways, and the quickest counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.table import Claim, printed, summed_up
from tests.databases import Database, postgresql_server

FULL, QUICK = 1_000_000, 50_000
MOST_TIMES, MOST_ROWS = 1.5, 1.2
FEW = 50
"""Months that a forecast is reckoned from, and the like, are not told."""


def claims(lines: int, names: Sequence[str] = ()) -> list[Claim]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory, postgresql_server() as server:
        url = Database.made("postgresql", Path(directory), server).url
        return claimed(url, directory, lines, names)


def claimed(url: str, directory: str, lines: int, names: Sequence[str]) -> list[Claim]:
    asked = [sys.executable, "-m", "tests.bench.reckoning", url, directory, str(lines), *names]
    said = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [claim for line in said.splitlines() if line.startswith("{") for claim in _claimed(lines, json.loads(line))]


def _claimed(lines: int, cost: Mapping[str, Any]) -> Iterator[Claim]:
    name = f"{cost['report']} over {lines:,} lines"
    told = f"{cost['report_s']:.2f} s of {cost['by_hand_s']:.2f} s, by part {cost['parts']}"
    yield Claim(f"{name}, times the best SQL by hand", cost["report_s"] / cost["by_hand_s"], MOST_TIMES, told)
    fetched = f"{cost['fetched']:,} rows fetched, {cost['told']:,} told"
    more = (cost["fetched"] - FEW) / max(cost["told"], 1)
    yield Claim(f"{name}, rows fetched for each that is told, but for {FEW}", more, MOST_ROWS, fetched)
    differ = cost["differs"]
    yield Claim(f"{name}, rows that the two differ by", sum(differ.values()), 0, str(differ or "the same figures"))


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.bench.reporting", description=__doc__)
    given.add_argument("--lines", type=int, default=QUICK)
    given.add_argument("--url", help="a PostgreSQL database, empty or made by this before")
    given.add_argument("names", nargs="*")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        found = (
            claimed(asked.url, directory, asked.lines, asked.names) if asked.url else claims(asked.lines, asked.names)
        )
    printed("Reports", found)
    summed_up(found)


if __name__ == "__main__":
    main()

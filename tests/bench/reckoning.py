"""Reports and the SQL by hand that tells the same, in turns: `python -m tests.bench.reckoning URL DIRECTORY LINES NAME...`.

Processor time is compared, of this process and of the database that works for it: what else the machine does is not in
it. What both tell has to be the same. As in a web process no garbage is looked for among what is loaded at the start.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from app.core.noun import table_of
from app.core.report import Answer, Row
from app.reports import report_named
from app.sales.order import Order
from run import create_app, db
from tests.bench.by_hand import BY_HAND, Part
from tests.bench.trade import populate
from tests.company import found_company, session_of
from tests.conftest import settings_for
from views.serving import keep_what_is_loaded

PERIOD = {"from": "2024-01-01", "to": "2025-12-31"}
MORE: Mapping[str, Mapping[str, str]] = {
    "performance": {"by": "CATEGORY", "across": "REGION"},
    "composition": {"by": "VALUE_CLASS", "across": "KIND"},
}
TODAY = date(2025, 12, 31)
READER = "eva"
"""Who sees everything, so that nothing is left out on either side."""
ROUNDS = 3
"""Each is asked for so often, in turns, and the median counts."""


def measured(url: str, directory: str, lines: int, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    with create_app(settings_for(url, Path(directory))).app_context():
        if not sa.inspect(db.engine).has_table(table_of(Order).name):
            upgrade(directory="migrations")
            found_company(db.engine)
            populate(db.engine, lines)
        keep_what_is_loaded()
        yield from (_compared(db.engine, name) for name in names or BY_HAND)


def _compared(engine: sa.Engine, name: str) -> dict[str, Any]:
    """The report's time, and that of the quickest plan by hand, each part in its quickest way."""
    reports, hand = [], [_Measured(plan) for plan in BY_HAND[name]]
    for _ in range(ROUNDS):
        seconds, fetched, answer = _asked(engine, name)
        reports.append(seconds)
        for plan in hand:
            plan.go(engine, answer)
    best = min(hand, key=lambda plan: plan.seconds)
    tables = [answer.rows, *answer.figures.sections.values()]
    return {
        "report": name, "report_s": median(reports), "by_hand_s": best.seconds, "parts": best.parts,
        "fetched": fetched, "told": sum(len(rows) for rows in tables) + 1,
        "differs": {part: n for plan in hand for part, n in plan.differs.items() if n},
    }  # fmt: skip


class _Measured:
    """What each way of each part of a plan took."""

    def __init__(self, plan: Mapping[str, Part]) -> None:
        self.plan = plan
        self.took: dict[str, list[list[float]]] = {name: [[] for _ in part.ways] for name, part in plan.items()}
        self.differs: dict[str, int] = {}

    def go(self, engine: sa.Engine, answer: Answer) -> None:
        for name, part in self.plan.items():
            for place, way in enumerate(part.ways):
                seconds, found = _timed(engine, way)
                self.took[name][place].append(seconds)
                self.differs[f"{name} {place + 1}"] = part.differences(answer, found)

    @property
    def parts(self) -> dict[str, float]:
        return {name: round(min(median(took) for took in ways), 3) for name, ways in self.took.items()}

    @property
    def seconds(self) -> float:
        return sum(self.parts.values())


def _asked(engine: sa.Engine, name: str) -> tuple[float, int, Answer]:
    with session_of(engine, READER) as session, _counting(engine) as fetched:
        spent = _processor(session.connection())
        begun = spent()
        answer = report_named(name).answer(session, {**PERIOD, **MORE.get(name, {})}, today=TODAY)
        return spent() - begun, sum(fetched), answer


def _timed(engine: sa.Engine, statement: str) -> tuple[float, Sequence[Row]]:
    """With all that comes back, as plain rows."""
    with engine.connect() as connection:
        spent = _processor(connection)
        begun = spent()
        asked = connection.execute(sa.text(statement.replace(":", r"\:")))
        names, found = list(asked.keys()), asked.fetchall()
        seconds = spent() - begun
    return seconds, [dict(zip(names, row, strict=True)) for row in found]


def _processor(connection: sa.Connection) -> Callable[[], float]:
    """The processor time that this process and the database have spent for it."""
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    file = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(file.read_text().split()[0]) / 1e9


@contextmanager
def _counting(engine: sa.Engine) -> Iterator[list[int]]:
    """How many rows came back of each statement."""
    fetched: list[int] = []

    def note(_: Any, cursor: Any, *__: Any) -> None:
        fetched.append(max(cursor.rowcount, 0))

    sa.event.listen(engine, "after_cursor_execute", note)
    yield fetched
    sa.event.remove(engine, "after_cursor_execute", note)


if __name__ == "__main__":
    for cost in measured(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]):
        print(json.dumps(cost), flush=True)

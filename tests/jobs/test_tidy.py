"""What the nightly job does for the plans of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.job import Work
from app.core.noun import today
from app.jobs import tidy

COUNTED = {
    "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'customer'",
    "postgresql": "SELECT 1",  # counts by itself
}


def test_rows_are_counted_for_better_plans(as_system: Session) -> None:
    tidy(Work(as_system, {}, today()))
    as_system.commit()
    counted = as_system.execute(sa.text(COUNTED[as_system.get_bind().dialect.name]))
    assert counted.scalar_one() > 0

"""What takes too long is given up, and what comes next is not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.patience import is_over, patience

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"


def test_what_takes_too_long_is_given_up(as_system: Session) -> None:
    with pytest.raises(DBAPIError) as failure, patience(as_system, 0.2):
        as_system.execute(sa.text(ENDLESS))
    assert is_over(failure.value)
    as_system.rollback()
    assert as_system.scalar(sa.text("SELECT 1")) == 1


def test_what_is_wrong_is_not_taken_for_slow(as_system: Session) -> None:
    with pytest.raises(DBAPIError) as failure, patience(as_system, 5):
        as_system.execute(sa.text("SELECT nothing"))
    assert not is_over(failure.value)
    as_system.rollback()

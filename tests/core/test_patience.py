"""What takes too long is given up, and what comes next is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.database import prepare, system_session
from app.core.patience import be_patient, is_over

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"


def test_what_takes_too_long_is_given_up(as_system: Session) -> None:
    be_patient(as_system, 0.2)
    with pytest.raises(DBAPIError) as failure:
        as_system.execute(sa.text(ENDLESS))
    assert is_over(failure.value)
    as_system.rollback()
    assert as_system.scalar(sa.text("SELECT 1")) == 1


def test_what_is_wrong_is_not_taken_for_slow(as_system: Session) -> None:
    be_patient(as_system, 5)
    with pytest.raises(DBAPIError) as failure:
        as_system.execute(sa.text("SELECT nothing"))
    assert not is_over(failure.value)
    as_system.rollback()


@pytest.fixture
def single(engine: sa.Engine) -> Iterator[sa.Engine]:
    """An engine of one connection: who comes next gets the one that was given back."""
    one = prepare(sa.create_engine(engine.url, pool_size=1, max_overflow=0))
    yield one
    one.dispose()


def test_whoever_gets_the_connection_next_is_not_hurried(single: sa.Engine) -> None:
    with system_session(single) as hurried:
        be_patient(hurried, 0)
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n"
    with system_session(single) as session:
        assert session.scalar(sa.text(slow)) == 300_000


def test_nobody_waits_for_another_ones_connection(single: sa.Engine) -> None:
    """Whoever has been patient touches nothing that was given back; a driver in use would make the process wait."""
    with system_session(single) as first:
        be_patient(first, 5)
        first.rollback()
        with system_session(single) as second:
            be_patient(second, 0.2)
            first.close()
            with pytest.raises(DBAPIError) as failure:
                second.execute(sa.text(ENDLESS))
    assert is_over(failure.value)

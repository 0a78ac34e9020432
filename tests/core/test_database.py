"""The two engines alike: on PostgreSQL, too, the day is that of UTC."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.core.alone import alone
from app.core.database import options
from tests.databases import command

WHERE = "SHOW timezone"


@pytest.fixture(scope="session")
def engine_name() -> str:
    """SQLite knows no other day."""
    return "postgresql"


@pytest.fixture
def far_away(engine: sa.Engine) -> Iterator[sa.URL]:
    """The address of a database that stands in Shanghai."""
    name = f'"{engine.url.database}"'
    command(engine.url, f"ALTER DATABASE {name} SET timezone = 'Asia/Shanghai'")
    yield engine.url
    command(engine.url, f"ALTER DATABASE {name} RESET timezone")


def test_wherever_the_database_stands_its_day_is_ours(far_away: sa.URL) -> None:
    there = sa.create_engine(far_away, poolclass=sa.NullPool)
    here = sa.create_engine(far_away, **options(str(far_away)))
    with there.connect() as one, here.connect() as other, alone(here, 5)(False) as by_itself:
        told = [each.exec_driver_sql(WHERE).scalar() for each in (one, other, by_itself)]
    here.dispose()
    assert told == ["Asia/Shanghai", "UTC", "UTC"]

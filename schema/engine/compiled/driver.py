"""Statements that are ready, run by the driver itself: SQLAlchemy would look at every column of every answer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core.patience import is_over


def fetched(connection: sa.Connection, text: str, parameters: Any) -> Sequence[Any]:
    """The rows. What the driver refuses is read once more through SQLAlchemy, which knows what to make of a connection
    that is lost; what took too long is not."""
    driver: Any = connection.connection.driver_connection
    try:
        rows: Sequence[Any] = driver.execute(text, parameters).fetchall()
    except Exception as failure:
        if is_over(failure):
            raise
        return connection.exec_driver_sql(text, parameters).fetchall()
    return rows

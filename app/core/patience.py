"""Patience: a statement that takes longer than somebody would wait is given up, on both engines."""

from __future__ import annotations

from sqlite3 import OperationalError
from time import monotonic
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

OFTEN: Final = 10_000
"""How many steps of its machine SQLite takes between two looks at the clock."""
CANCELLED: Final = "57014"


def be_patient(session: Session, seconds: float) -> None:
    """Reading in this transaction ends after so many seconds, on whichever connection it began.

    Another transaction, be it of the same session, may have another connection, and that one is somebody else's by
    then: what was said is forgotten when the connection is given back, and by nobody later.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
    else:
        hurry(connection, seconds)


def hurry(connection: sa.Connection, seconds: float) -> None:
    """The same for a connection whose limit, on PostgreSQL, was said when it was made."""
    if connection.dialect.name == "sqlite":
        end = monotonic() + seconds
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: monotonic() > end, OFTEN)


def forget(driver: Any, _: Any) -> None:
    """When a connection of SQLite is given back: whoever gets it next is not hurried."""
    if driver is not None:
        driver.set_progress_handler(None, 0)


def is_over(failure: BaseException) -> bool:
    """Whether a statement was given up: what the driver said, or SQLAlchemy of it."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    is_interrupted = isinstance(cause, OperationalError) and str(cause) == "interrupted"
    return is_interrupted or getattr(cause, "sqlstate", None) == CANCELLED

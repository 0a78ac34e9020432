"""Patience: a statement that takes longer than somebody would wait is given up, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

OFTEN = 10_000
"""How many steps of its machine SQLite takes between two looks at the clock."""
CANCELLED = "57014"


@contextmanager
def patience(session: Session, seconds: float) -> Iterator[None]:
    """Reading in this transaction ends after so many seconds."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
    else:
        with _watched(connection.connection.driver_connection, monotonic() + seconds):
            yield


@contextmanager
def _watched(driver: Any, end: float) -> Iterator[None]:
    driver.set_progress_handler(lambda: monotonic() > end, OFTEN)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def is_over(failure: BaseException) -> bool:
    """Whether a statement was given up."""
    if not isinstance(failure, DBAPIError):
        return False
    return getattr(failure.orig, "sqlstate", None) == CANCELLED or str(failure.orig) == "interrupted"

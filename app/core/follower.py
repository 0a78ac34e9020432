"""A step may begin another record, which is what its reader wants to see next."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def lead_to(record: Any, other: Any) -> None:
    """Say that whoever took a step on `record` goes on with `other`."""
    sa.inspect(record).info["follower"] = other


def next_of(record: Any) -> Any:
    """Where a reader goes on after a step: the record that it began, or the same."""
    return sa.inspect(record).info.pop("follower", record)

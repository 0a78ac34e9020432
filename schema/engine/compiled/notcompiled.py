"""What the engine leaves to Strawberry, and why."""

from __future__ import annotations


class NotCompiled(Exception):
    """This question goes the other way; `reason` is what it is counted under."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

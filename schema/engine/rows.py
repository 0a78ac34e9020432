"""Values by name, where a record has no class of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Values:
    """What is told under each name; what was not asked for is null."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> None:
        if name.startswith("_"):
            raise AttributeError(name)

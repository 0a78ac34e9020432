"""Key figures of a record: a few numbers that say most, each leading to what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from views.fab.reader import Reader


@dataclass(frozen=True)
class Figure:
    """A label and a value in the reader's words; `is_guarded` draws the lock of what not everybody sees."""

    label: str
    value: str
    href: str = ""
    is_bad: bool = False
    is_guarded: bool = False


Figures = Callable[[Session, Any, Reader], Sequence[Figure]]
"""What a screen says of its record, to the one who looks."""

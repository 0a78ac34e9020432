"""What is derived from a declaration is derived once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def remembered(function: F) -> F:
    """`functools.cache`, but the types of the function stay known to the checker."""
    return cast("F", cache(function))

"""What the months to come may bring, reckoned from the months that were, and how far such a reckoning has erred.

Seasonal naive with growth: a month brings what the same month brought a year before, times the growth of the last
twelve months over the twelve before them (Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd
edition, 5.2; the growth factor is ours). With less than two years known, a straight line through the months (least
squares). It is tried on the last six months, each foretold from what was known before it: the mean error as a share of
the mean month is told, and the band is 1.28 times the root of the mean squared error, which holds four of five months
if errors are normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from app.core.late import late

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

AHEAD: Final = 6
TRIED: Final = 6
A_YEAR: Final = 12
LEAST: Final = TRIED + 6
"""So many months have to be known."""
FOUR_OF_FIVE: Final = 1.2816
MOST_GROWTH: Final = 2.0
"""A year that brought more than twice as much as the one before is no rule for the next."""


@dataclass(frozen=True)
class Outlook:
    """For each month to come what is expected, and the band; the error of the trial, as a share of a usual month."""

    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    error: float
    is_seasonal: bool


def outlook(known: Sequence[float]) -> Outlook | None:
    """Nothing where too little is known, or nothing was sold."""
    if len(known) < LEAST or sum(known[-TRIED:]) <= 0:
        return None
    expected = [max(0.0, foretold(known, ahead)) for ahead in range(1, AHEAD + 1)]
    errors = np.array([actual - foretold(known[:place], 1) for place, actual in _trials(known)])
    spread = FOUR_OF_FIVE * sqrt(float(np.mean(errors**2)))
    error = float(np.mean(np.abs(errors))) / (sum(known[-TRIED:]) / TRIED)
    low = tuple(max(0.0, each - spread) for each in expected)
    return Outlook(tuple(expected), low, tuple(each + spread for each in expected), error, is_seasonal(known))


def _trials(known: Sequence[float]) -> list[tuple[int, float]]:
    return list(enumerate(known))[-TRIED:]


def is_seasonal(known: Sequence[float]) -> bool:
    return len(known) >= 2 * A_YEAR and sum(known[-2 * A_YEAR : -A_YEAR]) > 0


def foretold(known: Sequence[float], ahead: int) -> float:
    """So many months after the last one."""
    if not is_seasonal(known):
        return _line(known, ahead)
    growth = sum(known[-A_YEAR:]) / sum(known[-2 * A_YEAR : -A_YEAR])
    return known[len(known) - A_YEAR + (ahead - 1) % A_YEAR] * min(growth, MOST_GROWTH)


def _line(known: Sequence[float], ahead: int) -> float:
    """The straight line through all of them that has the least squares."""
    at, values = np.arange(len(known)), np.array(known)
    slope, start = np.polyfit(at, values, 1)
    return float(start + slope * (len(known) - 1 + ahead))

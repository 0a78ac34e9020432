"""Logistic regression, and two measures of a chance: how well it puts in order, and how near it is to the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.late import late

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
else:
    np, Numbers = late("numpy"), Any
RIDGE = 1.0
"""How much a weight must bring before it may be large (L2)."""
STEPS, STILL = 50, 1e-8
FARTHEST = 30.0
"""Beyond this a chance is nothing or one in every digit that is kept."""


@dataclass(frozen=True)
class Learnt:
    """What was learnt of some habits: the weight of each, and the mean and scale that it is measured by."""

    names: Sequence[str]
    constant: float
    weights: Numbers
    means: Numbers
    scales: Numbers

    def pushes(self, habits: Numbers) -> Numbers:
        """How far each habit of each row pushes the chance up or down: weight by standardised value."""
        pushes: Numbers = (np.log1p(habits) - self.means) / self.scales * self.weights
        return pushes

    def chances(self, habits: Numbers) -> Numbers:
        return _chances(self.constant + self.pushes(habits).sum(axis=1))

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        each = zip(self.names, self.weights, self.means, self.scales, strict=True)
        told = {name: {"weight": float(w), "mean": float(m), "scale": float(s)} for name, w, m, s in each}
        return {"constant": self.constant, "habits": told}


def learnt_of(told: Mapping[str, Any]) -> Learnt:
    """As it was kept."""
    each = told["habits"]
    parts = (np.array([habit[part] for habit in each.values()]) for part in ("weight", "mean", "scale"))
    return Learnt(tuple(each), float(told["constant"]), *parts)


def learn(names: Sequence[str], habits: Numbers, left: Numbers) -> Learnt:
    """The weights under which what happened was most likely, by Newton's method (iteratively reweighted least squares).

    Habits are counts, days and amounts, none below nothing: their logarithms are learnt from, standardised.
    Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 4.4.1; the ridge as in 4.4.4.
    """
    logs = np.log1p(habits)
    means, scales = logs.mean(axis=0), logs.std(axis=0)
    scales[scales == 0] = 1.0
    rows = np.column_stack([np.ones(len(logs)), (logs - means) / scales])
    weights = _newton(rows, left)
    return Learnt(names, float(weights[0]), weights[1:], means, scales)


def _newton(rows: Numbers, left: Numbers) -> Numbers:
    ridge = np.diag([0.0] + [RIDGE] * (rows.shape[1] - 1))
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chances = _chances(rows @ weights)
        slope = rows.T @ (left - chances) - ridge @ weights
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < STILL:
            break
    return weights


def _chances(odds: Numbers) -> Numbers:
    chances: Numbers = 1 / (1 + np.exp(-np.clip(odds, -FARTHEST, FARTHEST)))
    return chances


def auc(left: Numbers, chances: Numbers) -> float:
    """How often one who left was given a higher chance than one who stayed; a half is guessing, ties count half.

    By ranks (Mann and Whitney 1947), so that every pair is compared without being looked at.
    """
    _, place, times = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[place]
    gone = left.sum()
    return float((ranks[left == 1].sum() - gone * (gone + 1) / 2) / (gone * (len(left) - gone)))


def brier(left: Numbers, chances: Numbers) -> float:
    """The mean square of how far a chance was from what happened (Brier 1950); nothing is perfect foresight."""
    return float(np.mean((chances - left) ** 2))

"""The learning and its two measures, against what is reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.churn.logistic import auc, brier, learn, learnt_of

LEFT = np.array([1.0, 1.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], 1.0),
        ([0.1, 0.2, 0.8, 0.9], 0.0),
        ([0.9, 0.3, 0.5, 0.1], 0.75),  # of four pairs one stands the wrong way
        ([0.5, 0.5, 0.5, 0.5], 0.5),
        ([0.9, 0.5, 0.5, 0.1], 0.875),  # a tie counts half
    ],
)
def test_the_area_counts_the_pairs_that_stand_in_order(chances: list[float], expected: float) -> None:
    assert auc(LEFT, np.array(chances)) == pytest.approx(expected)


def test_the_area_is_the_share_of_pairs_however_they_are_mixed() -> None:
    dice = np.random.default_rng(7)
    left, chances = (dice.random(60) < 0.4).astype(float), dice.integers(0, 8, 60) / 8
    pairs = [(gone, kept) for gone in chances[left == 1] for kept in chances[left == 0]]
    by_hand = sum((gone > kept) + (gone == kept) / 2 for gone, kept in pairs) / len(pairs)
    assert auc(left, chances) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("chances", "expected"), [([1, 1, 0, 0], 0.0), ([0, 0, 1, 1], 1.0), ([0.5] * 4, 0.25), ([0.8, 0.6, 0.4, 0], 0.09)]
)
def test_the_score_is_the_mean_square_of_what_was_missed(chances: list[float], expected: float) -> None:
    assert brier(LEFT, np.array(chances)) == pytest.approx(expected)


def test_what_tells_nothing_is_given_the_share_that_left() -> None:
    habits, left = np.full((100, 1), 5.0), np.array([1.0] * 30 + [0.0] * 70)
    learnt = learn(("silence",), habits, left)
    assert learnt.chances(habits) == pytest.approx(np.full(100, 0.3), abs=1e-6)
    assert learnt.weights == pytest.approx([0.0])


def test_the_weights_leave_no_slope() -> None:
    """At the best weights what was foretold and what happened agree, habit by habit, but for the ridge."""
    dice = np.random.default_rng(3)
    habits = dice.gamma(2.0, 30.0, (400, 2))
    left = (dice.random(400) < 1 / (1 + np.exp(-(np.log1p(habits[:, 0]) - 4)))).astype(float)
    learnt = learn(("silence", "average"), habits, left)
    rows = (np.log1p(habits) - learnt.means) / learnt.scales
    missed = left - learnt.chances(habits)
    assert missed.sum() == pytest.approx(0, abs=1e-6)
    assert rows.T @ missed == pytest.approx(learnt.weights, abs=1e-6)
    assert learnt.weights[0] > 5 * abs(learnt.weights[1])


def test_who_can_be_told_apart_wholly_does_not_break_it() -> None:
    habits = np.array([[0.0]] * 50 + [[1000.0]] * 50)
    learnt = learn(("silence",), habits, np.array([0.0] * 50 + [1.0] * 50))
    assert learnt.chances(habits)[0] < 0.1 < 0.9 < learnt.chances(habits)[-1]


def test_what_was_kept_foretells_the_same() -> None:
    dice = np.random.default_rng(5)
    habits, left = dice.gamma(2.0, 30.0, (50, 2)), (dice.random(50) < 0.5).astype(float)
    learnt = learn(("silence", "orders"), habits, left)
    again = learnt_of(learnt.told())
    assert again.names == ("silence", "orders")
    assert again.chances(habits) == pytest.approx(learnt.chances(habits))

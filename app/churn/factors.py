"""What pushes a chance to leave up or down, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.churn.logistic import Numbers
from app.core.words import N_

MOST = 3
SLIGHT = 0.1
"""What pushes less than this is not worth a word."""
MONEY = "average"

RAISES = {
    "silence": N_("Silent for {n} days raises it"),
    "orders": N_("{n} days with repeat orders raise it"),
    "age": N_("A first order {n} days ago raises it"),
    "average": N_("An average order of {amount} raises it"),
    "recent": N_("{n} orders in the last 90 days raise it"),
    "rhythm": N_("Silent {times} times the habit raises it"),
    "complaints": N_("{n} complaints in half a year raise it"),
}
LOWERS = {
    "silence": N_("Silent for {n} days lowers it"),
    "orders": N_("{n} days with repeat orders lower it"),
    "age": N_("A first order {n} days ago lowers it"),
    "average": N_("An average order of {amount} lowers it"),
    "recent": N_("{n} orders in the last 90 days lower it"),
    "rhythm": N_("Silent {times} times the habit lowers it"),
    "complaints": N_("{n} complaints in half a year lower it"),
}


@dataclass(frozen=True)
class Factor:
    """One habit, how far it pushes, and the message that says so."""

    words: str
    push: float
    values: dict[str, Any] = field(default_factory=dict)
    amount: Decimal | None = None
    """Money in the message, which the reader's language writes."""

    @property
    def raises(self) -> bool:
        return self.push > 0


def factors(names: Sequence[str], habits: Numbers, pushes: Numbers) -> tuple[Factor, ...]:
    """The strongest first."""
    each = sorted(zip(names, habits, pushes, strict=True), key=lambda one: -abs(one[2]))
    return tuple(_factor(name, float(habit), float(push)) for name, habit, push in each[:MOST] if abs(push) >= SLIGHT)


def _factor(name: str, habit: float, push: float) -> Factor:
    words = (RAISES if push > 0 else LOWERS)[name]
    if name == MONEY:
        return Factor(words, push, amount=round(Decimal(habit), 2))
    shown = {"times": round(Decimal(habit), 1)} if name == "rhythm" else {"n": round(habit)}
    return Factor(words, push, shown)

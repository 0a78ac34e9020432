"""Who asks more than their part waits: by key, or by person where a browser asks."""

from __future__ import annotations

from math import ceil
from typing import Final

from werkzeug.exceptions import TooManyRequests

from app.core import rate
from app.core.viewer import Viewer
from app.core.words import N_
from app.organization.access_key import hashed
from schema.engine.bill import Bill

RATE_LIMITED: Final = "RATE_LIMITED"
SLOWER: Final = N_("You have asked for more than {most} records a minute. Ask again in {seconds} seconds.")


class Hasty(TooManyRequests):
    """Too much was asked; when to ask again is said."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(SLOWER, retry_after=seconds)
        self.values = {"most": most, "seconds": seconds}


def refuse_hasty(bill: Bill, key: str, viewer: Viewer, most: int) -> None:
    """The bill gets whose it is. What was asked before may have filled their measure; then nothing more is done."""
    who = f"key {hashed(key)}" if key else f"person {viewer.id}"
    seconds = ceil(rate.rates.wait(who))
    if seconds:
        raise Hasty(most, seconds)
    bill.who = who


def settle(bill: Bill, most: int) -> None:
    """What it was is known when it was answered."""
    if bill.who:
        rate.rates.charge(bill.who, bill.price, most)

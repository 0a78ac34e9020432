"""What was said with the customers of the example in the last months; the same each time it is made."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from app.core.files.sheet import Sheet
from app.demo.company import SELLERS
from app.demo.invented import SEED, Buyer, Listed

MANY, DAYS = 160, 120
COLUMNS = (
    "Customer", "Employee", "Channel", "Direction", "At", "Minutes", "Purpose", "Summary", "Detail", "Next step",
    "Next step on",
)  # fmt: skip
SAID = (
    ("Call", "Incoming", "COMPLAINT", "Freight was charged twice", "The second charge is to go back.", "Pay it back"),
    ("Call", "Outgoing", "CARE", "How did the chairs turn out?", "Content. Wants two more in spring.", ""),
    ("Mail", "Outgoing", "OFFER", "Prices for paper and binders", "Sent the list of this quarter.", "Ask again"),
    ("Mail", "Incoming", "DELIVERY", "When will the shelving come?", "Told them the day of the carrier.", ""),
    (
        "Visit",
        "Outgoing",
        "INTRODUCTION",
        "Looked at their new office",
        "Twelve desks, storage later.",
        "Send an offer",
    ),
    ("Meeting", "Outgoing", "NEGOTIATION", "Terms for next year", "They ask for 30 days instead of 14.", "Ask finance"),
)
"""Channel, direction, purpose, summary, detail, next step."""


def talks(known: dict[str, Buyer], as_of: date) -> Sheet:
    """With those who bought most."""
    draw = random.Random(SEED + 2)  # noqa: S311 - meant to be foreseeable
    best = sorted(known, key=lambda key: (-known[key].bought, key))[: MANY // 2]
    return Listed("interactions", COLUMNS, [_talk(known, draw.choice(best), as_of, draw) for _ in range(MANY)])


def _talk(known: dict[str, Buyer], key: str, as_of: date, draw: random.Random) -> tuple[Any, ...]:
    channel, direction, purpose, summary, detail, following = draw.choice(SAID)
    day = as_of - timedelta(days=draw.randrange(1, DAYS))
    at = datetime.combine(day, time(draw.randrange(13, 21), draw.choice((0, 10, 20, 35, 50))))
    minutes = "" if channel == "Mail" else draw.randrange(3, 45)
    by = (day + timedelta(days=draw.randrange(7, 21))).isoformat() if following else ""
    who, moment = SELLERS[known[key].region], f"{at:%Y-%m-%d %H:%M}"
    return key, who, channel, direction, moment, minutes, purpose, summary, detail, following, by

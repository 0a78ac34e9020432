"""Where the figures of prospecting lead: to opportunities and customers, and a forecast to what it is reckoned from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.core.counted import filtering
from app.core.period import Period
from app.core.report import Answer, Row
from app.press.story import Reader
from app.reports import wording
from app.reports.trend import known_months
from app.sales.order import SOLD

LIVE: Final = "status:is:OPEN,ASSIGNED"


def members(answer: Answer, reader: Reader, name: str, key: str = "", period: Period | None = None) -> str:
    """The customers that a figure counts."""
    return wording.counted("Customer", answer, reader, filtering(name, period or answer.period, key))


def known(answer: Answer, reader: Reader) -> str:
    """The orders that the forecast is reckoned from."""
    span = known_months(answer.period)
    days = (f"ordered_on:from:{span.first}", f"ordered_on:to:{span.last}")
    customer: Any = answer.asked["customer"]
    whose = (f"customer:is:{customer.id}",) if customer is not None else ()
    sold = f"status:is:{','.join(status.name for status in SOLD)}"
    return reader.listing("Order", (sold, *whose, *days)) if reader.listing else ""


def leads_of(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """Where the figures of a row lead, by what the row is of; of a month, unless it says otherwise."""
    return next((leads for name, leads in LEADS.items() if name in row), _of_month)(row, answer, reader)


def _of_source(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    source = f"source:is:{row['source_id']}" if row["source_id"] else "source:empty:"
    return {name: closed(answer, reader, f"status:is:{name.upper()}", source) for name in ("won", "lost")}


def _of_pipeline(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    return {"opportunities": open_now(answer, reader, *_decided(row["first_day"], row["end_day"]))}


def _of_employee(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """To their page, and to their customers who bought."""
    theirs = wording.buyers(answer, reader, f"owner:is:{row['employee_id']}")
    return {"employee": wording.record("Employee", row["employee_id"], reader), "people": theirs}


def _of_tier(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    return {"people": members(answer, reader, "tier", row["level"].name)}


def _of_forecast(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """Nothing that is to come has records: to those that it is reckoned from."""
    return dict.fromkeys(("expected", "low", "high"), known(answer, reader))


def _of_month(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """Who bought for the first time in it, and how far the business with each had come by its end."""
    period = Period(row.get("first_day", answer.period.first), row.get("last_day", answer.period.last))
    stages = {"customers": "ANY", "new": "NEW", "returning": "RETURNING", "dormant": "DORMANT"}
    found = {name: members(answer, reader, "stage", key, period) for name, key in stages.items()}
    return {**found, "joined": members(answer, reader, "joined", period=period)}


LEADS: Final = {
    "source_id": _of_source, "opportunities": _of_pipeline, "employee_id": _of_employee, "level": _of_tier,
    "expected": _of_forecast,
}  # fmt: skip


def _decided(first: date | None, end: date | None) -> tuple[str, ...]:
    name = "expected_close_on"
    return (f"{name}:from:{first}", f"{name}:to:{end}") if first else (f"{name}:empty:",)


def closed(answer: Answer, reader: Reader, *more: str) -> str:
    days = (f"closed_on:from:{answer.period.first}", f"closed_on:to:{answer.period.last}")
    return _opportunities(answer, reader, *more, *days)


def open_now(answer: Answer, reader: Reader, *more: str) -> str:
    return _opportunities(answer, reader, LIVE, *more)


def _opportunities(answer: Answer, reader: Reader, *said: str) -> str:
    customer: Any = answer.asked["customer"]
    whose = (f"customer:is:{customer.id}",) if customer is not None else ()
    return reader.listing("Opportunity", (*whose, *said)) if reader.listing else ""

"""Where the figures of persistency lead: to the customers who came, stayed and went, and to those of a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.counted import filtering
from app.core.period import Period
from app.core.report import Answer, Row
from app.press.story import Reader
from app.reports import wording
from app.reports.persistency_figures import first_day, quarter_of


def leads_of(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """By what the row is of."""
    which = _which(row, answer)
    return {"customers": wording.counted("Customer", answer, reader, *which)} if which else {}


def _which(row: Row, answer: Answer) -> tuple[str, ...]:
    if "kind" in row:
        return (filtering("movement", answer.period, row["kind"].name),)
    if "cohort" in row:
        return _of_cohort(row["cohort"], row["later"], answer.period.last)
    return () if "bought" in row or "orders" not in row else (filtering("orders", answer.period, row["orders"]),)


def _of_cohort(began: date, later: int, last: date) -> tuple[str, ...]:
    """Who first ordered in one quarter, and ordered in another."""
    first = filtering("joined", _quarter(quarter_of(began), last))
    return first, filtering("bought", _quarter(quarter_of(began) + later, last))


def _quarter(number: int, last: date) -> Period:
    """As far as it has gone by the last day."""
    return Period(first_day(number), min(first_day(number + 1) - timedelta(days=1), last))

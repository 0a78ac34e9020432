"""Not satisfied: the ratings of the last half year are on average below what counts as content.

Satisfaction comes before repurchase: Bolton, "A Dynamic Model of the Duration of the Customer's Relationship with a
Continuous Service Provider", Marketing Science 17 (1998). Who rates is few, so that one bad rating is enough where
there is no better one beside it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.churn.finding import TOLD, Asked, Found, alive, silent_days
from app.core.sql import json_list, json_record
from app.customers.customer import Customer
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.words import CONTENT

HALF_A_YEAR = 182


def found(wish: Asked) -> Found:
    rated = _rated(wish)
    evidence = json_record(
        "days", HALF_A_YEAR, "ratings", rated.c.ratings, "sum", rated.c.total, "content", CONTENT,
        "score", _last_score(wish), "requests", _latest(wish),
    )  # fmt: skip
    told = sa.select(silent_days(wish).label("silent_days"), sa.null().label("usual_days"), evidence.label("evidence"))
    return told.join_from(Customer, rated, rated.c.customer_id == Customer.id).where(*alive(wish))


def _rated(wish: Asked) -> Any:
    total, ratings = sa.func.sum(Feedback.score), sa.func.count()
    by_customer = sa.select(ServiceRequest.customer_id, total.label("total"), ratings.label("ratings"))
    lately = by_customer.join(ServiceRequest.feedback).where(_within(wish)).group_by(ServiceRequest.customer_id)
    return lately.having(total < ratings * CONTENT).subquery()


def _latest(wish: Asked) -> sa.ScalarSelect[Any]:
    """The requests that were rated, the latest rating first."""
    theirs = sa.select(Feedback.request_id).join(Feedback.request)
    latest = theirs.where(ServiceRequest.customer_id == Customer.id, _within(wish)).order_by(Feedback.id.desc())
    told = latest.limit(TOLD).correlate(Customer).subquery()
    return sa.select(json_list(told.c.request_id)).scalar_subquery()


def _last_score(wish: Asked) -> sa.ScalarSelect[int]:
    theirs = sa.select(Feedback.score).join(Feedback.request)
    latest = theirs.where(ServiceRequest.customer_id == Customer.id, _within(wish)).order_by(Feedback.id.desc())
    return latest.limit(1).correlate(Customer).scalar_subquery()


def _within(wish: Asked) -> sa.ColumnElement[bool]:
    return Feedback.at.between(wish.moment_before(HALF_A_YEAR - 1), wish.moment_before(-1))

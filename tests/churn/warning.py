"""What tests of churn begin with: an alert of a customer, and entries of the dictionary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry, Topic, entry
from app.churn.alert import ChurnAlert
from app.core import doorman
from app.core.database import system_session
from app.core.errors import Refused
from app.core.noun import today
from tests.sales.ordering import the


def word(session: Session, code: str, topic: Topic = Topic.RETENTION_ACTION) -> DictionaryEntry:
    found = entry(session, topic, code)
    assert found is not None
    return found


def warned(session: Session, customer: str = "Acme", reason: str = "They asked for our terms of notice.") -> ChurnAlert:
    return doorman.create(session, ChurnAlert, {"customer": the(session, customer), "reason": reason})


def later(days: int = 14) -> date:
    return today() + timedelta(days=days)


def step(session: Session, alert: ChurnAlert, name: str, **given: Any) -> ChurnAlert:
    return doorman.step(session, ChurnAlert, name, alert.id, given)


def deferred(session: Session, alert: ChurnAlert, action: str = "CALL", **given: Any) -> ChurnAlert:
    return step(session, alert, "defer", **{"action": word(session, action), "until": later(), **given})


def lost(session: Session, alert: ChurnAlert, reason: str = "PRICE", **given: Any) -> ChurnAlert:
    return step(session, alert, "confirm_loss", reason=word(session, reason, Topic.CHURN_REASON), **given)


def refusal(session: Session, alert: ChurnAlert, name: str, **given: Any) -> Refused:
    with pytest.raises(Refused) as why:
        step(session, alert, name, **given)
    return why.value


def fresh(session: Session, alert: ChurnAlert) -> ChurnAlert:
    return session.scalars(
        sa.select(ChurnAlert).where(ChurnAlert.id == alert.id).execution_options(populate_existing=True)
    ).one()


def code_of(engine: sa.Engine, topic_word: str) -> int:
    with system_session(engine) as session:
        topic = Topic.CHURN_REASON if topic_word in ("PRICE", "OTHER") else Topic.RETENTION_ACTION
        return word(session, topic_word, topic).id

"""The dictionary: lists that a company extends itself, each entry called by its name in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, object_session, validates

from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Line
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import Person

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


def is_offered(record: Any) -> bool:
    """Whether it may still be chosen."""
    return bool(record.is_active)


def is_withdrawn(record: Any) -> bool:
    return not record.is_active


class Topic(StrEnum):
    """What entries are about; a list that nobody may extend is an enum and stands with its noun."""

    INDUSTRY = "Industry"
    CREDIT_RATING = "Credit rating"
    UNIT = "Unit"
    PAYMENT_METHOD = "Payment method"
    SHIP_MODE = "Ship mode"
    SALES_CHANNEL = "Sales channel"
    INTERACTION_PURPOSE = "Purpose of an interaction"
    OPPORTUNITY_SOURCE = "Source of an opportunity"
    LOSS_REASON = "Reason for a loss"
    CHURN_REASON = "Reason why a customer left"
    RETENTION_ACTION = "Retention action"


class DictionaryEntry(Noun):
    """One entry of a list that people choose from: an industry, a unit, a reason why we lost."""

    public = True
    plural = "dictionary_entries"
    named_by = "name_en"
    names: ClassVar[Mapping[str, str]] = {"en": "name_en", "es": "name_es", "zh": "name_zh"}
    known_by: ClassVar[tuple[str, ...]] = ("code", "name_en", "name_es", "name_zh")
    chosen_by = "position"
    chosen_while = "is_active"
    __table_args__ = (sa.Index("ix_dictionary_entry_topic_code", "topic", "code", unique=True),)

    topic: Mapped[Topic] = column(doc="The list that it belongs to.")
    code: Mapped[Line] = column(search=True, doc="What programs and files know it by: RETAIL. Unique in its topic.")
    name_en: Mapped[Line] = column(search=True)
    name_es: Mapped[Line | None] = column(search=True, doc="Left empty: as in English.")
    name_zh: Mapped[Line | None] = column(search=True, doc="Left empty: as in English.")
    position: Mapped[int] = column(default=0, doc="Its place in the list. Left at 0: the last.")
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether it may be chosen anew.")
    is_protected: Mapped[bool] = column(
        default=False, derived=True, doc="Whether the system relies on it: its names change, nothing else."
    )

    @verb(provided=is_offered)
    def deactivate(self, *, by: Person | None) -> None:
        """Offer it no more; records that have it keep it."""
        self._refuse_protected()
        self.is_active = False

    @verb(provided=is_withdrawn)
    def reinstate(self, *, by: Person | None) -> None:
        """Offer it again."""
        self.is_active = True

    @verb()
    def place(self, *, at: int, by: Person | None) -> None:
        """Put it at this place of its list, 1 being the first; the others make room."""
        session = object_session(self)
        others = [each for each in entries(session, self.topic) if each is not self] if session else []
        others.insert(max(0, min(at - 1, len(others))), self)
        for position, entry in enumerate(others, 1):
            if entry.position != position:
                entry.position = position

    def refuse_delete(self) -> None:
        self._refuse_protected()

    def _refuse_protected(self) -> None:
        if self.is_protected:
            raise Refused(REFUSED, "The system relies on {entry}: only its names can be changed.", entry=self)

    @validates("code")
    def _a_code(self, _: str, code: str) -> str:
        code = code.strip().upper()
        if not _CODE.fullmatch(code):
            raise Refused(INVALID, "A code is made of letters, digits and underscores. Example: RETAIL_2", "code")
        self._refuse_other("code", code)
        return code

    @validates("topic")
    def _a_topic(self, _: str, topic: Topic) -> Topic:
        self._refuse_other("topic", topic)
        return topic

    def _refuse_other(self, name: str, value: str) -> None:
        """Another topic or code would take it away from the records and the code that mean it."""
        if self.__dict__.get(name) in (None, value):
            return
        if self.is_protected:
            raise Refused(REFUSED, "The system relies on {entry}: only its names can be changed.", name, entry=self)
        if name == "topic":
            raise Refused(REFUSED, "An entry stays in its topic. Add another one to that topic.", name)


def entries(session: Session, topic: Topic) -> list[DictionaryEntry]:
    """The entries of a topic in their order, those that are not offered any more too."""
    mine = sa.select(DictionaryEntry).where(DictionaryEntry.topic == topic)
    return list(session.scalars(mine.order_by(DictionaryEntry.position, DictionaryEntry.id)))


def entry(session: Session, topic: Topic, code: str) -> DictionaryEntry | None:
    """The entry with this code; code asks only for those that are delivered as protected."""
    return session.scalar(
        sa.select(DictionaryEntry).where(DictionaryEntry.topic == topic, DictionaryEntry.code == code)
    )


@event.listens_for(Session, "before_flush")
def _put_last(session: Session, *_: Any) -> None:
    """A new entry without a place goes to the end of its list."""
    new = [each for each in session.new if isinstance(each, DictionaryEntry) and not each.position]
    for topic in dict.fromkeys(each.topic for each in new):
        last = session.scalar(sa.select(sa.func.max(DictionaryEntry.position)).where(DictionaryEntry.topic == topic))
        placed = [each.position for each in session.new if isinstance(each, DictionaryEntry) and each.topic is topic]
        for place, each in enumerate((one for one in new if one.topic is topic), max(last or 0, *placed) + 1):
            each.position = place

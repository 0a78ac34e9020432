"""What an administrator sets for the whole company; one row, read with every request."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, validates

from app.core import phone
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Email, Line, Money, Rate, Text
from app.core.noun import Noun, column
from app.core.shape import field
from app.organization.places import countries, currencies, languages, zones
from app.organization.working_time import WEEK, holidays_of, minutes_of, weekdays_of

THE_ONE = 1
MOST_DECIMALS, MOST_DAYS, TEN_YEARS = 4, 365, 3650
MOST_PAUSES = 20
MOST_COST = 10**6
PLAIN_DECIMALS = 2
"""Of an amount whose decimals nobody sets."""


class Paper(StrEnum):
    A4 = "A4"
    LETTER = "Letter"


class DayFormat(StrEnum):
    LANGUAGE = "By the reader's language"
    ISO = "2026-03-31"
    DAY_FIRST = "31/03/2026"
    MONTH_FIRST = "03/31/2026"


class Setting(Noun):
    """The company's name, country, formats and parameters; there is one."""

    public = True
    alone = True
    named_by = "company_name"

    company_name: Mapped[Line] = column(
        default="Trato", doc="Stands on paper, in mails, at the sign-in and in the title of every page."
    )
    country: Mapped[Line] = column(
        default="US", offered=countries, doc="Telephone numbers without a country code belong to it."
    )
    language: Mapped[Line] = column(default="en", offered=languages, doc="Of whoever has not chosen one.")
    currency: Mapped[Line] = column(default="USD", offered=currencies, doc="All amounts are in it; none is converted.")
    zone: Mapped[Line] = column(default="UTC", offered=zones, doc="Of new employees, and of what happens daily.")
    administrator_email: Mapped[Email | None] = column(doc="Mails of the system come from here and are answered here.")
    letterhead: Mapped[Text | None] = column(doc="Address and telephone, line by line, at the top of letters.")
    letter_foot: Mapped[Text | None] = column(doc="Bank account and tax number, line by line, under a letter.")
    paper: Mapped[Paper] = column(default=Paper.A4)
    day_format: Mapped[DayFormat] = column(default=DayFormat.LANGUAGE)
    order_decimals: Mapped[int] = column(default=2, doc="Shown and typed in orders, 0 to 4; inside there are always 4.")
    contract_decimals: Mapped[int] = column(default=2, doc="On the paper of confirmed orders, 0 to 4.")
    quote_decimals: Mapped[int] = column(default=2, doc="On the paper of drafts, our quotations, 0 to 4.")
    product_decimals: Mapped[int] = column(
        default=2, doc="Shown and typed in prices of products, 0 to 4; inside there are always 4."
    )
    receivable_notice_days: Mapped[int] = column(default=10, doc="How long before a payment is due, 0 to 365.")
    birthday_notice_days: Mapped[int] = column(default=7, doc="How long before a contact's birthday, 0 to 365.")
    work_begins: Mapped[Line] = column(
        default="08:00", doc="Due times of service run from here, in the company's zone."
    )
    work_ends: Mapped[Line] = column(default="17:00", doc="To here; 24:00 is the end of the day.")
    working_days: Mapped[Line] = column(default=WEEK, doc="Days of the week: 1 is Monday, 7 is Sunday.")
    holidays: Mapped[Text | None] = column(doc="Days on which nobody works, one a line. Example: 2026-12-25")
    churn_silence_factor: Mapped[Rate] = column(
        default=Decimal(2), doc="Warn when a customer is silent for so many times the usual pause between orders."
    )
    churn_floor_days: Mapped[int] = column(default=180, doc="Warn of this silence at the latest, 1 to 3650 days.")
    churn_grace_days: Mapped[int] = column(
        default=90, doc="Warn of who has bought nothing so many days after they were taken down, 1 to 3650."
    )
    churn_complaints: Mapped[int] = column(
        default=2, doc="Warn of so many complaints in 90 days, if they are more than in the 90 days before."
    )
    service_hour_cost: Mapped[Money] = column(
        default=Decimal(0), doc="What an hour of service costs us: reports on profit reckon with it."
    )

    @validates("order_decimals", "contract_decimals", "quote_decimals", "product_decimals")
    def _few_decimals(self, name: str, number: int) -> int:
        return _between(name, number, MOST_DECIMALS)

    @validates("receivable_notice_days", "birthday_notice_days")
    def _within_a_year(self, name: str, number: int) -> int:
        return _between(name, number, MOST_DAYS)

    @validates("work_begins", "work_ends")
    def _a_time_of_day(self, name: str, clock: str) -> str:
        minutes_of(clock, name)
        return clock

    @validates("working_days")
    def _some_days(self, name: str, days: str) -> str:
        weekdays_of(days, name)
        return days

    @validates("holidays")
    def _whole_days(self, name: str, days: str | None) -> str | None:
        holidays_of(days, name)
        return days

    @validates("churn_floor_days", "churn_grace_days", "churn_complaints")
    def _one_at_least(self, name: str, number: int) -> int:
        return _between(name, number, TEN_YEARS, least=1)

    @validates("service_hour_cost")
    def _no_less_than_nothing(self, name: str, cost: Decimal) -> Decimal:
        if not 0 <= cost <= MOST_COST:
            raise Refused(INVALID, "This is between {least} and {most}.", name, least=0, most=MOST_COST)
        return cost

    @validates("churn_silence_factor")
    def _beyond_habit(self, name: str, factor: Decimal) -> Decimal:
        if not 1 <= factor <= MOST_PAUSES:
            raise Refused(INVALID, "This is between {least} and {most}.", name, least=1, most=MOST_PAUSES)
        return factor

    def decimals_of(self, f: Any) -> int:
        """How many decimals are shown and typed of a field, which says the setting's name in `decimals`."""
        return int(getattr(self, f.decimals)) if f.decimals else PLAIN_DECIMALS

    def refuse_change(self) -> None:
        if self.id is None:
            raise Refused(REFUSED, "There are settings already; change those.")

    def refuse_delete(self) -> None:
        raise Refused(REFUSED, "Settings are changed, not deleted.")


def _between(name: str, number: int, most: int, least: int = 0) -> int:
    if not least <= number <= most:
        raise Refused(INVALID, "This is between {least} and {most}.", name, least=least, most=most)
    return number


_start: dict[str, Any] = {}


def start_from(**known: Any) -> None:
    """What the environment says, for a database in which nobody has set anything."""
    _start.update({name: value for name, value in known.items() if field(Setting, name) is not None})


def settings_of(session: Session) -> Setting:
    """The settings, to be read; in a database that has none, those that it would begin with. Read once a session."""
    settled: Setting | None = session.info.get("settled")
    if settled is not None:
        return settled
    known: Setting | None = session.info.get("settings")
    if known is None or known not in session:
        known = session.info["settings"] = session.get(Setting, THE_ONE)
    return known or beginning()


MOST_KNOWN = 16
_known: dict[str, Setting] = {}
"""By stamp: true in every process for as long as the stamp stands. They belong to no session."""


def settle(session: Session, stamp: str | None) -> None:
    """What was read under the stamp that stands now is not read again."""
    if stamp is None:
        return
    if stamp not in _known:
        known = session.get(Setting, THE_ONE)
        if known is None:
            return
        session.expunge(known)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[stamp] = known
    session.info["settled"] = _known[stamp]


@event.listens_for(Session, "before_flush")
def _unsettle(session: Session, *_: Any) -> None:
    """Whoever changes the settings reads them as they are now."""
    if "settled" in session.info and any(isinstance(each, Setting) for each in session.dirty):
        del session.info["settled"]


def beginning() -> Setting:
    """The settings of a new database."""
    return Setting(id=THE_ONE, **_start)


def deliver_settings(session: Session, **chosen: Any) -> Setting:
    """The row, made when there is none; what was chosen is written in any case."""
    known = session.scalar(sa.select(Setting).where(Setting.id == THE_ONE))
    if known is None:
        known = beginning()
        session.add(known)
    for name, value in chosen.items():
        setattr(known, name, value)
    session.flush()
    session.info["settings"] = known
    return known


@event.listens_for(Session, "before_flush")
def _work_begins_before_it_ends(session: Session, *_: Any) -> None:
    for each in [*session.new, *session.dirty]:
        if isinstance(each, Setting) and minutes_of(each.work_ends) <= minutes_of(each.work_begins):
            raise Refused(INVALID, "Work ends after it begins.", "work_ends")


@event.listens_for(Setting, "load")
@event.listens_for(Setting, "refresh")
def _in_force(setting: Setting, *_: Any) -> None:
    """Telephone numbers are read by the country that was read last: a process serves one company."""
    phone.set_country(setting.country)


@event.listens_for(Setting, "after_update")
@event.listens_for(Setting, "after_insert")
def _from_now_on(_: Any, __: Any, setting: Setting) -> None:
    phone.set_country(setting.country)

"""The clock of service: working hours, holidays, summer time, and pauses that move the due time by exactly their length."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.core.errors import Refused
from app.organization.setting import Setting, settings_of
from app.service.clock import Hours, due, worked
from app.service.level import ServiceLevel
from app.service.request import ServiceRequest
from app.service.words import Priority, RequestKind, Status
from tests.service.requesting import MONDAY, accepted, at, opened, step

HOUR = timedelta(hours=1)
MADRID, NEW_YORK = ZoneInfo("Europe/Madrid"), ZoneInfo("America/New_York")
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Madrid",
            "America/New_York",
            "Asia/Shanghai",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
        )
    ]
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
lengths = st.integers(0, 2000).map(lambda minutes: timedelta(minutes=minutes))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def working(draw: Any) -> Hours:
    """At least two hours a day: two thousand minutes are over within a few months."""
    begins = draw(st.integers(0, 1320))
    ends = draw(st.integers(begins + 120, 1440))
    weekdays = draw(st.frozensets(st.integers(1, 7), min_size=1))
    return Hours(begins, ends, weekdays, draw(st.frozensets(days, max_size=20)), draw(zones))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 09:00", 4, "2026-03-02 13:00"),
        ("2026-03-02 16:00", 4, "2026-03-03 11:00"),
        ("2026-03-02 06:00", 1, "2026-03-02 09:00"),
        ("2026-03-02 08:00", 9, "2026-03-02 17:00"),
        ("2026-03-06 16:00", 2, "2026-03-09 09:00"),
        ("2026-03-07 12:00", 1, "2026-03-09 09:00"),
        ("2026-12-24 16:00", 2, "2026-12-28 09:00"),
    ],
)
def test_the_clock_runs_while_the_company_works(start: str, hours: int, end: str) -> None:
    company = Hours(zone=MADRID, holidays=frozenset({date(2026, 12, 25)}))
    begin, over = (datetime.fromisoformat(each).replace(tzinfo=MADRID) for each in (start, end))
    assert due(begin, hours * HOUR, company) == over


@pytest.mark.parametrize(("day", "long"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 30), 24)])
def test_a_day_on_which_the_clock_is_changed_is_as_long_as_it_is(day: date, long: int) -> None:
    always = Hours(0, 24 * 60, frozenset(range(1, 8)), zone=MADRID)
    begin = datetime(day.year, day.month, day.day, tzinfo=MADRID).astimezone(UTC)
    assert (
        worked(begin, begin + 30 * HOUR, Hours(0, 24 * 60, frozenset({day.isoweekday()}), zone=MADRID)) == long * HOUR
    )
    assert due(begin, long * HOUR, always).astimezone(MADRID).hour == 0


def test_a_promise_over_the_night_of_summer_time_is_of_the_same_working_time() -> None:
    company = Hours(zone=NEW_YORK)
    friday = datetime(2026, 3, 6, 16, 0, tzinfo=NEW_YORK)
    assert due(friday, 2 * HOUR, company) == datetime(2026, 3, 9, 9, 0, tzinfo=NEW_YORK)
    assert due(friday, 2 * HOUR, company) - friday.astimezone(UTC) == timedelta(hours=64)


@given(moments, lengths, lengths, working())
def test_a_pause_moves_the_due_time_by_exactly_its_working_time(
    start: datetime, promised: timedelta, pause: timedelta, company: Hours
) -> None:
    before = due(start, promised, company)
    after = due(start, promised + pause, company)
    assert due(before, pause, company) == after
    assert worked(before, after, company) == pause


@given(moments, lengths, working())
def test_what_is_promised_is_what_is_worked(start: datetime, promised: timedelta, company: Hours) -> None:
    assert worked(start, due(start, promised, company), company) == promised


@given(moments, lengths, lengths, working())
def test_two_spells_of_work_are_as_long_as_both(
    start: datetime, one: timedelta, two: timedelta, company: Hours
) -> None:
    middle, end = start + one, start + one + two
    assert worked(start, middle, company) + worked(middle, end, company) == worked(start, end, company)


@given(moments, lengths, working())
def test_the_end_is_in_working_time_and_never_before_the_beginning(
    start: datetime, promised: timedelta, company: Hours
) -> None:
    end = due(start, promised, company)
    assert end >= start
    if promised:
        assert worked(end - timedelta(microseconds=1), end, company) == timedelta(microseconds=1)


def test_a_company_that_never_works_is_no_endless_loop() -> None:
    with pytest.raises(ValueError, match="ten years"):
        due(MONDAY, HOUR, Hours(600, 600))


# On a request ---------------------------------------------------------------------------------------------------------


def paused(session: Session, since: datetime, until: datetime) -> ServiceRequest:
    request = accepted(session)
    with moment.at(session, since):
        step(session, "wait", request, reason="The colour")
    with moment.at(session, until):
        return step(session, "resume", request)


def test_while_we_wait_for_the_customer_the_clock_stands(as_system: Session) -> None:
    due_before = opened(as_system).due_at
    request = paused(as_system, MONDAY + HOUR, MONDAY + 26 * HOUR)
    assert (request.paused_minutes, request.waiting_since, request.waiting_for) == (10 * 60, None, None)
    assert due_before == MONDAY.replace(day=4)
    assert request.due_at == MONDAY.replace(day=5, hour=10)


def test_a_weekend_that_we_wait_costs_nothing(as_system: Session) -> None:
    friday = MONDAY.replace(day=6, hour=17)
    assert paused(as_system, friday, friday + 60 * HOUR).paused_minutes == 0


def test_two_pauses_add_up_and_what_is_resolved_while_waiting_was_waited(as_system: Session) -> None:
    request = paused(as_system, MONDAY + HOUR, MONDAY + 2 * HOUR)
    with moment.at(as_system, MONDAY + 3 * HOUR):
        step(as_system, "wait", request, reason="The size")
    with moment.at(as_system, MONDAY + 5 * HOUR):
        step(as_system, "resolve", request, what="Done", how="PHONE", minutes_spent=5)
    assert at(as_system, request.id).paused_minutes == 3 * 60


def test_what_waits_is_not_overdue(as_system: Session) -> None:
    request = accepted(as_system)
    as_system.refresh(request)
    assert request.is_overdue is True
    step(as_system, "wait", request, reason="x")
    as_system.refresh(request)
    assert (request.is_overdue, request.status) == (False, Status.WAITING)


def test_the_table_of_an_administrator_decides(as_system: Session) -> None:
    level = as_system.query(ServiceLevel).filter_by(kind=RequestKind.REPAIR, priority=Priority.HIGH).one()
    doorman.update(as_system, ServiceLevel, level.id, None, {"hours": 3})
    assert opened(as_system, kind=RequestKind.REPAIR, priority=Priority.HIGH).due_at == MONDAY + 3 * HOUR
    with pytest.raises(Refused, match="between 1 and 1000"):
        doorman.update(as_system, ServiceLevel, level.id, None, {"hours": 0})


def test_the_company_says_when_it_works(as_system: Session) -> None:
    setting = settings_of(as_system)
    given = {
        "work_begins": "09:30",
        "work_ends": "11:30",
        "working_days": "1,3",
        "holidays": "2026-03-04",
        "zone": "Europe/Madrid",
    }
    doorman.update(as_system, Setting, setting.id, None, given)
    assert opened(as_system, priority=Priority.URGENT).due_at == datetime(2026, 3, 11, 10, 0, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"work_begins": "8 o'clock"}, "work_begins"),
        ({"work_ends": "07:00"}, "work_ends"),
        ({"working_days": "0,8"}, "working_days"),
        ({"working_days": ","}, "working_days"),
        ({"holidays": "Christmas"}, "holidays"),
    ],
)
def test_what_is_no_time_is_refused_beside_its_field(as_system: Session, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as why:
        doorman.update(as_system, Setting, settings_of(as_system).id, None, given)
    assert why.value.field == field

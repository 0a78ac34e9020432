"""Each rule by orders made by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn import finding
from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.raising import raise_alerts
from app.core.history import Change
from app.customers.customer import Status as CustomerStatus
from app.customers.timeline import TimelineEntry
from app.organization.notification import Notification
from app.organization.setting import settings_of
from app.sales.order import Order
from app.service.words import RequestKind
from tests.churn.buying import DAY, a_customer, a_request, ago, raised


@pytest.fixture
def quiet(as_system: Session) -> Session:
    """Without the cast's own customers, who would be warned of as well."""
    for order in as_system.scalars(sa.select(Order)):
        order.customer.last_order_on = DAY
    as_system.commit()
    return as_system


def test_who_is_silent_for_twice_their_habit_is_warned_of(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [61, 91, 121, 151])
    a_customer(quiet, "Still within", [60, 90, 120, 150])
    found = raised(quiet)
    assert set(found) == {"Monthly"}
    alert = found["Monthly"]
    assert (alert.rule, alert.status, alert.silent_days, alert.usual_days) == (Rule.SILENT, Status.OPEN, 61, 30)
    assert (alert.owner.username, alert.raised_on, alert.version) == ("ana", DAY, 1)


def test_the_warning_tells_the_numbers_and_the_orders_behind_it(quiet: Session) -> None:
    customer = a_customer(quiet, "Monthly", [61, 91, 121, 151])
    told = raised(quiet)["Monthly"].evidence
    latest_first = [order.id for order in sorted(customer.orders, key=lambda order: order.ordered_on, reverse=True)]
    assert told == {
        "silent_days": 61, "usual_days": 30, "factor": 2.0, "pauses": 3, "last_order_on": ago(61).isoformat(),
        "orders": latest_first,
    }  # fmt: skip


def test_one_long_pause_does_not_change_a_habit(quiet: Session) -> None:
    a_customer(quiet, "Holiday", [70, 100, 130, 400, 430])
    assert raised(quiet)["Holiday"].usual_days == 30


def test_two_orders_of_one_day_make_no_pause(quiet: Session) -> None:
    a_customer(quiet, "Twice a day", [65, 95, 125])
    customer = a_customer(quiet, "Often", [65, 95, 125])
    quiet.add(Order(customer=customer, ordered_on=ago(65), total=1, gross=1))
    quiet.commit()
    assert {alert.usual_days for alert in raised(quiet).values()} == {30}


def test_two_orders_are_no_habit_yet(quiet: Session) -> None:
    a_customer(quiet, "Young", [100, 110])
    assert raised(quiet) == {}


def test_nobody_is_warned_of_within_two_weeks_of_an_order(quiet: Session) -> None:
    a_customer(quiet, "Daily", [13, 14, 15, 16])
    a_customer(quiet, "Gone", [15, 16, 17, 18])
    assert set(raised(quiet)) == {"Gone"}


def test_the_company_says_how_many_pauses_are_too_many(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [61, 91, 121, 151])
    a_customer(quiet, "Later", [76, 106, 136, 166])
    settings_of(quiet).churn_silence_factor = Decimal("2.5")
    quiet.commit()
    assert set(raised(quiet)) == {"Later"}


def test_who_buys_half_as_often_as_before_is_warned_of(quiet: Session) -> None:
    a_customer(quiet, "Falling", [5, 90, 185, 200, 250, 300])
    a_customer(quiet, "Steady", [5, 50, 90, 185, 200, 250, 300])
    a_customer(quiet, "Few", [5, 185, 250, 300])
    found = raised(quiet)
    assert set(found) == {"Falling"}
    alert = found["Falling"]
    assert (alert.rule, alert.silent_days) == (Rule.FALLING, 5)
    assert (alert.evidence["before"], alert.evidence["now"], len(alert.evidence["orders"])) == (4, 2, 6)


def test_an_order_of_a_later_day_is_no_news_of_an_earlier_one(quiet: Session) -> None:
    a_customer(quiet, "Fading", [-20, 5, 150, 200, 240, 290, 340])
    alert = raised(quiet)["Fading"]
    assert (alert.rule, alert.silent_days, alert.evidence["last_order_on"]) == (Rule.FALLING, 5, "2026-06-25")
    assert len(alert.evidence["orders"]) == 6


def test_whoever_is_silent_for_half_a_year_is_warned_of_whatever_the_habit(quiet: Session) -> None:
    a_customer(quiet, "Once", [180])
    a_customer(quiet, "Not yet", [179])
    found = raised(quiet)
    assert {name: alert.rule for name, alert in found.items()} == {"Once": Rule.FLOOR}
    assert found["Once"].evidence["floor_days"] == 180


def test_the_company_says_how_long_is_long(quiet: Session) -> None:
    a_customer(quiet, "Once", [100])
    settings_of(quiet).churn_floor_days = 100
    quiet.commit()
    assert set(raised(quiet)) == {"Once"}


def test_who_never_bought_is_warned_of_after_a_period_of_grace(quiet: Session) -> None:
    a_customer(quiet, "Never", since=91)
    a_customer(quiet, "Fresh", since=89)
    found = raised(quiet)
    assert {name: alert.rule for name, alert in found.items()} == {"Never": Rule.NEVER_BOUGHT}
    assert found["Never"].evidence == {"grace_days": 90, "since": ago(91).isoformat()}
    assert found["Never"].value_at_risk == 0


def test_who_is_lost_or_inactive_is_not_warned_of(quiet: Session) -> None:
    a_customer(quiet, "Lost", [300], status=CustomerStatus.LOST)
    a_customer(quiet, "Wound up", [300], status=CustomerStatus.INACTIVE)
    assert raised(quiet) == {}


def test_at_risk_is_the_revenue_of_the_year_up_to_the_last_order(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [70, 100, 130, 434, 435], amount=250)
    assert raised(quiet)["Monthly"].value_at_risk == Decimal(1000)


def test_cancelled_and_drafted_orders_are_no_orders(quiet: Session) -> None:
    customer = a_customer(quiet, "Monthly", [70, 100, 130])
    quiet.add(Order(customer=customer, ordered_on=ago(85), total=9, gross=9))
    quiet.commit()
    alert = raised(quiet)["Monthly"]
    assert (alert.usual_days, alert.value_at_risk, alert.evidence["pauses"]) == (30, Decimal(300), 2)


def test_a_customer_is_warned_of_once_and_a_second_run_finds_nobody(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [200, 230, 260, 290])
    first = raise_alerts(quiet, DAY)
    assert (first["silent"], first["floor"], first["told"]) == (1, 0, 1)
    assert sum(raise_alerts(quiet, DAY).values()) == 0
    assert sum(raise_alerts(quiet, DAY + timedelta(days=1)).values()) == 0


def test_whoever_was_kept_by_word_is_left_alone_for_a_while(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [61, 91, 121, 151])
    alert = raised(quiet)["Monthly"]
    alert.retain(by=None)
    alert.closed_at = alert.closed_at.replace(year=2026, month=6, day=30)
    quiet.commit()
    assert raised(quiet, DAY + timedelta(days=89)) == {}
    assert set(raised(quiet, DAY + timedelta(days=91))) == {"Monthly"}


def test_a_warning_stands_on_the_timeline_and_in_the_history(quiet: Session) -> None:
    customer = a_customer(quiet, "Monthly", [61, 91, 121, 151])
    alert = raised(quiet)["Monthly"]
    [line] = quiet.scalars(sa.select(TimelineEntry).where(TimelineEntry.customer_id == customer.id))
    assert (line.action, line.noun, line.record_id, line.summary, line.actor_id, line.details) == (
        "churn_alert.open", "ChurnAlert", alert.id, "Silent beyond habit", None, {},
    )  # fmt: skip
    about = (Change.noun == "ChurnAlert", Change.record_id == alert.id)
    assert [c.action for c in quiet.scalars(sa.select(Change).where(*about))] == ["create"]


def test_an_owner_is_told_in_one_sentence_however_many_there_are(quiet: Session) -> None:
    for n in range(3):
        a_customer(quiet, f"Monthly {n}", [61, 91, 121, 151], amount=100 + n)
    a_customer(quiet, "Of nobody", [61, 91, 121, 151], owner="")
    assert raise_alerts(quiet, DAY)["told"] == 1
    [told] = quiet.scalars(sa.select(Notification))
    assert (told.recipient.username, told.values["n"], told.values["customer"]) == ("ana", 3, "Monthly 2")


def test_what_was_deferred_is_open_again_when_its_day_comes(quiet: Session) -> None:
    a_customer(quiet, "Monthly", [61, 91, 121, 151])
    alert = raised(quiet)["Monthly"]
    quiet.add(alert)
    alert.status = Status.DEFERRED
    alert.look_again_on = DAY + timedelta(days=10)
    quiet.commit()
    assert raise_alerts(quiet, DAY + timedelta(days=9))["reopened"] == 0
    counts = raise_alerts(quiet, DAY + timedelta(days=10))
    assert (counts["reopened"], alert.status, alert.look_again_on) == (1, Status.OPEN, None)
    assert "to look at again" in quiet.scalars(sa.select(Notification).order_by(Notification.id.desc())).first().message
    assert quiet.scalar(sa.select(sa.func.count()).select_from(ChurnAlert)) == 1


def test_who_complains_more_often_than_before_is_warned_of(quiet: Session) -> None:
    risen, same, one, asks = (a_customer(quiet, name, [5]) for name in ("Risen", "Same", "One", "Asks"))
    complaints = [a_request(quiet, risen, day) for day in (0, 89)]
    a_request(quiet, risen, 90)
    for day in (10, 20, 100, 110):
        a_request(quiet, same, day)
    a_request(quiet, one, 10)
    for day in (10, 20):
        a_request(quiet, asks, day, kind=RequestKind.INQUIRY)
    found = raised(quiet)
    assert {name: alert.rule for name, alert in found.items()} == {"Risen": Rule.COMPLAINTS}
    assert found["Risen"].evidence == {
        "days": 90, "before": 1, "now": 2, "requests": [each.id for each in reversed(complaints)],
    }  # fmt: skip


def test_the_company_says_how_many_complaints_are_too_many(quiet: Session) -> None:
    a_request(quiet, a_customer(quiet, "One", [5]), 10)
    settings_of(quiet).churn_complaints = 1
    quiet.commit()
    assert set(raised(quiet)) == {"One"}


def test_who_was_not_content_on_average_is_warned_of(quiet: Session) -> None:
    sad, mixed, old = (a_customer(quiet, name, [5]) for name in ("Sad", "Mixed", "Old"))
    requests = [a_request(quiet, sad, day, kind=RequestKind.REPAIR, score=score) for day, score in ((9, 2), (3, 3))]
    for score in (1, 5):
        a_request(quiet, mixed, 10, kind=RequestKind.REPAIR, score=score)
    a_request(quiet, old, 183, kind=RequestKind.REPAIR, score=1)
    found = raised(quiet)
    assert {name: alert.rule for name, alert in found.items()} == {"Sad": Rule.UNHAPPY}
    assert found["Sad"].evidence == {
        "days": 182, "ratings": 2, "sum": 5, "content": 3, "score": 3, "requests": [each.id for each in reversed(requests)],
    }  # fmt: skip


def test_where_several_rules_hold_the_first_is_told(quiet: Session) -> None:
    customer = a_customer(quiet, "All of it", [200, 230, 260, 290])
    for day in (10, 20):
        a_request(quiet, customer, day)
    found = raised(quiet)
    assert [(name, alert.rule) for name, alert in found.items()] == [("All of it", Rule.SILENT)]


def test_who_warns_by_hand_in_the_same_moment_was_faster_and_that_is_all(
    quiet: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_customer(quiet, "Monthly", [61, 91, 121, 151])
    raise_alerts(quiet, DAY)
    monkeypatch.setattr(finding, "unwarned", lambda wish: sa.true())  # as if it had not been there when it was asked
    assert raise_alerts(quiet, DAY)["silent"] == 0
    assert quiet.scalar(sa.select(sa.func.count()).select_from(ChurnAlert)) == 1

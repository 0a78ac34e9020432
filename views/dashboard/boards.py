"""What stands on the home page, by what one may do: whoever has several of these turns from one to the other."""

from __future__ import annotations

from dataclasses import dataclass

from app.churn.alert import ChurnAlert
from app.core.viewer import Reach, Viewer
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.planning.task import Task
from app.sales.opportunity import Opportunity
from app.sales.order import Order
from app.sales.order_line import OrderLine
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from views.dashboard import charts, errands, running
from views.dashboard.counted import Counted
from views.dashboard.errands import Kind
from views.dashboard.figures import ON_MONTH, ON_YEAR, Figure
from views.dashboard.graphs import Graph

SOLD = "status:is:CONFIRMED,PAID"
LIVE = "status:is:OPEN,ASSIGNED"
OURS, MINE, MY = (), ("owner:me:",), ("assignee:me:",)
OF_MINE = ("customer.owner:me:",)
"""What customers buy counts for who answers for them now."""


@dataclass(frozen=True)
class Board:
    """What waits, the figures and the charts of one kind of work."""

    name: str
    title: str
    may: tuple[str, str]
    errands: tuple[Kind, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Graph, ...] = ()
    is_of_all: bool = False
    """For who sees every customer."""

    def is_open_to(self, viewer: Viewer) -> bool:
        sees = not self.is_of_all or viewer.reach_of("Customer") is Reach.ALL
        return sees and viewer.can(*self.may)


def _revenue(whose: tuple[str, ...]) -> Figure:
    of = Counted(Order, (*whose, SOLD, "ordered_on:from:{month}", "ordered_on:to:{today}"), "total")
    before = Counted(Order, (*whose, SOLD, "ordered_on:from:{month_before}", "ordered_on:to:{same_day}"), "total")
    return Figure(N_("Revenue this month"), of, "money", before=before, change=ON_MONTH)


def _pipeline(whose: tuple[str, ...]) -> Figure:
    live = (*whose, LIVE)
    weighted = Counted(Opportunity, live, "weighted")
    of = Counted(Opportunity, live, "expected_value")
    return Figure(N_("Open pipeline"), of, "money", beside=weighted, words=N_("weighted {n}"))


def _at_risk(whose: tuple[str, ...]) -> Figure:
    alerts = (*whose, "status:is:OPEN,DEFERRED")
    of, count = Counted(ChurnAlert, alerts, "value_at_risk"), Counted(ChurnAlert, alerts)
    return Figure(N_("At risk, a year"), of, "money", beside=count, words=N_("{n} alerts"), is_bad=True)


def _new_customers(whose: tuple[str, ...]) -> Figure:
    """Whose only day of orders is of this month."""
    return Figure(N_("New customers this month"),
                  Counted(Customer, (*whose, "stage:is:NEW", "last_order_on:from:{month}")))  # fmt: skip


def _overdue(whose: tuple[str, ...]) -> Figure:
    return Figure(N_("Overdue opportunities"), Counted(Opportunity, (*whose, "is_overdue:is:yes")), is_bad=True)


def _satisfaction(whose: tuple[str, ...]) -> Figure:
    rated = Counted(Feedback, (*whose, "at:last:90"))
    return Figure(N_("Satisfaction, of 5"), Counted(Feedback, (*whose, "at:last:90"), "score", "avg"), "rating",
                  beside=rated, words=N_("{n} ratings in 90 days"))  # fmt: skip


def _yearly(label: str, of: str, noun: type[Order] | type[OrderLine], via: str = "") -> Figure:
    sold, since, until = f"{via}{SOLD}", f"{via}ordered_on:from:", f"{via}ordered_on:to:"
    now = Counted(noun, (sold, since + "{year}", until + "{today}"), of)
    before = Counted(noun, (sold, since + "{year_before}", until + "{same_day_of_year}"), of)
    return Figure(label, now, "money", before=before, change=ON_YEAR)


WITH_SOMEBODY = "status:is:DISPATCHED,ACCEPTED,WAITING"
MY_REQUESTS = ("assignee:me:", WITH_SOMEBODY)
ENDED = ("status:is:RETAINED,LOST", "closed_at:after:{quarter}")
KEPT = ("status:is:RETAINED", "closed_at:after:{quarter}")

BOARDS = (
    Board(
        "system", N_("System"), ("can_add", "Employee"),
        (running.FAILED, running.REFUSED, running.KEYS, running.WITHOUT_ROLE, errands.TASKS),
        (
            Figure(N_("People"), Counted(Employee, ("active:is:yes",))),
            Figure(N_("Customers"), Counted(Customer)),
            Figure(N_("Open requests"), Counted(ServiceRequest, ("status:is:NEW,DISPATCHED,ACCEPTED,WAITING",))),
        ),
        charts=(charts.revenue(OURS), charts.PEOPLE, charts.STAGE_OF_CUSTOMERS),
    ),
    Board(
        "company", N_("Company"), ("can_read", "ContributionReport"),
        (errands.LARGE_ALERTS, errands.LATE_REQUESTS, errands.TASKS),
        (
            _yearly(N_("Revenue this year"), "total", Order),
            _yearly(N_("Profit this year"), "margin", OrderLine, "order."),
            _pipeline(OURS),
            Figure(N_("Customers kept, 90 days"), Counted(ChurnAlert, KEPT), "share", Counted(ChurnAlert, ENDED),
                   beside=Counted(ChurnAlert, ENDED), words=N_("of {n} who were about to leave"),
                   leads=Counted(ChurnAlert, ENDED)),
            _satisfaction(OURS),
        ),
        is_of_all=True,
        charts=(charts.revenue(OURS), charts.LINES, charts.requests(OURS)),
    ),
    Board(
        "team", N_("Sales team"), ("can_assign", "Opportunity"),
        (errands.TO_ASSIGN, errands.ALERTS, errands.OVERDUE, errands.STEPS, errands.TASKS),
        (_revenue(OURS), _pipeline(OURS), _overdue(OURS), _at_risk(OURS), _new_customers(OURS)),
        charts=(charts.revenue(OURS), charts.pipeline(OURS), charts.SELLERS),
    ),
    Board(
        "sales", N_("My sales"), ("can_advance", "Opportunity"),
        (errands.TASKS, errands.MY_ALERTS, errands.MY_OVERDUE, errands.STEPS),
        (_revenue(OF_MINE), _pipeline(MINE), _overdue(MINE), _at_risk(MINE), _new_customers(MINE)),
        charts=(charts.revenue(OF_MINE), charts.pipeline(MINE), charts.BUYERS),
    ),
    Board(
        "service", N_("Service"), ("can_dispatch", "ServiceRequest"),
        (errands.TO_DISPATCH, errands.ESCALATED, errands.TASKS),
        (
            Figure(N_("In the queue"), Counted(ServiceRequest, ("status:is:NEW",))),
            Figure(N_("Late"), Counted(ServiceRequest, ("is_overdue:is:yes",)), is_bad=True),
            Figure(N_("With somebody"), Counted(ServiceRequest, (WITH_SOMEBODY,))),
            Figure(N_("To be rated"), Counted(ServiceRequest, ("status:is:RESOLVED",))),
            _satisfaction(OURS),
        ),
        charts=(charts.requests(OURS, is_wide=True), charts.AGENTS, charts.ratings(OURS)),
    ),
    Board(
        "requests", N_("My requests"), ("can_accept", "ServiceRequest"),
        (errands.TO_ACCEPT, errands.TO_RESOLVE, errands.TASKS),
        (
            Figure(N_("My open requests"), Counted(ServiceRequest, MY_REQUESTS)),
            Figure(N_("Due today"), Counted(ServiceRequest, (*MY_REQUESTS, "due_at:before:{tomorrow}"))),
            Figure(N_("Late"), Counted(ServiceRequest, ("assignee:me:", "is_overdue:is:yes")), is_bad=True),
            Figure(N_("My open tasks"), Counted(Task, ("assignee:me:", "status:is:OPEN"))),
            _satisfaction(("resolver:me:",)),
        ),
        charts=(charts.requests(MY, is_wide=True), charts.ratings(("resolver:me:",)), charts.kinds(MY)),
    ),
)  # fmt: skip


def boards(viewer: Viewer) -> list[Board]:
    """Those of this viewer, the widest first."""
    return [board for board in BOARDS if board.is_open_to(viewer)]

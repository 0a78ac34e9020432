"""Who is told what: once, in their words, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman, outbox
from app.core.database import system_session
from app.core.errors import REFUSED, Refused
from app.core.job import asked
from app.core.language import language
from app.core.telling import kept, told
from app.core.worker import Worker
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.organization.notification import Notification, latest, notify, unseen_by
from tests.views.guest import Guest, statements

Looking = Callable[[str], Session]


def person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).where(Employee.username == name)).one()


def words(session: Session, code: str = "en") -> list[str]:
    return [each.words(language(code), "UTC") for each in latest(session, 50)]


def give(session: Session, *names: str, to: str) -> None:
    """As a manager does it: several at once."""
    owner = person(session, to)

    def act() -> None:
        for customer in session.scalars(sa.select(Customer).where(Customer.name.in_(names))):
            customer.owner = owner

    doorman.once(session, act)


def test_who_is_given_a_customer_is_told(looking: Looking) -> None:
    give(looking("max"), "Zeta", to="ana")
    assert words(looking("ana")) == ["Max Keller gave you customer Zeta."]
    assert words(looking("luis")) == []
    assert words(looking("max")) == []


def test_who_takes_it_knows_it_already(looking: Looking) -> None:
    admin = looking("admin")
    give(admin, "Zeta", to="admin")
    assert words(admin) == []


def test_many_at_once_are_told_as_a_number(looking: Looking) -> None:
    session = looking("admin")
    give(session, "Acme", "Beta", "Omega", "Zeta", to="max")
    assert words(looking("max")) == ["Ada Admin gave you 4 customers."]


def test_nobody_is_told_of_an_import_or_by_the_system(looking: Looking, as_system: Session) -> None:
    give(as_system, "Acme", to="luis")
    manager = looking("max")
    manager.info["batch"] = 1
    give(manager, "Zeta", to="ana")
    assert words(looking("luis")) == words(looking("ana")) == []


def test_what_others_are_told_is_nobody_elses(looking: Looking) -> None:
    """Not even an administrator's, who may do everything."""
    give(looking("max"), "Zeta", to="ana")
    assert looking("admin").scalars(sa.select(Notification)).all() == []
    with pytest.raises(Refused):
        doorman.step(looking("admin"), Notification, "see", 1, {})


def test_reading_makes_it_old(looking: Looking) -> None:
    give(looking("max"), "Zeta", to="ana")
    ana = looking("ana")
    [notice] = latest(ana, 5)
    assert ana.scalar(sa.select(unseen_by(notice.recipient_id))) == 1
    doorman.step(ana, Notification, "see", notice.id, {})
    assert ana.scalar(sa.select(unseen_by(notice.recipient_id))) == 0


def test_who_has_left_is_told_nothing(as_system: Session) -> None:
    ana = person(as_system, "ana")
    ana.active = False
    notify(as_system, ana, "Hello.")
    notify(as_system, None, "Hello.")
    assert as_system.scalars(sa.select(Notification)).all() == []


def test_values_are_written_by_the_language_of_the_reader() -> None:
    from app.sales.order import Order, Status

    given = {"day": date(2026, 3, 31), "n": Decimal("1234.5"), "what": Order, "how": (Status.DRAFT, Status.PAID)}
    stored = kept(given)
    assert told("{day} {n} {what} {how}", stored, language("en"), "UTC") == "Mar 31, 2026 1,234.5 order draft or paid"
    assert told("{day} {n}", stored, language("es"), "UTC") == "31 mar 2026 1.234,5"


def test_times_are_in_the_zone_of_the_reader(as_system: Session) -> None:
    from datetime import UTC, datetime

    stored = kept({"at": datetime(2026, 3, 31, 23, 30, tzinfo=UTC)})
    assert told("{at}", stored, language("en"), "Asia/Shanghai") == "Apr 1, 2026, 7:30 AM"


def test_a_job_that_failed_is_told_in_the_readers_language(engine: sa.Engine, looking: Looking) -> None:
    def refuse(_: object) -> None:
        raise Refused(REFUSED, "Only {due} is open.", due=Decimal("12.50"))

    with system_session(engine) as session:
        me = person(session, "ana").id
        job = doorman.once(session, lambda: outbox.add(session, "import", by_id=me))
        number = job.id
    Worker(engine, {"import": asked(do=refuse)}).run(number)
    ana = looking("ana")
    assert words(ana) == ["Import failed: Only 12.50 is open."]
    assert words(ana, "es")[0].endswith(language("es").say("Only {due} is open.", due=Decimal("12.50")))
    assert ana.scalar(sa.select(unseen_by(me))) == 1


def test_the_bell_shows_what_one_was_told_and_makes_it_old(app: Flask, looking: Looking) -> None:
    give(looking("max"), "Zeta", to="ana")
    ana = Guest(app, "ana")
    assert 'class="news"' in ana.get("/customer/list/").text
    bell = ana.post("/bell", page="/customer/list/").text
    assert "Max Keller gave you customer Zeta." in bell
    assert "/customer/show/" in bell
    assert 'class="news"' not in ana.get("/customer/list/").text


def test_all_of_mine_are_on_a_page(app: Flask, looking: Looking) -> None:
    for name in ("Zeta", "Omega"):
        give(looking("admin"), name, to="max")
    max_ = Guest(app, "max")
    page = max_.get("/notifications/").text
    assert page.index("customer Omega") < page.index("customer Zeta")
    assert "gave you" not in Guest(app, "luis").get("/notifications/").text
    assert max_.post("/notifications/see", page="/notifications/").status_code == 302
    assert "Mark all as read" not in max_.get("/notifications/").text


def test_one_chooses_to_be_told_by_mail(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    ana.post("/notifications/mail", {}, page="/notifications/")
    assert not person(as_system, "ana").mail_notices
    as_system.rollback()
    ana.post("/notifications/mail", {"mail": "y"}, page="/notifications/")
    assert person(as_system, "ana").mail_notices


def test_the_page_costs_few_statements(app: Flask, looking: Looking) -> None:
    for _ in range(4):
        for to in ("ana", "luis"):
            give(looking("admin"), "Zeta", "Acme", to=to)
    ana = Guest(app, "ana")
    ana.get("/notifications/")
    with statements(app) as said:
        ana.get("/notifications/")
    assert len(said) <= 8, said

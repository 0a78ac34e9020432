"""Reports by e-mail, handed to a real server: once, to each reader their own view, and to nobody who may not read it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman, mail
from app.core.database import system_session
from app.core.errors import Refused
from app.core.job import Work
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.worker import PAUSE, Worker
from app.jobs import SCHEDULE
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.reports.mailing import plan_letters
from app.reports.rhythm import Rhythm, Span
from app.reports.schedule import Format, ReportRecipient, ReportSchedule, Subject
from tests.organization.test_mail import Counter, Office, text_of
from tests.views.guest import Guest, take_away

pytestmark = pytest.mark.usefixtures("midday")
Looking = Callable[[str], Session]
PERIOD = "from=2026-01-01&to=2026-03-31"
GIVEN = {
    "name": "Contribution", "report": Subject["CONTRIBUTION"], "span": Span.AS_SET, "parameters": PERIOD,
    "format": Format.PDF, "rhythm": Rhythm.DAILY, "hour": 8,
}  # fmt: skip


@pytest.fixture
def office(engine: sa.Engine) -> Iterator[Office]:
    found = Office()
    controller = Counter(found)
    controller.start()
    mail.send_through(f"smtp://127.0.0.1:{controller.port}", "https://crm.example.com")
    yield found
    mail.send_through("", "")
    controller.stop()


@pytest.fixture
def work(engine: sa.Engine) -> Callable[[], list[State]]:
    """Sends what waits, as a worker does a good while later."""
    rounds: list[int] = []

    def go() -> list[State]:
        rounds.append(len(rounds) + 1)
        worker = Worker(engine, SCHEDULE, clock=lambda: now() + rounds[-1] * 40 * PAUSE)
        with system_session(engine) as session:
            mine = session.scalars(sa.select(Outbox.id).where(Outbox.name == "report-mail").order_by(Outbox.id)).all()
        return [state for job in mine if (state := worker.run(job))]

    return go


Go = Callable[[], list[State]]


def scheduled(session: Session, **given: Any) -> ReportSchedule:
    return doorman.create(session, ReportSchedule, {**GIVEN, **given})


def person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).where(Employee.username == name)).one()


def also_to(session: Session, schedule: ReportSchedule, *names: str) -> None:
    for name in names:
        doorman.create(session, ReportRecipient, {"schedule": schedule, "person": person(session, name)})


def planned(engine: sa.Engine, at: datetime) -> int:
    with system_session(engine) as session:
        return doorman.once(session, lambda: plan_letters(session, at))


def told(engine: sa.Engine) -> list[tuple[str, str]]:
    with system_session(engine) as session:
        found = session.scalars(sa.select(Notification).order_by(Notification.id))
        return [(each.recipient.username, str(each.values)) for each in found if "was not sent" in each.message]


def paper(letter: EmailMessage) -> str:
    [file] = letter.iter_attachments()
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.get_content())).pages)


def tomorrow() -> datetime:
    return now() + timedelta(days=1)


def test_what_is_due_is_sent_exactly_once(office: Office, engine: sa.Engine, looking: Looking, work: Go) -> None:
    scheduled(looking("eva"))
    assert planned(engine, now()) == 0
    at = tomorrow()
    assert (planned(engine, at), planned(engine, at), planned(engine, at + timedelta(minutes=5))) == (1, 0, 0)
    assert work() == [State.DONE]
    assert work() == []
    [letter] = office.taken
    assert letter["To"] == "eva@superstore.example"
    assert "Customer contribution" in letter["Subject"]
    [file] = letter.iter_attachments()
    assert file.get_filename() == "contribution-2026-01-01-2026-03-31.pdf"
    assert "https://crm.example.com/reports/contribution?from=2026-01-01" in text_of(letter, "plain")
    assert all(word in paper(letter) for word in ("Acme", "Zeta", "330.00"))
    assert planned(engine, at + timedelta(days=1)) == 1


def test_each_reader_gets_their_own_view(office: Office, engine: sa.Engine, looking: Looking, work: Go) -> None:
    eva = looking("eva")
    schedule = scheduled(eva)
    also_to(eva, schedule, "ana", "max")
    planned(engine, tomorrow())
    work()
    sent = {letter["To"].partition("@")[0]: paper(letter) for letter in office.taken}
    assert sent.keys() == {"eva", "ana", "max"}
    assert "Zeta" in sent["eva"]
    assert "Zeta" not in sent["ana"]
    assert "Acme" in sent["ana"]


def test_it_is_written_as_each_reader_reads(
    office: Office, engine: sa.Engine, as_system: Session, looking: Looking, work: Go
) -> None:
    person(as_system, "eva").language = "es"
    as_system.commit()
    scheduled(looking("eva"))
    planned(engine, tomorrow())
    work()
    [letter] = office.taken
    assert '<html lang="es">' in text_of(letter, "html")
    assert "1 de enero de 2026" in paper(letter)


@pytest.mark.parametrize(("format", "begins"), [(Format.XLSX, b"PK"), (Format.CSV, b"\xef\xbb\xbf")])
def test_as_the_file_that_was_wished(
    office: Office, engine: sa.Engine, looking: Looking, work: Go, format: Format, begins: bytes
) -> None:
    scheduled(looking("eva"), format=format)
    planned(engine, tomorrow())
    work()
    [file] = office.taken[0].iter_attachments()
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(begins)


def test_who_may_not_read_it_any_more_gets_no_letter_and_is_told(
    office: Office, engine: sa.Engine, looking: Looking, work: Go
) -> None:
    eva = looking("eva")
    also_to(eva, scheduled(eva), "max")
    take_away(engine, "Executive", "can_read", "ContributionReport")
    planned(engine, tomorrow())
    assert work() == [State.DONE, State.DONE]
    assert [letter["To"] for letter in office.taken] == ["max@superstore.example"]
    [(who, why)] = told(engine)
    assert who == "eva"
    assert "You may not read this report." in why


def test_who_has_gone_gets_none(
    office: Office, engine: sa.Engine, as_system: Session, looking: Looking, work: Go
) -> None:
    eva = looking("eva")
    also_to(eva, scheduled(eva), "max")
    planned(engine, tomorrow())
    person(as_system, "max").active = False
    as_system.commit()
    work()
    assert [letter["To"] for letter in office.taken] == ["eva@superstore.example"]
    person(as_system, "eva").active = False
    as_system.commit()
    assert planned(engine, tomorrow() + timedelta(days=1)) == 0
    assert told(engine) == []


def test_a_letter_that_was_not_taken_is_tried_again(
    office: Office, engine: sa.Engine, looking: Looking, work: Go
) -> None:
    office.answers = ["451 come back later"]
    scheduled(looking("eva"))
    planned(engine, tomorrow())
    assert work() == [State.WAITING]
    assert work() == [State.DONE]
    assert len(office.taken) == 1


def test_a_second_one_of_a_worker_that_died_is_known_by_its_message_id(
    office: Office, engine: sa.Engine, looking: Looking, work: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    eva = looking("eva")
    also_to(eva, scheduled(eva), "max")
    planned(engine, tomorrow())
    hand_in = mail.send

    def die_after(letter: mail.Letter) -> None:
        hand_in(letter)
        raise KeyboardInterrupt

    monkeypatch.setattr(mail, "send", die_after)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            work()
    monkeypatch.setattr(mail, "send", hand_in)
    work()
    planned(engine, tomorrow() + timedelta(days=1))
    work()
    sent = [(letter["To"][:3], letter["Message-ID"]) for letter in office.taken]
    assert [who for who, _ in sent] == ["eva", "eva", "eva", "max", "eva", "max"]
    assert len({name for _, name in sent}) == 4
    assert len({name for _, name in sent[:3]}) == 1


def test_without_a_mail_server_the_bell_says_so(engine: sa.Engine, looking: Looking, work: Go) -> None:
    scheduled(looking("eva"))
    planned(engine, tomorrow())
    assert work() == [State.DONE]
    [(_, why)] = told(engine)
    assert "no mail server" in why


def test_a_paused_one_waits_and_does_not_make_up_for_what_it_missed(engine: sa.Engine, looking: Looking) -> None:
    eva = looking("eva")
    schedule = scheduled(eva)
    doorman.step(eva, ReportSchedule, "pause", schedule.id, {})
    assert planned(engine, tomorrow()) == 0
    doorman.step(eva, ReportSchedule, "resume", schedule.id, {})
    assert planned(engine, now()) == 0
    assert planned(engine, tomorrow()) == 1


def test_sent_now_it_goes_to_all_and_twice_is_harmless(office: Office, looking: Looking, work: Go) -> None:
    eva = looking("eva")
    schedule = scheduled(eva)
    also_to(eva, schedule, "max")
    for _ in range(2):
        doorman.step(eva, ReportSchedule, "send_now", schedule.id, {})
    work()
    assert sorted(letter["To"][:3] for letter in office.taken)[:2] == ["eva", "max"]
    assert len(office.taken) <= 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"hour": 24}, "hour"), ({"hour": -1}, "hour"), ({"day_of_month": 0}, "day_of_month"),
        ({"day_of_month": 32}, "day_of_month"), ({"parameters": "junk"}, "parameters"),
        ({"parameters": "color=blue"}, "parameters"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_beside_its_field(looking: Looking, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as why:
        scheduled(looking("eva"), **given)
    assert why.value.field == field


def test_one_sees_ones_own_only(looking: Looking) -> None:
    schedule = scheduled(looking("eva"))
    with pytest.raises(Refused):
        doorman.found(looking("max"), ReportSchedule, schedule.id)
    with pytest.raises(Refused):
        doorman.step(looking("max"), ReportSchedule, "send_now", schedule.id, {})


def test_whom_one_sends_to_is_ones_own_business(looking: Looking) -> None:
    eva = looking("eva")
    also_to(eva, scheduled(eva), "ana")
    [recipient] = eva.scalars(sa.select(ReportRecipient)).all()
    max_ = looking("max")
    assert max_.scalars(sa.select(ReportRecipient)).all() == []
    with pytest.raises(Refused):
        doorman.delete(max_, ReportRecipient, recipient.id, None)


def test_whoever_stands_there_twice_gets_one_letter(
    office: Office, engine: sa.Engine, looking: Looking, work: Go
) -> None:
    eva = looking("eva")
    also_to(eva, scheduled(eva), "eva")
    planned(engine, tomorrow())
    work()
    assert [letter["To"] for letter in office.taken] == ["eva@superstore.example"]


def test_who_reads_no_report_has_no_schedule(looking: Looking) -> None:
    with pytest.raises(Refused):
        scheduled(looking("rosa"))
    with pytest.raises(Refused, match="may not read"):
        scheduled(looking("dan"))


def test_a_report_is_scheduled_from_its_page(app: Flask, engine: sa.Engine) -> None:
    eva = Guest(app, "eva")
    text = eva.get(f"/reports/contribution?{PERIOD}").text
    [href] = re.findall(r'href="(/report-schedule/add\?[^"]*)"', text)
    form = eva.get(href.replace("&amp;", "&")).text
    assert "Customer contribution" in form
    assert "from=2026-01-01&amp;to=2026-03-31" in form
    assert eva.fill(href.replace("&amp;", "&")).status_code == 302
    with system_session(engine) as session:
        made = session.scalars(sa.select(ReportSchedule)).one()
        assert (made.subject, made.owner.username if made.owner else "") == ("contribution", "eva")
        assert made.asked(now().date()) == {"from": "2026-01-01", "to": "2026-03-31"}


def test_who_may_not_plan_one_is_led_to_none(app: Flask, engine: sa.Engine, looking: Looking) -> None:
    take_away(engine, "Executive", "can_plan", "ReportSchedule")
    assert "/report-schedule/add" not in Guest(app, "eva").get(f"/reports/contribution?{PERIOD}").text
    with pytest.raises(Refused):
        scheduled(looking("eva"))


def test_the_job_is_in_the_schedule(engine: sa.Engine, looking: Looking) -> None:
    with system_session(engine) as session:
        assert SCHEDULE["plan-letters"].do(Work(session, {}, now().date())) == {"planned": 0}

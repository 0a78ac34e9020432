"""Notifications by mail, handed to a real server: in the reader's words, once, and to nobody who does not want them."""

from __future__ import annotations

import email
import smtplib
import socket
from asyncio import AbstractServer
from collections.abc import Awaitable, Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.core import doorman, mail
from app.core.errors import Refused
from app.core.mail import Letter, Server, server_of
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.worker import PAUSE, Worker
from app.jobs import SCHEDULE
from app.organization.employee import Employee
from app.organization.notification import notify
from app.organization.setting import deliver_settings
from config import Settings
from tests.organization.test_notification import give, person

LETTER = Letter("ana@b.example", "Hello", "Hello, Ana.\n", "<p>Hello, Ana.</p>", "trato@b.example", "Superstore")


class Office:
    """Where letters come in; `answers` are given first, one by one, instead of taking the letter."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"


class Counter(Controller):
    """Where letters are handed in: a port that is its own from the first moment on, however busy the machine is."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, hostname="127.0.0.1", ready_timeout=60)

    def _create_server(self) -> Awaitable[AbstractServer]:
        own = socket.create_server(("127.0.0.1", 0))
        self.port = own.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=own)


@pytest.fixture
def office(engine: sa.Engine) -> Iterator[Office]:
    office = Office()
    controller = Counter(office)
    controller.start()
    port = controller.port
    mail.send_through(f"smtp://127.0.0.1:{port}", "https://crm.example.com")
    yield office
    mail.send_through("", "")
    controller.stop()


@pytest.fixture
def work(engine: sa.Engine) -> Callable[[], list[State]]:
    """Does what waits, as a worker does a good while later."""
    rounds: list[int] = []

    def go() -> list[State]:
        rounds.append(len(rounds) + 1)
        worker = Worker(engine, SCHEDULE, clock=lambda: now() + rounds[-1] * 40 * PAUSE)
        return [state for job in worker.find() if (state := worker.run(job))]

    return go


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_who_is_given_a_customer_gets_a_letter(
    office: Office, looking: Callable[[str], Session], as_system: Session, work: Callable[[], list[State]]
) -> None:
    deliver_settings(as_system, administrator_email="boss@superstore.example", company_name="Superstore")
    ana = person(as_system, "ana")
    ana.language, ana.zone = "es", "Asia/Shanghai"
    as_system.commit()
    give(looking("max"), "Zeta", to="ana")
    assert office.taken == []
    assert work() == [State.DONE]
    [letter] = office.taken
    assert (letter["To"], letter["From"]) == ("ana@superstore.example", "Superstore <boss@superstore.example>")
    assert letter["Reply-To"] == "boss@superstore.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Zeta" in letter["Subject"]
    assert "https://crm.example.com/customer/show/" in text_of(letter, "plain")
    assert '<html lang="es">' in text_of(letter, "html")
    assert work() == []
    assert len(office.taken) == 1


def test_who_takes_over_gets_one_letter_of_all_that_was_handed_over(
    office: Office, looking: Callable[[str], Session], as_system: Session, work: Callable[[], list[State]]
) -> None:
    person(as_system, "luis").language = "es"
    as_system.commit()
    admin = looking("admin")
    given = {"hand_over_to": person(admin, "luis")}
    doorman.step(admin, Employee, "deactivate", person(admin, "ana").id, given)
    assert work() == [State.DONE]
    [letter] = office.taken
    assert letter["To"] == "luis@superstore.example"
    for part in ("plain", "html"):
        told = text_of(letter, part)
        assert "Ana Torres" in told
        assert "2 clientes" in told
    assert "https://crm.example.com/employee/show/" in text_of(letter, "plain")


def test_a_letter_is_tried_again(
    office: Office, looking: Callable[[str], Session], work: Callable[[], list[State]]
) -> None:
    office.answers = ["451 come back later"]
    give(looking("max"), "Zeta", to="ana")
    assert work() == [State.WAITING]
    assert work() == [State.DONE]
    assert len(office.taken) == 1


def test_a_letter_that_nobody_takes_is_given_up(
    office: Office, looking: Callable[[str], Session], as_system: Session, work: Callable[[], list[State]]
) -> None:
    office.answers = ["550 no such mailbox"]
    give(looking("max"), "Zeta", to="ana")
    assert work() == [State.DEAD]
    job = as_system.scalars(sa.select(Outbox).where(Outbox.name == "mail")).one()
    assert job.reason == "The mail server does not take letters for ana@superstore.example."


def test_who_does_not_want_mail_or_has_gone_gets_none(
    office: Office, looking: Callable[[str], Session], as_system: Session, work: Callable[[], list[State]]
) -> None:
    ana = person(as_system, "ana")
    ana.mail_notices = False
    as_system.commit()
    give(looking("max"), "Zeta", to="ana")
    assert work() == []
    luis = person(as_system, "luis")
    notify(as_system, luis, "Hello.")
    luis.active = False
    as_system.commit()
    assert work() == [State.DONE]
    assert office.taken == []


def test_without_a_server_nothing_is_even_planned(looking: Callable[[str], Session], as_system: Session) -> None:
    give(looking("max"), "Zeta", to="ana")
    assert as_system.scalars(sa.select(Outbox).where(Outbox.name == "mail")).all() == []


def test_what_people_type_never_becomes_a_head(
    office: Office, as_system: Session, work: Callable[[], list[State]]
) -> None:
    trick = "Zeta\r\nBcc: everybody@evil.example\r\n\r\nBuy now"
    notify(as_system, person(as_system, "ana"), "{what} is yours.", what=trick)
    deliver_settings(as_system, company_name="A\nBcc: x@evil.example")
    as_system.commit()
    assert work() == [State.DONE]
    [letter] = office.taken
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Zeta Bcc: everybody@evil.example Buy now is yours."
    assert letter["From"].addresses[0].display_name == "A Bcc: x@evil.example"


def test_markup_in_a_letter_is_text(office: Office, as_system: Session, work: Callable[[], list[State]]) -> None:
    notify(as_system, person(as_system, "ana"), "{what} is yours.", what="<img src=x>")
    as_system.commit()
    work()
    assert "&lt;img src=x&gt;" in text_of(office.taken[0], "html")


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.example", "nobody", "<a@b.example>", "a@b@c"],
)
def test_an_address_names_one_person(office: Office, address: str) -> None:
    with pytest.raises(Refused):
        mail.send(
            Letter(address, *[getattr(LETTER, name) for name in ("subject", "text", "page", "sender", "company")])
        )
    assert office.taken == []


def test_where_letters_are_handed_in() -> None:
    assert server_of("smtp://ana:p%40ss@mail.example?starttls") == Server(
        "mail.example", 25, "ana", "p@ss", starts_tls=True
    )
    assert server_of("smtps://mail.example") == Server("mail.example", 465, is_tls=True)
    for wrong in ("mail.example", "http://mail.example", "smtp://"):
        with pytest.raises(ValidationError):
            Settings(smtp_url=wrong)


def test_a_password_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not offer what was asked for is not spoken to any further."""
    office = Office()
    controller = Counter(office)
    controller.start()
    try:
        port = controller.port
        mail.send_through(f"smtp://ana:secret@127.0.0.1:{port}?starttls", "")
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mail.send(LETTER)
    finally:
        mail.send_through("", "")
        controller.stop()
    assert office.taken == []

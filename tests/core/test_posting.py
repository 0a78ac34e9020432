"""One message to an address that somebody else chose: quickly, to where it was looked at, and no further."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

import pytest
import trustme

from app.core import posting
from app.core.posting import MOST_READ, Answer, DeliveryProblem, post
from app.core.world import Gate
from tests.core.receiver import LOOPBACK, NAME, Answering, Receiver, receiving

NEAR = Gate(allowed=LOOPBACK)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as here:
        yield here


def said(receiver: Receiver, gate: Gate = NEAR, **more: float) -> Answer:
    return post(receiver.url, b"{}", {"webhook-id": "msg_1"}, gate, **more)


def test_a_message_arrives_with_its_headers(receiver: Receiver) -> None:
    began = monotonic()
    answer = said(receiver)
    [told] = receiver.told
    assert (answer.status, answer.text, answer.problem) == (200, "taken", None)
    assert (told.path, told.body, told.headers["webhook-id"]) == ("/hook", b"{}", "msg_1")
    assert told.headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert 0 <= answer.milliseconds <= (monotonic() - began) * 1000 + 1


def test_without_leave_this_machine_is_not_called(receiver: Receiver) -> None:
    assert said(receiver, Gate()).problem is DeliveryProblem.REFUSED
    assert receiver.told == []


def test_a_name_is_asked_for_once_and_what_it_led_to_is_called(receiver: Receiver) -> None:
    """A name that leads elsewhere the second time is not asked a second time."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    url = receiver.url.replace("127.0.0.1", "hooks.example")
    answer = post(url, b"{}", {}, replace(NEAR, resolve=rebinding))
    assert (answer.status, asked) == (200, ["hooks.example"])
    assert receiver.told[0].headers["Host"] == f"hooks.example:{receiver.port}"


def test_a_name_that_leads_inside_by_now_is_not_called(receiver: Receiver) -> None:
    url = f"https://hooks.example:{receiver.port}/hook"
    assert post(url, b"{}", {}, Gate(resolve=lambda *_: ["127.0.0.1"])).problem is DeliveryProblem.REFUSED
    assert receiver.told == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers = [Answering(302, {"Location": receiver.url})]
    answer = said(receiver)
    assert (answer.status, answer.problem, len(receiver.told)) == (302, DeliveryProblem.MOVED, 1)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_whatever_is_not_well_is_a_problem(receiver: Receiver, status: int) -> None:
    receiver.answers = [Answering(status, {"Retry-After": "17"}, b"busy")]
    answer = said(receiver)
    assert (answer.status, answer.problem, answer.text, answer.retry_after) == (
        status,
        DeliveryProblem.ANSWERED,
        "busy",
        "17",
    )


def test_no_more_of_the_answer_is_read_than_is_kept(receiver: Receiver) -> None:
    receiver.answers = [Answering(text=b"\x00\xff" + b"x" * 100_000)]
    answer = said(receiver)
    assert (answer.status, len(answer.text)) == (200, MOST_READ)
    assert answer.text.startswith("\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}x")


def test_who_is_slow_is_not_waited_for(receiver: Receiver) -> None:
    """Whoever waits for the whole minute is told that all is well."""
    receiver.answers = [Answering(pause=60)]
    answer = said(receiver, seconds=0.2)
    assert (answer.status, answer.problem) == (None, DeliveryProblem.SLOW)


def test_who_drips_is_not_waited_for_either(receiver: Receiver) -> None:
    """Each byte comes in time, and all of them would take minutes; that it was taken was said before."""
    receiver.answers = [Answering(text=b"x" * MOST_READ, drip=0.1)]
    answer = said(receiver, seconds=2)
    assert (answer.status, answer.problem) == (200, None)
    assert len(answer.text) < MOST_READ


def test_whom_nobody_reached_in_time_is_told_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time was over while the line was made: there was nothing to cut then."""
    reached = posting._Pinned._reached

    def late(line: posting._Pinned) -> socket.socket:
        line.cut()
        return reached(line)

    monkeypatch.setattr(posting._Pinned, "_reached", late)
    answer = said(receiver)
    assert (answer.status, answer.problem, receiver.told) == (None, DeliveryProblem.SLOW, [])


def test_where_nobody_is_nobody_is_reached() -> None:
    with receiving() as here:
        url = here.url
    assert post(url, b"{}", {}, NEAR).problem is DeliveryProblem.UNREACHED


def certified(trusted: ssl.SSLContext | None) -> Gate:
    return Gate(allowed=LOOPBACK, resolve=lambda *_: ["127.0.0.1"], trusted=trusted)


def test_a_certificate_is_that_of_the_name() -> None:
    somebody, trusted = trustme.CA(), ssl.create_default_context()
    somebody.configure_trust(trusted)
    with receiving(certified_by=somebody) as here:
        at = [f"https://{host}:{here.port}/hook" for host in (NAME, "other.example")]
        good, wrong = (post(url, b"{}", {}, certified(trusted)) for url in at)
        strange = post(at[0], b"{}", {}, certified(None))
        assert (good.status, len(here.told)) == (200, 1)
    assert wrong.problem is strange.problem is DeliveryProblem.UNTRUSTED

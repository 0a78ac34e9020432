"""What arrives at a receiver, and what is done when nothing does: a real one on this machine, verified as it would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session
from standardwebhooks import WebhookVerificationError

from app.core import doorman, world
from app.core.database import system_session
from app.core.errors import Refused
from app.core.posting import DeliveryProblem
from app.organization.notification import Notification
from app.organization.webhook_delivery import PAUSES, DeliveryOutcome, WebhookDelivery
from app.organization.webhook_endpoint import BOTH, OffBecause, Status, WebhookEndpoint, show_secret
from app.organization.webhook_secret import derive_from, secret_of
from app.organization.webhook_sending import LONGEST_WAIT, PATIENCE, _wished, over
from tests.core.receiver import LOOPBACK, Answering, Receiver, receiving
from tests.organization.hooks import Post, deliveries, due, endpoint, listening, only, proved

Looking = Callable[[str], Session]


@pytest.fixture
def receiver(engine: sa.Engine) -> Iterator[Receiver]:
    """Of the operator's own network, which the setting allows: else nobody here is called."""
    world.allow(LOOPBACK)
    with receiving() as here:
        yield here
    world.allow("")


@pytest.fixture
def post(engine: sa.Engine) -> Iterator[Post]:
    """All clocks stand: what is due at once is due however long it takes to say so."""
    post = Post(engine)
    with time_machine.travel(post.at, tick=False):
        yield post


def tried(engine: sa.Engine, id: int) -> WebhookDelivery:
    return deliveries(engine, id)[-1]


def test_sent(session: Session, id: int) -> None:
    """Not a test: the step of this name."""
    doorman.step(session, WebhookEndpoint, "send_test", id, {})


test_sent.__test__ = False  # type: ignore[attr-defined]


def test_a_message_arrives_signed(receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post) -> None:
    hook = listening(engine, "order.confirm", url=receiver.url)
    test_sent(as_system, hook)
    assert receiver.told == []  # the one who asks does not wait for it
    assert post.go() == 1
    told = only(receiver)
    message = proved(told, as_system, hook)
    assert (message["type"], message["data"]["id"]) == ("webhook_endpoint.send_test", str(hook))
    assert set(message) == {"type", "timestamp", "data"}
    assert told.headers["Content-Type"] == "application/json"
    done = tried(engine, hook)
    assert told.headers["webhook-id"] == done.message_id
    assert (done.outcome, done.attempts, done.response_status, done.answer) == (
        DeliveryOutcome.DELIVERED,
        1,
        200,
        "taken",
    )
    assert (done.next_attempt_at, done.problem, done.milliseconds is not None) == (None, None, True)
    assert post.later(days=9) == 0


def test_a_signature_of_another_is_none(receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post) -> None:
    hook, other = listening(engine, url=receiver.url), listening(engine)
    test_sent(as_system, hook)
    post.go()
    with pytest.raises(WebhookVerificationError):
        proved(only(receiver), as_system, other)


def test_while_a_secret_is_replaced_both_are_good(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    before = endpoint(as_system, hook).seed
    doorman.step(as_system, WebhookEndpoint, "replace_secret", hook, {})
    test_sent(as_system, hook)
    post.go()
    told = only(receiver)
    assert len(told.headers["webhook-signature"].split(" ")) == 2
    assert proved(told, as_system, hook) == proved(told, as_system, hook, before)
    known = endpoint(as_system, hook)
    assert known.replaced_at is not None
    assert known.seeds(known.replaced_at + BOTH) == [known.seed]


def test_a_message_is_tried_again_with_the_pauses_of_the_specification(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(500, text=b"broken")] * 20
    test_sent(as_system, hook)
    waits: list[timedelta] = []
    assert post.go() == 1
    while (at := due(engine, hook)) is not None:
        last = tried(engine, hook).attempted_at
        assert last is not None
        waits.append(at - last)
        post.at = at - timedelta(seconds=2)
        assert post.go() == 0  # not before
        post.at = at
        assert post.go() == 1
    for wait, pause in zip(waits, PAUSES, strict=True):
        assert pause <= wait <= pause * 1.1
    done = tried(engine, hook)
    assert (done.outcome, done.attempts, done.response_status, done.answer) == (
        DeliveryOutcome.FAILED,
        10,
        500,
        "broken",
    )
    assert len({told.headers["webhook-id"] for told in receiver.told}) == 1
    assert len({told.headers["webhook-timestamp"] for told in receiver.told}) == 10


def test_one_that_said_it_is_gone_is_switched_off_and_its_owner_told(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url, owner="max")
    receiver.answers = [Answering(410)]
    test_sent(as_system, hook)
    test_sent(as_system, hook)
    post.go()
    assert len(receiver.told) == 1  # the second one is not sent any more
    known = endpoint(as_system, hook)
    assert (known.status, known.off_because) == (Status.OFF, OffBecause.GONE)
    assert [each.outcome for each in deliveries(engine, hook)] == [DeliveryOutcome.FAILED] * 2
    told = as_system.scalars(sa.select(Notification).where(Notification.record_id == hook)).one()
    assert (told.recipient_id, told.noun) == (known.owner_id, "WebhookEndpoint")
    doorman.step(as_system, WebhookEndpoint, "switch_on", hook, {})
    test_sent(as_system, hook)
    assert post.go() == 1
    assert endpoint(as_system, hook).off_because is None


def test_where_nothing_arrives_for_days_it_is_switched_off(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(500)] * 3
    test_sent(as_system, hook)
    post.go()
    since = endpoint(as_system, hook).failing_since
    assert since is not None
    _since(engine, hook, since - PATIENCE + timedelta(hours=1))
    post.later(seconds=30)
    assert endpoint(as_system, hook).status is Status.ACTIVE
    _since(engine, hook, since - PATIENCE)
    post.later(minutes=10)
    known = endpoint(as_system, hook)
    assert (known.status, known.off_because) == (Status.OFF, OffBecause.FAILING)


def _since(engine: sa.Engine, hook: int, at: datetime) -> None:
    with system_session(engine) as session:
        doorman.once(session, lambda: setattr(session.get_one(WebhookEndpoint, hook), "failing_since", at))


def test_what_arrives_ends_the_days_of_failing(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(500)]
    test_sent(as_system, hook)
    post.go()
    assert endpoint(as_system, hook).failing_since is not None
    assert post.later(seconds=10) == 1
    assert endpoint(as_system, hook).failing_since is None


def test_a_busy_receiver_is_left_in_peace_as_long_as_it_asks(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    """By all of its messages, not by the one alone."""
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(429, {"Retry-After": "600"})]
    test_sent(as_system, hook)
    post.go()
    test_sent(as_system, hook)
    assert post.later(seconds=500) == 0
    assert post.later(seconds=200) == 2
    assert {each.outcome for each in deliveries(engine, hook)} == {DeliveryOutcome.DELIVERED}


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, "120", timedelta(seconds=120)),
        (503, "120", timedelta(seconds=120)),
        (503, "999999999999", LONGEST_WAIT),
        (503, format_datetime(datetime.fromisoformat("2026-03-01T10:05:00+00:00"), usegmt=True), timedelta(minutes=5)),
        (503, "Sun, 01 Mar 2026 09:00:00 GMT", timedelta()),
        (503, "Sun, 01 Mar 2099 09:00:00 GMT", LONGEST_WAIT),
        (503, "soon", timedelta()),
        (503, "-5", timedelta()),
        (500, "120", timedelta()),
    ],
)
def test_what_is_asked_for_is_heeded_within_bounds(status: int, said: str, wait: timedelta) -> None:
    answer = SimpleNamespace(status=status, retry_after=said)
    assert _wished(answer, datetime.fromisoformat("2026-03-01T10:00:00+00:00")) == wait  # type: ignore[arg-type]


def test_what_failed_is_sent_again_when_somebody_asks(
    receiver: Receiver, engine: sa.Engine, looking: Looking, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(410)]
    test_sent(as_system, hook)
    post.go()
    admin, failed = looking("admin"), tried(engine, hook)
    with pytest.raises(Refused, match="switched off"):
        doorman.step(admin, WebhookDelivery, "redeliver", failed.id, {})
    doorman.step(admin, WebhookEndpoint, "switch_on", hook, {})
    doorman.step(admin, WebhookDelivery, "redeliver", failed.id, {})
    assert post.go() == 1
    first, second = receiver.told
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert tried(engine, hook).outcome is DeliveryOutcome.DELIVERED
    with pytest.raises(Refused, match="may not"):
        doorman.step(looking("ana"), WebhookDelivery, "redeliver", failed.id, {})


def test_an_attempt_is_made_once_however_often_it_is_asked_for(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    test_sent(as_system, hook)
    receiver.answers = [Answering(500)] * 4
    for _ in range(3):
        doorman.step(as_system, WebhookDelivery, "redeliver", tried(engine, hook).id, {})
    assert post.go() == 1


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_id(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.organization import webhook_sending

    hook = listening(engine, url=receiver.url)
    test_sent(as_system, hook)
    with monkeypatch.context() as dying:
        dying.setattr(webhook_sending, "_note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            post.go()
    assert post.later(minutes=3) == 1
    assert len({told.headers["webhook-id"] for told in receiver.told}) == 1
    assert (len(receiver.told), tried(engine, hook).attempts) == (2, 1)


def test_a_private_address_is_refused_when_it_is_kept(engine: sa.Engine) -> None:
    for url in (
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://2130706433/",
    ):
        with pytest.raises(Refused, match="is not in the internet"):
            listening(engine, url=url)


def test_and_when_it_is_called(receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post) -> None:
    """The operator allows it no longer; the name leads elsewhere by now: it is all one."""
    hook = listening(engine, url=receiver.url)
    world.allow("")
    test_sent(as_system, hook)
    assert post.go() == 1
    assert receiver.told == []
    assert tried(engine, hook).problem is DeliveryProblem.REFUSED


def test_a_redirect_is_not_followed(receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post) -> None:
    hook = listening(engine, url=receiver.url)
    receiver.answers = [Answering(307, {"Location": receiver.url + "/other"})]
    test_sent(as_system, hook)
    post.go()
    assert only(receiver).path == "/hook"
    assert tried(engine, hook).problem is DeliveryProblem.MOVED


def test_the_secret_is_shown_once_and_stands_nowhere(engine: sa.Engine, looking: Looking, as_system: Session) -> None:
    hook = listening(engine)
    admin = looking("admin")
    secret = show_secret(admin, hook)
    assert secret == secret_of(endpoint(as_system, hook).seed)
    assert len(secret) == len("whsec_") + 44
    with pytest.raises(Refused, match="shown already"):
        show_secret(admin, hook)
    row = as_system.execute(sa.select(WebhookEndpoint.__table__).where(WebhookEndpoint.id == hook)).one()
    assert secret.removeprefix("whsec_") not in str(row)
    doorman.step(admin, WebhookEndpoint, "replace_secret", hook, {})
    assert show_secret(admin, hook) != secret


def test_another_installation_has_other_secrets(engine: sa.Engine) -> None:
    """Who has a copy of the database signs nothing with it."""
    mine = secret_of("seed")
    derive_from("another key of thirty-two letters")
    assert secret_of("seed") != mine
    derive_from("")
    with pytest.raises(RuntimeError):
        secret_of("seed")


def test_nobody_has_told_what_they_may_not_see_themselves(engine: sa.Engine, looking: Looking) -> None:
    """Whoever may write endpoints could have theirs tell as the administrator sees it."""
    mine, theirs = listening(engine, owner="max"), listening(engine, owner="admin")
    grant(engine, "Sales manager", "WebhookEndpoint")
    max_ = looking("max")
    for act in (
        lambda: doorman.update(max_, WebhookEndpoint, theirs, None, {"url": "https://93.184.215.14/max"}),
        lambda: doorman.step(max_, WebhookEndpoint, "replace_secret", theirs, {}),
        lambda: show_secret(max_, theirs),
        lambda: doorman.update(max_, WebhookEndpoint, mine, None, {"owner": 1}),
        lambda: doorman.update(max_, WebhookEndpoint, mine, None, {"owner": person(max_, "luis")}),
    ):
        with pytest.raises(Refused, match="more than you may"):
            act()
    doorman.update(max_, WebhookEndpoint, mine, None, {"url": "https://93.184.215.14/max"})


def person(session: Session, name: str) -> int:
    from app.organization.employee import Employee

    return int(session.scalars(sa.select(Employee.id).where(Employee.username == name)).one())


def grant(engine: sa.Engine, role: str, noun: str) -> None:
    """All on this noun, everywhere."""
    from app.core.viewer import Reach
    from app.organization.role import Role, deliver
    from config import ROLES, SPECIAL_PERMISSIONS

    with system_session(engine) as session:
        more = Role("x", may={noun: "*"}, reach={noun: Reach.ALL})
        doorman.once(session, lambda: deliver(session, {**ROLES, role: more}, SPECIAL_PERMISSIONS))


def test_what_is_over_is_forgotten_after_a_while(
    receiver: Receiver, engine: sa.Engine, as_system: Session, post: Post
) -> None:
    hook = listening(engine, url=receiver.url)
    test_sent(as_system, hook)
    post.go()
    test_sent(as_system, hook)
    doorman.once(as_system, lambda: as_system.execute(over(post.at + timedelta(days=1))))
    assert [each.outcome for each in deliveries(engine, hook)] == [DeliveryOutcome.WAITING]

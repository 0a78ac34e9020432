"""Many at once: counted before, each by its own rules, and told what was not done."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import bulk, doorman
from app.core.history import Change
from app.core.outbox import Outbox, State
from app.core.worker import Worker
from app.customers.customer import Customer, Status
from app.jobs import SCHEDULE
from tests.views.guest import Guest, take_away
from views.fab import bulk as bulk_page

LIST = "/customer/list/"


def ids(session: Session, *names: str) -> str:
    found = session.scalars(sa.select(Customer.id).where(Customer.name.in_(names)).order_by(Customer.id))
    return ",".join(map(str, found))


def last_job(session: Session) -> Outbox:
    session.rollback()
    return session.scalars(sa.select(Outbox).where(Outbox.name == "bulk-change")).one()


def ask(guest: Guest, act: str, **sent: Any) -> TestResponse:
    return guest.post(f"/customer/bulk/{act}", sent, page=LIST)


def told(page: TestResponse) -> str:
    """What the page foresees."""
    found = re.search(r"data-foreseen>.*?</div></div>", page.text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0] if found else "")).split())


def states(session: Session) -> dict[str, Status]:
    session.rollback()
    return {each.name: each.status for each in session.scalars(sa.select(Customer))}


def test_nothing_happens_before_the_second_yes(app: Flask, as_system: Session) -> None:
    before = states(as_system)
    page = ask(Guest(app, "max"), "deactivate", ids=ids(as_system, "Acme", "Beta"), stage="check")
    assert "This changes 2 of 2." in told(page)
    assert states(as_system) == before


def test_it_is_counted_who_fits(app: Flask, as_system: Session) -> None:
    """Beta is a prospect, Acme and Zeta buy."""
    page = ask(Guest(app, "max"), "activate", ids=ids(as_system, "Acme", "Beta", "Zeta"))
    assert "This changes 1 of 3." in told(page)
    assert "2 This customer is active; that needs it to be prospect." in told(page)


def test_a_step_is_taken_with_each(app: Flask, as_system: Session) -> None:
    chosen = ids(as_system, "Acme", "Beta")
    sent = {"ids": chosen, "stage": "do", "confirmed": "2", "reason": "They moved."}
    answer = ask(Guest(app, "max"), "deactivate", **sent)
    assert answer.status_code == 302
    found = states(as_system)
    assert found["Acme"] is found["Beta"] is Status.INACTIVE
    assert found["Zeta"] is Status.ACTIVE


def test_who_was_refused_is_told_with_the_reason(app: Flask, as_system: Session) -> None:
    max_ = Guest(app, "max")
    answer = ask(max_, "activate", ids=ids(as_system, "Acme", "Beta"), stage="do", confirmed="2")
    page = max_.get(answer.location).text
    assert "1 done." in page
    assert "This customer is active" in page
    assert states(as_system)["Beta"] is Status.ACTIVE


def test_a_field_is_changed_and_can_be_emptied(app: Flask, as_system: Session) -> None:
    max_, chosen = Guest(app, "max"), ids(as_system, "Acme", "Zeta")
    page = ask(max_, "edit", ids=chosen, field="region", stage="check", region="East")
    assert "This changes 2 of 2." in told(page)
    ask(max_, "edit", ids=chosen, field="region", stage="do", region="East", confirmed="2")
    as_system.rollback()
    regions = sa.select(Customer.name).where(Customer.region == "East").order_by(Customer.name)
    assert list(as_system.scalars(regions)) == ["Acme", "Zeta"]
    as_system.rollback()
    ask(max_, "edit", ids=chosen, field="region", stage="do", clear="y", confirmed="2")
    assert list(as_system.scalars(regions)) == []


def test_an_empty_value_empties_nothing_by_mistake(app: Flask, as_system: Session) -> None:
    chosen = ids(as_system, "Acme")
    answer = ask(Guest(app, "max"), "edit", ids=chosen, field="city", stage="do", city="", confirmed="1")
    assert (answer.status_code, "Give a value" in answer.text) == (422, True)
    assert as_system.scalar(sa.select(Customer.city).where(Customer.name == "Acme")) == "Acme City"


def test_records_are_given_to_somebody(app: Flask, as_system: Session) -> None:
    luis = as_system.scalar(sa.select(Customer.owner_id).where(Customer.name == "Zeta"))
    sent = {"ids": ids(as_system, "Acme"), "field": "owner", "owner": str(luis), "stage": "do", "confirmed": "1"}
    ask(Guest(app, "max"), "edit", **sent)
    as_system.rollback()
    assert as_system.scalar(sa.select(Customer.owner_id).where(Customer.name == "Acme")) == luis


def test_a_value_that_is_none_is_refused_beside_its_field(app: Flask, as_system: Session) -> None:
    sent = {"ids": ids(as_system, "Acme"), "field": "credit_limit", "credit_limit": "lots", "stage": "check"}
    answer = ask(Guest(app, "max"), "edit", **sent)
    assert (answer.status_code, "This is not a number" in answer.text) == (422, True)


def test_what_hangs_together_is_not_deleted(app: Flask, as_system: Session) -> None:
    page = ask(Guest(app, "max"), "delete", ids=ids(as_system, "Acme", "Zeta"))
    assert "This changes 0 of 2." in told(page)
    assert 'value="do"' not in page.text


@pytest.mark.parametrize("name", ["ana", "dan", "eva", "rosa"])
@pytest.mark.parametrize("act", ["edit", "delete", "deactivate"])
def test_many_at_once_is_a_permission_of_its_own(app: Flask, as_system: Session, name: str, act: str) -> None:
    """Ana may edit and deactivate her customers, one by one."""
    guest = Guest(app, name)
    assert "/customer/bulk/" not in guest.get(LIST).text
    assert ask(guest, act, ids=ids(as_system, "Acme"), stage="do", confirmed="1").status_code == 403


def test_and_so_is_what_is_done(app: Flask, as_system: Session, engine: sa.Engine) -> None:
    take_away(engine, "Sales manager", "can_delete", "Customer")
    assert ask(Guest(app, "max"), "delete", ids=ids(as_system, "Acme")).status_code == 403


def test_without_the_question_ana_would_do_it(app: Flask, as_system: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk.Act, "ask", lambda *_: None)
    ask(Guest(app, "ana"), "deactivate", ids=ids(as_system, "Acme"), stage="do", confirmed="1", reason="x")
    assert states(as_system)["Acme"] is Status.INACTIVE


def test_what_one_may_not_see_is_not_found(app: Flask, as_system: Session, looking: Callable[[str], Session]) -> None:
    act = bulk.Act(Customer, "deactivate")
    zeta = [int(ids(as_system, "Zeta"))]
    looking_ana = looking("ana")
    original = bulk.Act.ask
    try:
        bulk.Act.ask = lambda *_: None  # type: ignore[method-assign]
        assert bulk.foreseen(looking_ana, act, zeta).missing == 1
        assert bulk.done(looking_ana, act, zeta).missing == 1
    finally:
        bulk.Act.ask = original  # type: ignore[method-assign]
    assert states(as_system)["Zeta"] is Status.ACTIVE


def test_nothing_is_changed_by_looking(app: Flask, as_system: Session) -> None:
    address = f"/customer/bulk/deactivate?ids={ids(as_system, 'Acme')}&stage=do&confirmed=1"
    assert Guest(app, "max").get(address).status_code == 405
    assert states(as_system)["Acme"] is Status.ACTIVE


def test_without_the_token_of_the_page_nothing_is_done(app: Flask, as_system: Session) -> None:
    sent = {"ids": ids(as_system, "Acme"), "stage": "do", "confirmed": "1"}
    assert Guest(app, "max").client.post("/customer/bulk/deactivate", data=sent).status_code == 400


def test_all_means_those_that_were_counted(app: Flask, as_system: Session) -> None:
    """One became active meanwhile, so that another number would be changed than was said."""
    max_ = Guest(app, "max")
    page = ask(max_, "deactivate", all="1", f="status:is:ACTIVE", stage="check")
    assert "This changes 2 of 2." in told(page)
    doorman.step(as_system, Customer, "activate", int(ids(as_system, "Beta")), {})
    sent = {"all": "1", "f": "status:is:ACTIVE", "stage": "do", "confirmed": "2", "reason": "x"}
    again = ask(max_, "deactivate", **sent)
    assert (again.status_code, "it is 3 now" in again.text) == (409, True)
    assert states(as_system)["Acme"] is Status.ACTIVE
    assert ask(max_, "deactivate", **{**sent, "confirmed": "3"}).status_code == 302
    assert states(as_system)["Acme"] is Status.INACTIVE


def test_a_filter_that_cannot_be_read_selects_nothing(app: Flask) -> None:
    sent = {"all": "1", "f": "phone_e164:is:1", "stage": "do", "confirmed": "4", "reason": "x"}
    assert ask(Guest(app, "max"), "deactivate", **sent).status_code == 400


def test_more_than_one_waits_for_are_a_job(
    app: Flask, as_system: Session, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_page, "AT_ONCE", 1)
    chosen = ids(as_system, "Acme", "Beta", "Zeta")
    ask(Guest(app, "max"), "activate", ids=chosen, stage="do", confirmed="3")
    job = last_job(as_system)
    assert states(as_system)["Beta"] is Status.PROSPECT
    assert Worker(engine, SCHEDULE).run(job.id) is State.DONE
    as_system.rollback()
    assert (job.result["counted"], job.result["refused"], job.done) == (1, 2, 3)
    assert states(as_system)["Beta"] is Status.ACTIVE


def test_a_job_that_was_broken_off_goes_on(app: Flask, as_system: Session, engine: sa.Engine) -> None:
    """The first one was done and noted; it is neither done nor counted again."""
    chosen = [int(each) for each in ids(as_system, "Beta", "Omega").split(",")]
    admin = Guest(app, "admin")
    sent = {"ids": ",".join(map(str, chosen)), "stage": "do", "confirmed": "2"}
    ask(admin, "activate", **sent)
    job = last_job(as_system)
    doorman.once(as_system, lambda: _again(job))
    assert Worker(engine, SCHEDULE).run(job.id) is State.DONE
    as_system.rollback()
    assert (job.result["counted"], job.result["refused"]) == (1, 1)


def _again(job: Outbox) -> None:
    job.state, job.done, job.tries, job.ended_at = State.WAITING, 1, 0, None
    job.result = {"counted": 1, "refused": 0, "missing": 0, "reasons": []}


def test_a_change_of_many_stands_together_and_is_taken_back(app: Flask, as_system: Session) -> None:
    admin, chosen = Guest(app, "admin"), ids(as_system, "Acme", "Zeta")
    ask(admin, "edit", ids=chosen, field="city", stage="do", city="Rome", confirmed="2")
    job = last_job(as_system)
    lines = as_system.scalars(sa.select(Change).where(Change.batch_id == job.result["batch"], Change.field == "city"))
    assert [line.new for line in lines] == ["Rome", "Rome"]
    as_system.rollback()
    admin.post("/customer/bulk/undo", {"job": job.id}, page=f"/customer/bulk/done/{job.id}")
    as_system.rollback()
    assert as_system.scalar(sa.select(Customer.city).where(Customer.name == "Acme")) == "Acme City"


def test_what_came_of_it_is_told_to_who_asked(app: Flask, as_system: Session) -> None:
    ask(Guest(app, "max"), "deactivate", ids=ids(as_system, "Acme"), stage="do", confirmed="1", reason="x")
    job = last_job(as_system)
    assert Guest(app, "max").get(f"/customer/bulk/done/{job.id}").status_code == 200
    assert Guest(app, "admin").get(f"/customer/bulk/done/{job.id}").status_code == 404


def test_what_is_ticked_is_exported(app: Flask, as_system: Session) -> None:
    """And of it only what the reader may see."""
    eva, chosen = Guest(app, "eva"), ids(as_system, "Acme", "Zeta")
    assert "Export 2 customers" in eva.get(f"/customer/export?ids={chosen}").text
    sent = eva.post(f"/customer/export?ids={chosen}&sort=name", {"ending": "csv", "column": "name"}, page=LIST)
    assert [line.split(",")[0] for line in sent.get_data(as_text=True).split()[1:]] == ["Acme", "Zeta"]


@pytest.mark.parametrize("noun", ["customer", "contact", "order", "product", "order-line"])
def test_every_list_has_it(app: Flask, noun: str) -> None:
    page = Guest(app, "admin").get(f"/{noun}/list/").text
    assert "data-tick=" in page
    assert f"/{noun}/bulk/edit" in page

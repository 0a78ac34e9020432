"""Attachments at the screens and the API: taken in beside the field, had again by who sees the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import doorman
from app.core.database import system_session
from app.core.doorman import once
from app.core.files import kept
from app.core.files.upload import Upload
from app.core.job import Work
from app.core.noun import now, today
from app.customers.attachment import Attachment
from app.customers.customer import Customer
from app.jobs import tidy
from app.organization.access_key import issue
from app.organization.employee import Employee
from tests.core.files.attaching import HONEST, LIES, NAMES, PDF
from tests.views.guest import Guest, names_in, take_away


def customer_id(engine: sa.Engine, name: str) -> int:
    with system_session(engine) as session:
        return session.scalars(sa.select(Customer.id).where(Customer.name == name)).one()


def sent(guest: Guest, customer: int, name: str = "quote.pdf", content: bytes = PDF, **more: Any) -> TestResponse:
    """As the form of a new attachment is sent."""
    given = {"customer": str(customer), "remarks": "", "file": (BytesIO(content), name), **more}
    return guest.post("/attachment/add", given)


def attached(session: Session, customer: str = "Acme", name: str = "quote.pdf", content: bytes = PDF) -> Attachment:
    found = session.scalars(sa.select(Customer).where(Customer.name == customer)).one()
    return doorman.create(session, Attachment, {"customer": found, "file": Upload(name, content)})


def files() -> list[Path]:
    return [path for path in kept.path_of("0" * 32).parents[1].glob("*/*") if path.is_file()]


def test_a_file_is_attached_and_had_again(app: Flask, engine: sa.Engine) -> None:
    ana, acme = Guest(app, "ana"), customer_id(engine, "Acme")
    answer = sent(ana, acme, "报价 Nº 7.pdf")
    assert answer.status_code == 302, answer.text
    page = ana.get(answer.location).text
    [href] = re.findall(r'href="(/attachment/download/\d+)"', page)
    with ana.get(href) as file:
        assert file.data == PDF
        said = file.headers
    assert said["Content-Type"] == "application/pdf"
    assert said["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20N%C2%BA%207.pdf" in said["Content-Disposition"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Cache-Control"] == "private, no-store"
    with ana.get(href, headers={"If-None-Match": said["ETag"]}) as again:
        assert again.status_code == 304
    assert "added attachment <a" in ana.get(f"/customer/show/{acme}").text


def test_no_part_of_the_given_name_is_in_the_name_that_is_kept(app: Flask, as_system: Session) -> None:
    one = attached(as_system, name="quote.pdf")
    path = one.content()
    assert path.read_bytes() == PDF
    assert re.fullmatch(r"[0-9a-f]{32}", path.parent.name + path.name)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (one.size, one.content_type, len(one.sha256)) == (len(PDF), "application/pdf", 64)


def test_what_lies_is_refused_beside_the_field(app: Flask, engine: sa.Engine) -> None:
    """Over the wire: no row, no file, and words beside the field."""
    ana, acme = Guest(app, "ana"), customer_id(engine, "Acme")
    for name in (name for name in LIES if "\x00" not in name and name.strip()):
        answer = sent(ana, acme, name, LIES[name])
        assert answer.status_code == 422, name
        assert 'id="f-file-m"' in answer.text, name
    with system_session(engine) as session:
        assert not session.scalars(sa.select(Attachment.id)).all()
    assert files() == []


def test_names_of_all_sorts_are_only_names(app: Flask, engine: sa.Engine) -> None:
    ana, acme = Guest(app, "ana"), customer_id(engine, "Acme")
    for name in NAMES:
        if can_be_sent(name):
            assert sent(ana, acme, name).status_code == 302, name
    root = kept.path_of("0" * 32).parents[1]
    assert all(re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{30}", str(path.relative_to(root))) for path in files())


def can_be_sent(name: str) -> bool:
    """What a browser can send as a name, and is a paper's afterwards."""
    return NAMES[name].endswith(".pdf") and not set(name) & set('\r\n\x00"')


def test_a_file_is_needed(app: Flask, engine: sa.Engine) -> None:
    answer = Guest(app, "ana").post("/attachment/add", {"customer": str(customer_id(engine, "Acme"))})
    assert answer.status_code == 422
    assert "This is needed." in answer.text


def test_several_are_dropped_on_a_customer_and_each_is_told(app: Flask, engine: sa.Engine) -> None:
    ana, acme = Guest(app, "ana"), customer_id(engine, "Acme")
    page = f"/customer/show/{acme}?tab=attachments"
    assert f'action="/attachment/attach/{acme}"' in ana.get(page).text
    pair = [(BytesIO(PDF), "one.pdf"), (BytesIO(b"MZ"), "two.pdf"), (BytesIO(PDF), "three.pdf")]
    answer = ana.post(f"/attachment/attach/{acme}", {"file": pair}, page=page)
    shown = ana.get(answer.location).text
    assert names_in(shown)[-2:] == ["three.pdf", "one.pdf"]
    assert "two.pdf: The content of this file is not what its ending .pdf says." in shown


def test_who_does_not_see_the_customer_finds_no_file(app: Flask, engine: sa.Engine, as_system: Session) -> None:
    one = attached(as_system, "Zeta")
    href, zeta = f"/attachment/download/{one.id}", customer_id(engine, "Zeta")
    ana = Guest(app, "ana")
    assert ana.get(href).status_code == 404
    assert ana.get(f"/attachment/show/{one.id}").status_code == 404
    assert "quote.pdf" not in ana.get("/attachment/list/").text
    assert (
        ana.post(f"/attachment/attach/{zeta}", {"file": (BytesIO(PDF), "a.pdf")}, page="/attachment/add").status_code
        == 404
    )
    assert sent(ana, zeta).status_code == 422
    with Guest(app, "luis").get(href) as file:
        assert file.data == PDF
    assert Guest(app).get(href).status_code == 302


def test_without_the_rule_everybody_would_have_it(
    app: Flask, as_system: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = attached(as_system, "Zeta")
    monkeypatch.setattr(Attachment, "public", True)
    monkeypatch.setattr("app.core.scope.rules", lambda session, **_: ())
    with Guest(app, "ana").get(f"/attachment/download/{one.id}") as file:
        assert file.status_code == 200


def test_to_have_a_file_one_may_show_it(app: Flask, engine: sa.Engine, as_system: Session) -> None:
    one = attached(as_system)
    take_away(engine, "Salesperson", "can_show", "Attachment")
    assert Guest(app, "ana").get(f"/attachment/download/{one.id}").status_code == 403


def test_an_address_that_names_no_file_is_not_found(app: Flask) -> None:
    eva = Guest(app, "eva")
    for id in ("0", "-1", "99999999999999999999", "1%2f..", "..", "x", "１"):
        assert eva.get(f"/attachment/download/{id}").status_code in (404, 308), id


def test_a_program_has_it_with_its_key(app: Flask, engine: sa.Engine, as_system: Session) -> None:
    one = attached(as_system)
    cti = as_system.scalars(sa.select(Employee).where(Employee.username == "cti")).one()
    key = once(as_system, lambda: issue(as_system, cti, at=now()))
    client, href = app.test_client(), f"/attachment/download/{one.id}"
    with client.get(href, headers={"Authorization": f"Bearer {key}"}) as file:
        assert file.data == PDF
    assert client.get(href, headers={"Authorization": "Bearer trato_nothing"}).status_code == 401
    asked = {"query": f"{{ attachment(id: {one.id}) {{ name size downloadPath }} }}"}
    told = client.post("/graphql", json=asked, headers={"Authorization": f"Bearer {key}"}).json
    assert told["data"]["attachment"] == {"name": "quote.pdf", "size": len(PDF), "downloadPath": href}


def test_a_transaction_that_does_not_happen_leaves_no_file(app: Flask, as_system: Session) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()

    def act() -> None:
        doorman.made(as_system, Attachment, {"customer": acme, "file": Upload("quote.pdf", PDF)})
        as_system.flush()
        assert len(files()) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(as_system, act)
    assert files() == []


def test_the_file_goes_with_the_record_and_not_before(app: Flask, as_system: Session) -> None:
    one, two = attached(as_system), attached(as_system, name="other.pdf")
    as_system.delete(one)
    as_system.flush()
    assert len(files()) == 2
    as_system.rollback()
    assert len(files()) == 2
    doorman.delete(as_system, Attachment, one.id, None)
    assert files() == [two.content()]


def test_files_that_no_record_names_are_tidied_away(app: Flask, as_system: Session) -> None:
    one = attached(as_system)
    orphan = kept.path_of("f" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    day = today() + timedelta(days=3)
    tidy(Work(as_system, {}, today()))
    assert orphan.exists()
    tidy(Work(as_system, {}, day))
    assert files() == [one.content()]


def test_every_kind_comes_back_as_what_it_is(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    for name, content in HONEST.items():
        one = attached(as_system, name=name, content=content)
        with ana.get(f"/attachment/download/{one.id}") as file:
            assert file.data == content
            assert file.mimetype == one.content_type

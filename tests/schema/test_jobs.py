"""How far what one has asked for is, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.core import outbox
from app.core.database import system_session
from app.organization.employee import Employee

QUERY = "query($id: ID!) { job(id: $id) { id name state done of result reason tries addedAt endedAt } }"


def test_a_job_is_told_to_whom_asked_for_it(ask: Callable[..., Any], engine: sa.Engine) -> None:
    with system_session(engine) as session:
        ana = session.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
        mine, nobodys = (outbox.add(session, "import", by_id=by) for by in (ana.id, None))
        session.commit()
        ids = [mine.id, nobodys.id]
    told = ask("ana").told(QUERY, id=ids[0])["job"]
    assert (told["name"], told["state"], told["result"], told["endedAt"]) == ("import", "WAITING", {}, None)
    assert ask("ana").told(QUERY, id=ids[1])["job"] is None
    assert ask("luis").told(QUERY, id=ids[0])["job"] is None
    assert ask("ana").told(QUERY, id="none")["job"] is None

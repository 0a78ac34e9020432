"""What is permitted is remembered, and a change made anywhere holds at the very next request."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.database import prepare
from app.core.viewer import Reach
from app.organization import access_stamp, viewing
from app.organization.access_stamp import WATCHED, AccessStamp, watch
from app.organization.employee import Employee
from app.organization.setting import Setting, settings_of, settle
from app.organization.viewing import viewer_for
from tests.views.guest import Guest, names_in, statements

ROLE = "(SELECT id FROM ab_role WHERE name = '{}')"
SALES, EXECUTIVE = ROLE.format("Salesperson"), ROLE.format("Executive")
ANA = "(SELECT id FROM ab_user WHERE username = 'ana')"
PAIR = """(SELECT pv.id FROM ab_permission_view pv JOIN ab_permission p ON p.id = pv.permission_id
    JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE p.name = '{}' AND v.name = '{}')"""
TAKE = f"DELETE FROM ab_permission_view_role WHERE role_id = {SALES} AND permission_view_id = {{}}"
CHANGES = {
    "ab_permission": "UPDATE ab_permission SET name = 'can_look' WHERE name = 'can_show'",
    "ab_view_menu": "UPDATE ab_view_menu SET name = 'Client' WHERE name = 'Customer'",
    "ab_permission_view": "DELETE FROM ab_permission_view WHERE id = (SELECT max(id) FROM ab_permission_view)",
    "ab_permission_view_role": TAKE.format(PAIR.format("can_list", "Customer")),
    "ab_role": f"UPDATE ab_role SET name = 'Seller' WHERE id = {SALES}",
    "ab_user_role": f"UPDATE ab_user_role SET role_id = {EXECUTIVE} WHERE user_id = {ANA}",
    "data_permission": f"UPDATE data_permission SET reach = 'ALL' WHERE role_id = {SALES}",
    "setting": "UPDATE setting SET company_name = 'Elsewhere Ltd'",
}


@pytest.fixture
def elsewhere(engine: sa.Engine) -> Iterator[Callable[[str], None]]:
    """Says something to the database as another process would: over a connection that we know nothing of."""
    other = prepare(sa.create_engine(engine.url))

    def say(statement: str) -> None:
        with other.begin() as connection:
            connection.execute(sa.text(statement))

    yield say
    other.dispose()


def stamp(session: Session) -> str | None:
    session.rollback()
    return session.scalar(sa.select(AccessStamp.value))


def test_every_table_that_shapes_a_viewer_is_watched() -> None:
    read = {table.name for statement in (viewing._permitted(), viewing._reaching()) for table in tables_of(statement)}
    assert read <= set(WATCHED)


def tables_of(statement: sa.Select) -> list[sa.Table]:
    return [part for part in sa.sql.visitors.iterate(statement) if isinstance(part, sa.Table)]


@pytest.mark.parametrize("table", CHANGES)
def test_a_change_from_anywhere_moves_the_stamp(
    as_system: Session, elsewhere: Callable[[str], None], table: str
) -> None:
    before = stamp(as_system)
    elsewhere(CHANGES[table])
    assert stamp(as_system) not in (None, before)


def test_giving_and_grouping_move_the_stamp_too(as_system: Session, elsewhere: Callable[[str], None]) -> None:
    seen = [stamp(as_system)]
    for statement in (
        "INSERT INTO ab_group (id, name) VALUES (1, 'Night shift')",
        f"INSERT INTO ab_group_role (id, group_id, role_id) VALUES (1, 1, {EXECUTIVE})",
        f"INSERT INTO ab_user_group (id, user_id, group_id) VALUES (1, {ANA}, 1)",
    ):
        elsewhere(statement)
        seen.append(stamp(as_system))
    assert seen[0] == seen[1], "a group alone gives nothing"
    assert len(set(seen)) == 3


def test_what_is_taken_away_elsewhere_is_refused_at_the_next_request(
    app: Flask, elsewhere: Callable[[str], None]
) -> None:
    ana = Guest(app, "ana")
    assert ana.get("/product/list/").status_code == 200
    elsewhere(TAKE.format(PAIR.format("can_list", "Product")))
    assert ana.get("/product/list/").status_code == 403


def test_what_is_set_elsewhere_stands_on_the_next_page(app: Flask, elsewhere: Callable[[str], None]) -> None:
    ana = Guest(app, "ana")
    assert "Elsewhere Ltd" not in ana.get("/product/list/").text
    elsewhere(CHANGES["setting"])
    assert "Elsewhere Ltd" in ana.get("/product/list/").text


def test_who_changes_the_settings_reads_them_as_they_are_now(as_system: Session) -> None:
    settle(as_system, stamp(as_system))
    as_system.get_one(Setting, 1).company_name = "Renamed Ltd"
    as_system.flush()
    assert settings_of(as_system).company_name == "Renamed Ltd"


def test_without_the_watch_it_would_not_be_refused(
    app: Flask, elsewhere: Callable[[str], None], engine: sa.Engine
) -> None:
    ana, on = Guest(app, "ana"), " ON ab_permission_view_role" if engine.dialect.name == "postgresql" else ""
    name = "access_stamp_ab_permission_view_role" + ("" if on else "_delete")
    assert ana.get("/product/list/").status_code == 200
    elsewhere(f"DROP TRIGGER {name}{on}")
    elsewhere(TAKE.format(PAIR.format("can_list", "Product")))
    assert ana.get("/product/list/").status_code == 200


def test_the_watch_is_set_up_anew_where_it_is_missing(
    as_system: Session, elsewhere: Callable[[str], None], engine: sa.Engine
) -> None:
    on = " ON data_permission" if engine.dialect.name == "postgresql" else ""
    elsewhere(f"DROP TRIGGER access_stamp_data_permission{'' if on else '_update'}{on}")
    watch(as_system)
    as_system.commit()
    before = stamp(as_system)
    elsewhere(CHANGES["data_permission"])
    assert stamp(as_system) != before


def test_a_wider_reach_holds_at_the_next_request(app: Flask, elsewhere: Callable[[str], None]) -> None:
    ana = Guest(app, "ana")
    assert names_in(ana.get("/customer/list/").text) == ["Acme", "Beta"]
    elsewhere(CHANGES["data_permission"])
    assert names_in(ana.get("/customer/list/").text) == ["Acme", "Beta", "Omega", "Zeta"]


def test_another_role_holds_at_the_next_request(app: Flask, elsewhere: Callable[[str], None]) -> None:
    ana = Guest(app, "ana")
    assert "/customer/add" in ana.get("/customer/list/").text
    elsewhere(CHANGES["ab_user_role"])
    page = ana.get("/customer/list/").text
    assert "/customer/add" not in page
    assert "Omega" in page


def test_another_department_holds_at_the_next_request(app: Flask, elsewhere: Callable[[str], None]) -> None:
    guest = Guest(app, "max")
    assert "Zeta" in guest.get("/customer/list/").text
    elsewhere(
        "UPDATE ab_user SET department_id = (SELECT id FROM department WHERE name = 'Sales East')"
        " WHERE username = 'max'"
    )
    assert names_in(guest.get("/customer/list/").text) == ["Acme", "Beta"]


def test_what_was_rolled_back_is_not_remembered(as_system: Session) -> None:
    """Neither by the one who tried it, nor by anybody after the next change."""
    ana = as_system.scalars(sa.select(Employee).filter_by(username="ana")).one()
    as_system.execute(sa.text(CHANGES["data_permission"]))
    assert viewer_for(as_system, ana).reach["Customer"] is Reach.ALL
    as_system.rollback()
    assert viewer_for(as_system, ana).reach["Customer"] is Reach.OWN
    as_system.execute(sa.text(f"DELETE FROM data_permission WHERE role_id = {EXECUTIVE}"))
    as_system.commit()
    assert viewer_for(as_system, ana).reach["Customer"] is Reach.OWN


def test_what_is_permitted_is_read_once(app: Flask) -> None:
    ana = Guest(app, "ana")
    ana.get("/customer/show/1")
    with statements(app) as said:
        ana.get("/customer/show/1")
    assert not [one for one in said if "ab_permission_view_role" in one or "data_permission" in one]


def test_without_a_stamp_nothing_is_remembered(app: Flask, elsewhere: Callable[[str], None]) -> None:
    """A database where the watch was never set up."""
    elsewhere("DELETE FROM access_stamp")
    ana = Guest(app, "ana")
    ana.get("/customer/show/1")
    with statements(app) as said:
        ana.get("/customer/show/1")
    assert [one for one in said if "ab_permission_view_role" in one]


def test_no_more_is_remembered_than_fits(looking: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing, "MOST_KNOWN", 2)
    monkeypatch.setattr(viewing, "_known", {})
    for name in ("ana", "luis", "max", "eva"):
        looking(name)
        assert len(viewing._known) <= 2


def test_everything_watched_is_a_table_of_ours() -> None:
    assert set(WATCHED) <= set(access_stamp.Model.metadata.tables)

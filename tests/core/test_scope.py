"""Nobody meets a row that is not theirs to see, on any way that the session offers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, subqueryload

from app.core import doorman, scope
from app.core.errors import Refused
from app.core.noun import nouns
from app.core.viewer import SYSTEM, Reach, Unscoped, Viewer, look
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.sales.order import Order
from app.sales.order_line import OrderLine

Looking = Callable[[str], Session]

NAMES = sa.select(Customer.name).order_by(Customer.name)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("ana", ["Acme", "Beta"]),
        ("luis", ["Zeta"]),
        ("max", ["Acme", "Beta", "Zeta"]),
        ("dan", ["Acme", "Beta", "Omega", "Zeta"]),
        ("eva", ["Acme", "Beta", "Omega", "Zeta"]),
    ],
)
def test_everybody_sees_as_far_as_the_role_reaches(looking: Looking, name: str, seen: list[str]) -> None:
    assert looking(name).scalars(NAMES).all() == seen


def test_the_widest_of_several_roles_holds(engine: sa.Engine, looking: Looking, as_system: Session) -> None:
    ana, eva = (as_system.scalars(sa.select(Employee).filter_by(username=name)).one() for name in ("ana", "eva"))
    ana.roles = [*ana.roles, *eva.roles]
    as_system.commit()
    assert len(looking("ana").scalars(NAMES).all()) == 4


def test_every_shape_of_a_question_is_under_the_rule(looking: Looking) -> None:
    session = looking("ana")
    other, below = aliased(Customer), sa.select(Customer).subquery()
    ways = {
        "records": sa.select(Customer.name).select_from(Customer),
        "alias": sa.select(other.name),
        "subquery": sa.select(below.c.name),
        "cte": sa.select(sa.select(Customer.id, Customer.name).cte().c.name),
        "union": sa.union_all(sa.select(Customer.name), sa.select(Customer.name).where(sa.false())),
        "join": sa.select(Customer.name).join(Employee, Customer.owner_id == Employee.id, isouter=True),
    }
    for way, statement in ways.items():
        assert sorted(session.scalars(statement)) == ["Acme", "Beta"], way
    owners = sa.select(Employee.username).where(sa.exists().where(Customer.owner_id == Employee.id))
    assert session.scalars(owners).all() == ["ana"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 2
    assert session.query(Customer).count() == 2


def test_what_hangs_on_a_customer_is_seen_with_the_customer(looking: Looking) -> None:
    ana, luis = looking("ana"), looking("luis")
    for noun, hers, his in ((Contact, 2, 1), (Order, 2, 1), (OrderLine, 3, 1)):
        count = sa.select(sa.func.count()).select_from(noun)
        assert (ana.scalar(count), luis.scalar(count)) == (hers, his), noun
    assert {entry.customer.name for entry in ana.scalars(sa.select(TimelineEntry))} == {"Acme"}


@pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload])
def test_loading_along_brings_nothing_foreign(looking: Looking, load: Callable) -> None:
    lines = sa.select(OrderLine).options(load(OrderLine.order).options(load(Order.customer)))
    found = looking("ana").scalars(lines).unique().all()
    assert {line.order.customer.name for line in found} == {"Acme"}


def test_a_hidden_owner_record_answers_like_a_missing_one(looking: Looking, as_system: Session) -> None:
    zeta = as_system.scalars(sa.select(Customer).filter_by(name="Zeta")).one()
    session = looking("ana")
    assert session.get(Customer, zeta.id) is None
    for given in (zeta.id, 999_999, "0", "-1", "x", "9" * 40, "1e3", None):
        with pytest.raises(Refused) as why:
            doorman.found(session, Customer, given)
        assert why.value.code == "NOT_FOUND"


def test_without_a_viewer_the_session_refuses(engine: sa.Engine) -> None:
    with Session(engine) as session:
        for statement in (sa.select(Customer), sa.select(sa.func.count(Customer.id)), sa.select(OrderLine)):
            with pytest.raises(Unscoped):
                session.execute(statement)
        with pytest.raises(Unscoped):
            session.get(Customer, 1)
        assert session.scalars(sa.select(Employee).filter_by(username="ana")).one()


def test_without_a_viewer_nothing_rides_along_with_what_is_public(engine: sa.Engine, as_system: Session) -> None:
    with Session(engine) as session:
        joined = sa.select(Employee, Customer.name).join(Customer, Customer.owner_id == Employee.id)
        with pytest.raises(Unscoped):
            session.execute(joined)


def test_statements_that_the_rule_cannot_reach_are_refused(looking: Looking) -> None:
    session = looking("ana")
    table = Customer.__table__
    for statement in (
        sa.select(table),
        sa.text("select * from customer"),
        sa.update(Customer).values(name="x"),
        sa.delete(Customer),
        sa.insert(Customer).values(name="x"),
    ):
        with pytest.raises(Unscoped):
            session.execute(statement)


def test_one_cached_statement_serves_each_viewer_with_their_own_rows(looking: Looking) -> None:
    ana, luis, max_ = looking("ana"), looking("luis"), looking("max")
    for _ in range(3):
        assert [len(s.scalars(NAMES).all()) for s in (ana, luis, max_)] == [2, 1, 3]


def test_a_statement_that_is_kept_with_the_rules_of_one_gives_another_nothing_more(looking: Looking) -> None:
    kept = scope.ruled(looking("ana"), NAMES)
    assert looking("ana").scalars(kept).all() == ["Acme", "Beta"]
    assert looking("luis").scalars(kept).all() == []
    assert looking("max").scalars(kept).all() == ["Acme", "Beta"]


def test_a_session_keeps_its_viewer(looking: Looking) -> None:
    with pytest.raises(Unscoped):
        look(looking("ana"), SYSTEM)


def test_nobody_edits_a_record_out_of_ones_own_sight(looking: Looking, as_system: Session) -> None:
    luis = as_system.scalars(sa.select(Employee).filter_by(username="luis")).one()
    session = looking("ana")
    acme = session.scalars(sa.select(Customer).filter_by(name="Acme")).one()
    with pytest.raises(Refused, match="would not be yours"):
        doorman.update(session, Customer, acme.id, acme.version, {"owner": luis.id})
    as_system.expire_all()
    assert as_system.get_one(Customer, acme.id).owner.username == "ana"


def test_nobody_hangs_a_record_on_a_hidden_one(looking: Looking, as_system: Session) -> None:
    zeta = as_system.scalars(sa.select(Customer).filter_by(name="Zeta")).one()
    session = looking("ana")
    with pytest.raises(Refused) as why:
        doorman.create(session, Contact, {"customer": zeta.id, "name": "Spy"})
    assert why.value.code == "NOT_FOUND"
    session.add(Contact(customer_id=zeta.id, name="Spy"))
    with pytest.raises(Refused, match="would not be yours"):
        session.commit()


def test_a_loaded_record_of_another_is_not_written_or_deleted(engine: sa.Engine, looking: Looking) -> None:
    session = looking("ana")
    hidden = sa.select(Customer).filter_by(name="Zeta")
    for act in (lambda s, c: setattr(c, "name", "stolen"), lambda s, c: s.delete(c)):
        zeta = session.scalars(hidden, execution_options={"unscoped": True}).one()
        act(session, zeta)
        with pytest.raises(Refused):
            session.commit()
        session.rollback()


def test_every_noun_says_who_sees_it() -> None:
    for noun in nouns():
        said = [noun.public, bool(noun.hangs_on), bool(noun.keepers), "visible_to" in vars(noun)]
        assert any(said), f"{noun.__name__} is seen by nobody"


def test_a_noun_that_says_nothing_is_seen_by_nobody() -> None:
    class Mute:
        public, hangs_on, keepers, __name__ = False, "", (), "Mute"

    from app.core.noun import Declared

    nobody = Declared.visible_to.__func__(Mute, Viewer(id=1, reach={"Mute": Reach.ALL}), None)
    assert str(nobody) == "false"


def test_without_the_hook_foreign_rows_appear(looking: Looking) -> None:
    """The negative control: what the tests above hold back is really held back by the hook."""
    session = looking("ana")
    sa.event.remove(Session, "do_orm_execute", scope._limit_reads)
    try:
        assert len(session.scalars(NAMES).all()) == 4
    finally:
        sa.event.listen(Session, "do_orm_execute", scope._limit_reads)
    assert len(session.scalars(NAMES).all()) == 2


def test_orders_of_another_are_not_among_mine(looking: Looking) -> None:
    days = looking("luis").scalars(sa.select(Order.ordered_on)).all()
    assert days == [date(2026, 2, 2)]


def test_where_there_are_nouns_the_rule_is_under_every_read() -> None:
    """Whatever is imported first, in a process that imports nothing else."""
    said = "import sys, app.core.noun; sys.exit('app.core.scope' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0

"""Each guard of the rooms, tried: every step at the wrong moment, and every rule that says no, in its words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry, Topic
from app.catalog.product import Product, ProductKind
from app.catalog.stock_level import StockLevel
from app.catalog.warehouse import Warehouse
from app.core import doorman
from app.core.errors import Refused
from app.core.noun import today
from app.customers.contact import Contact
from app.organization.department import Department
from app.organization.employee import Employee
from tests.catalog.keeping import chairs, step, the
from tests.house.cases import ROOMS, Case, course, drafted, entry, named, paid, sold, then
from tests.sales.ordering import draft

Act = Callable[[Session], Any]
ONE = Decimal(1)


@pytest.mark.parametrize("case", ROOMS, ids=str)
def test_a_step_at_the_wrong_moment_is_refused_in_words(as_system: Session, case: Case) -> None:
    verb = case.noun.verbs[case.name]
    if case.too_late is None:
        assert not verb.when
        assert verb.provided is None
        return
    record, given = case.too_late(as_system), case.given(as_system)
    with pytest.raises(Refused, match=r"that needs it to be|not in need of that step now"):
        doorman.step(as_system, case.noun, case.name, record.id, given)


def changed(ready: Act, **given: Any) -> Act:
    def act(session: Session) -> None:
        record = ready(session)
        doorman.update(session, type(record), record.id, None, given)

    return act


def made(noun: type[Any], **given: Any) -> Act:
    return lambda session: doorman.create(
        session, noun, {key: value(session) if callable(value) else value for key, value in given.items()}
    )


def deleted(ready: Act) -> Act:
    def act(session: Session) -> None:
        record = ready(session)
        doorman.delete(session, type(record), record.id, None)

    return act


def protected(session: Session) -> DictionaryEntry:
    return session.scalars(sa.select(DictionaryEntry).where(DictionaryEntry.is_protected.is_(True)).limit(1)).one()


def others_contact(session: Session) -> Contact:
    return session.scalars(sa.select(Contact).filter_by(name="Zeta Contact")).one()


def elsewhere(session: Session) -> None:
    level = chairs(session)
    doorman.update(session, StockLevel, level.id, None, {"warehouse": the(session, Warehouse, "West")})


def stocked(session: Session) -> Product:
    return chairs(session).product


def to_itself(session: Session) -> None:
    ana = named(Employee, "ana")(session)
    step(session, ana, "hand_over", to=ana)


def below_what_is_over(session: Session) -> None:
    service = the(session, Department, "Service")
    team = doorman.create(session, Department, {"name": "Workshop", "parent": service})
    for each in (team, service):
        step(session, each, "deactivate")
    step(session, team, "reinstate")


def into_its_branch(session: Session) -> None:
    step(session, the(session, Department, "Sales"), "move", to=the(session, Department, "Sales East"))


def where_it_is(session: Session) -> None:
    level = chairs(session)
    step(session, level, "move", to=level.warehouse, quantity=ONE)


GUARDS: list[tuple[str, Act]] = [
    ("An order without lines cannot be confirmed", lambda s: step(s, draft(s), "confirm")),
    ("A payment is more than nothing", lambda s: step(s, sold(s), "pay", amount=Decimal(0))),
    ("Only 30", lambda s: step(s, sold(s), "pay", amount=Decimal(31))),
    ("Nothing is open. Take a payment back first", lambda s: step(s, then(sold, "pay")(s), "reopen")),
    ("was paid already. Pay it back first", lambda s: step(s, paid(s).order, "cancel", reason="x")),
    ("An order is changed only as a draft; this one is confirmed", changed(sold, city="Lima")),
    ("when the step before it was taken", lambda s: step(s, sold(s), "pack", on=today().replace(year=2020))),
    ("This is before the day of the order", changed(drafted, due_on=today().replace(year=2020))),
    ("Zeta Contact is not of this customer", lambda s: changed(drafted, contact=others_contact(s))(s)),
    ("A payment is recorded by paying", changed(paid, reference="x")),
    ("There is never less than nothing", lambda s: step(s, chairs(s), "count", quantity=-ONE)),
    ("There is never less than nothing", changed(chairs, minimum=-ONE)),
    ("A quantity is more than nothing", lambda s: step(s, chairs(s), "receive", quantity=Decimal(0))),
    ("They are there already", where_it_is),
    ("Only 3 of Chair are in East", lambda s: step(s, chairs(s), "move", to=the(s, Warehouse, "West"), quantity=4 * ONE)),
    ("Stock stays what and where it is", elsewhere),
    ("There is still something there. Move or count it first", deleted(chairs)),
    ("Course does not lie in a warehouse", made(StockLevel, product=course, warehouse=lambda s: chairs(s).warehouse)),
    ("Stock is kept of it. Delete that first", changed(stocked, kind=ProductKind.SERVICE)),
    ("This is not less than nothing", made(Product, name="Table", price=-ONE)),
    ("This is not less than nothing", made(Product, name="Table", cost=-ONE)),
    ("A tax is between 0 and 100 percent", made(Product, name="Table", tax_rate=2 * ONE)),
    ("There are still goods in East. Move them first", lambda s: step(s, chairs(s).warehouse, "deactivate")),
    ("The system relies on", lambda s: step(s, protected(s), "deactivate")),
    ("The system relies on", deleted(protected)),
    ("The system relies on", changed(protected, code="SOMETHING_ELSE")),
    ("A code is made of letters", made(DictionaryEntry, topic=Topic.UNIT, code="two words", name_en="Two words")),
    ("An entry stays in its topic", changed(entry, topic=Topic.INDUSTRY)),
    ("A department cannot be a part of itself", into_its_branch),
    ("Move or deactivate first what is below it", lambda s: step(s, the(s, Department, "Sales"), "deactivate")),
    ("Service, which it is a part of, is not active", below_what_is_over),
    ("is the last administrator", lambda s: step(s, named(Employee, "admin")(s), "deactivate")),
    ("An employee is deactivated, not deleted", deleted(named(Employee, "tom"))),
    ("There is an employee called ANA already", changed(named(Employee, "tom"), username="ANA")),
    ("Choose somebody else to take over", to_itself),
]  # fmt: skip


@pytest.mark.parametrize(("words", "act"), GUARDS, ids=[f"{n}: {words}" for n, (words, _) in enumerate(GUARDS)])
def test_a_rule_says_no_in_its_words(as_system: Session, words: str, act: Act) -> None:
    with pytest.raises(Refused) as why:
        act(as_system)
    assert words in str(why.value)


def test_nobody_deactivates_themselves(looking: Callable[[str], Session]) -> None:
    admin = looking("admin")
    with pytest.raises(Refused, match="Nobody deactivates themselves"):
        step(admin, named(Employee, "admin")(admin), "deactivate")

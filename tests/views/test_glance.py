"""Records as a list shows them: named as ever, under the rule, and silent about nothing that was not read."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm.exc import UnmappedInstanceError
from werkzeug.datastructures import MultiDict

from app.core.noun import Declared, nouns
from app.core.shape import field, fields
from app.core.viewer import viewer_of
from app.customers.customer import Customer
from app.organization.employee import Employee
from tests.views.guest import Guest
from views.fab.address import screens
from views.fab.glance import Glance
from views.fab.listing import Listing


def _rows(kind: Any, session: Any, noun: Any, names: tuple[str, ...]) -> list[Any]:
    shown = [f for f in fields(noun) if f.name in names]
    viewer = viewer_of(session)
    return kind(noun, MultiDict(), session=session, viewer=viewer, zone="UTC", shown=shown, sort="id").rows  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["ana", "luis", "max", "eva", "admin"])
def test_a_glance_finds_the_same_rows_as_records_do(looking: Any, name: str) -> None:
    session = looking(name)
    for noun, screen in ((noun, each) for noun, each in screens().items() if not noun.alone):
        names = tuple(each for each in screen.columns if (f := field(noun, each)) and not f.guard)
        seen, records = (_rows(kind, session, noun, names) for kind in (Glance, Listing))
        assert [_said(each, names) for each in seen] == [_said(each, names) for each in records], noun


def _said(record: Any, names: tuple[str, ...]) -> list[str]:
    values = [getattr(record, name) for name in names]
    return [record.id, record.named_in("es"), *(v.named_in("zh") if isinstance(v, Declared) else v for v in values)]


def test_what_a_relation_leads_to_is_seen_under_the_rule(looking: Any, as_system: Any) -> None:
    """Beta is Ana's and belongs to Zeta, which is Luis's: she sees that there is one as little as in a record."""
    beta, zeta = (
        as_system.scalars(sa.select(Customer).where(Customer.name == name)).one() for name in ("Beta", "Zeta")
    )
    beta.parent = zeta
    as_system.commit()
    ana = {each.name: each.parent for each in _rows(Glance, looking("ana"), Customer, ("parent",))}
    everybody = {each.name: each.parent for each in _rows(Glance, looking("admin"), Customer, ("parent",))}
    assert ana["Beta"] is None
    assert everybody["Beta"].name == "Zeta"


def test_what_was_not_read_is_not_asked_for_row_by_row(looking: Any) -> None:
    first = _rows(Glance, looking("ana"), Customer, ("city",))[0]
    with pytest.raises(UnmappedInstanceError):
        _ = first.phone


def test_each_noun_can_be_named_by_what_a_glance_reads() -> None:
    """One that puts its name together says of what."""
    own = [noun for noun in nouns() if noun.__str__ is not Declared.__str__]
    assert own == [Employee]
    assert Employee.named_of


def test_a_list_is_written_without_records(app: Flask) -> None:
    assert "Acme" in Guest(app, "ana").get("/customer/list/").text

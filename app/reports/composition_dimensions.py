"""By what customers are told apart in the composition report: where each dimension stands, and how its values read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.catalog.dictionary import DictionaryEntry
from app.customers.customer import Customer, CustomerKind, Risk, Stage, Status, Tier, ValueClass
from app.customers.lifecycle import LifecycleEntry
from app.organization.department import Department
from app.organization.employee import Employee
from app.sales.opportunity import Opportunity


class CustomerDimension(StrEnum):
    """What a reader may choose."""

    VALUE_CLASS = "Value class"
    TIER = "Tier"
    STAGE = "Stage"
    KIND = "Kind"
    STATUS = "Status"
    RISK = "Risk"
    INDUSTRY = "Industry"
    CREDIT_RATING = "Credit rating"
    CITY = "City"
    REGION = "Region"
    OWNER = "Owner"
    DEPARTMENT = "Department"
    SOURCE = "Source"


UNLISTED = "?"
"""Before a group that no list of customers can be narrowed to."""


@dataclass(frozen=True)
class Place:
    """Where a dimension stands: an enum's members, a text, or a record with a name."""

    field: str
    """What a list of customers is filtered by; nothing where it cannot be."""
    choices: type[StrEnum] | None = None
    noun: type[Any] | None = None
    key: Callable[[], Any] | None = None
    """Where it is not a column of the customer."""

    @property
    def column(self) -> Any:
        return self.key() if self.key else getattr(Customer, f"{self.field}_id" if self.noun else self.field)

    @property
    def is_historic(self) -> bool:
        """Whether what it was on a day is kept."""
        return self.field in ("value_class", "stage")


def _first_source() -> Any:
    """Where the first opportunity with them came from."""
    first = sa.select(Opportunity.source_id).where(Opportunity.customer_id == Customer.id)
    return first.order_by(Opportunity.id).limit(1).correlate(Customer).scalar_subquery()


PLACES: Final = {
    CustomerDimension.VALUE_CLASS: Place("value_class", ValueClass),
    CustomerDimension.TIER: Place("tier", Tier),
    CustomerDimension.STAGE: Place("stage", Stage),
    CustomerDimension.KIND: Place("kind", CustomerKind),
    CustomerDimension.STATUS: Place("status", Status),
    CustomerDimension.RISK: Place("risk", Risk),
    CustomerDimension.INDUSTRY: Place("industry", noun=DictionaryEntry),
    CustomerDimension.CREDIT_RATING: Place("credit_rating", noun=DictionaryEntry),
    CustomerDimension.CITY: Place("city"),
    CustomerDimension.REGION: Place("region"),
    CustomerDimension.OWNER: Place("owner", noun=Employee),
    CustomerDimension.DEPARTMENT: Place("department", noun=Department),
    CustomerDimension.SOURCE: Place("", noun=DictionaryEntry, key=_first_source),
}


@dataclass(frozen=True)
class Told:
    """The columns of one dimension: the key of each customer's group and, of a record, its name."""

    key: Any
    name: Any
    joined: tuple[Any, Any] | None = None


def told(dimension: CustomerDimension, language: str, as_of: date | None) -> Told:
    """As of a day, where a history of it is kept; else as it is now."""
    place = PLACES[dimension]
    if as_of and place.is_historic:
        then = _then(place.field, as_of)
        return Told(sa.cast(then.c.then, sa.String), sa.literal(""), (then, then.c.customer_id == Customer.id))
    key = place.column
    if place.noun is None:
        return Told(sa.cast(key, sa.String), sa.literal(""))
    other = aliased(place.noun)
    return Told(sa.cast(key, sa.String), _name(other, place.noun, language), (other, other.id == key))


def _then(field: str, day: date) -> Any:
    """What each was on that day, by their history; what was written last, where it says more than one."""
    over = sa.or_(LifecycleEntry.until_on.is_(None), LifecycleEntry.until_on > day)
    turn = sa.func.row_number().over(partition_by=LifecycleEntry.customer_id, order_by=LifecycleEntry.id.desc())
    known = sa.select(LifecycleEntry.customer_id, getattr(LifecycleEntry, field).label("then"), turn.label("turn"))
    each = known.where(LifecycleEntry.from_on <= day, over).subquery()
    return sa.select(each.c.customer_id, each.c.then).where(each.c.turn == 1).subquery()


def _name(other: Any, noun: type[Any], language: str) -> Any:
    if noun is Employee:
        return other.first_name + " " + other.last_name
    if noun is Department:
        return other.name
    spoken = getattr(other, DictionaryEntry.names.get(language, "name_en"))
    return sa.func.coalesce(sa.func.nullif(spoken, ""), other.name_en)

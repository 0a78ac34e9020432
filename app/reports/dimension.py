"""By what sales are told apart: goods, ways, places, customers, people, and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.catalog.dictionary import DictionaryEntry
from app.catalog.product import Product
from app.core.language import Language
from app.core.period import Period
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.department import Department
from app.organization.employee import Employee
from app.reports.sold import within
from app.reports.stretches import month_name
from app.sales.order import Order
from app.sales.order_line import OrderLine

UNKNOWN: Final = N_("Not given")


class Dimension(StrEnum):
    CATEGORY = "Category"
    SUBCATEGORY = "Subcategory"
    PRODUCT = "Product"
    CHANNEL = "Sales channel"
    SHIP_MODE = "Ship mode"
    REGION = "Region"
    COUNTRY = "Country"
    STATE = "State"
    CITY = "City"
    KIND = "Kind of customer"
    VALUE_CLASS = "Value class"
    INDUSTRY = "Industry"
    OWNER = "Seller"
    DEPARTMENT = "Department"
    MONTH = "Month"


@dataclass(frozen=True)
class Cut:
    """What rows are grouped by; where that is a record's id, whose name is shown."""

    key: Any
    of: Any = None
    """The table that has it: `Order`, or what is joined for it."""
    named: type[Any] | None = None
    filter: str = ""
    """The field of an order that lists are narrowed by, where there is one."""


MONTH: Final = sa.cast(sa.extract("year", Order.ordered_on), sa.Integer) * 12 + sa.cast(
    sa.extract("month", Order.ordered_on) - 1, sa.Integer
)
CUTS: Final[Mapping[Dimension, Cut]] = {
    Dimension.CATEGORY: Cut(Product.category, Product),
    Dimension.SUBCATEGORY: Cut(Product.subcategory, Product),
    Dimension.PRODUCT: Cut(Product.id, Product, Product),
    Dimension.CHANNEL: Cut(Order.channel_id, Order, DictionaryEntry, "channel"),
    Dimension.SHIP_MODE: Cut(Order.ship_mode, Order, None, "ship_mode"),
    Dimension.REGION: Cut(Order.region, Order, None, "region"),
    Dimension.COUNTRY: Cut(Order.country, Order, None, "country"),
    Dimension.STATE: Cut(Order.state, Order, None, "state"),
    Dimension.CITY: Cut(Order.city, Order, None, "city"),
    Dimension.KIND: Cut(Customer.kind, Customer),
    Dimension.VALUE_CLASS: Cut(Customer.value_class, Customer),
    Dimension.INDUSTRY: Cut(Customer.industry_id, Customer, DictionaryEntry),
    Dimension.OWNER: Cut(Order.owner_id, Order, Employee, "owner"),
    Dimension.DEPARTMENT: Cut(Employee.department_id, Employee, Department),
    Dimension.MONTH: Cut(MONTH, Order),
}  # fmt: skip


def key_of(dimension: Dimension, period: Period) -> Any:
    """What rows are grouped by; a month of the period before stands with the one that it is compared with."""
    if dimension is not Dimension.MONTH:
        return CUTS[dimension].key
    then = period.before
    apart = (period.first.year - then.first.year) * 12 + period.first.month - then.first.month
    return MONTH + sa.case((within(period), 0), else_=apart)


def joined(sold: sa.Select[Any], dimensions: Sequence[Dimension]) -> sa.Select[Any]:
    """Lines of orders, with what these dimensions are read from."""
    parts = dict.fromkeys(CUTS[each].of for each in dimensions)
    on: Mapping[Any, Any] = {
        Product: Product.id == OrderLine.product_id,
        Customer: Customer.id == Order.customer_id,
        Employee: Employee.id == Order.owner_id,
    }
    for part in parts:
        if part is not Order:
            sold = sold.outerjoin(part, on[part]) if part is Employee else sold.join(part, on[part])
    return sold


_NAMES: Final[Mapping[type[Any], Callable[[Any, str], Any]]] = {
    Product: lambda noun, code: noun.name,
    Department: lambda noun, code: noun.name,
    Employee: lambda noun, code: noun.first_name + " " + noun.last_name,
    DictionaryEntry: lambda noun, code: sa.func.coalesce(getattr(noun, noun.names[code]), noun.name_en),
}


def named(grouped: sa.Select[Any], key: Any, dimension: Dimension, code: str, label: str) -> sa.Select[Any]:
    """With the name of the record whose id the key is, in the reader's language."""
    noun = CUTS[dimension].named
    if noun is None:
        return grouped.add_columns(sa.null().label(label))
    other = aliased(noun)
    name = _NAMES[noun](other, code)
    return grouped.add_columns(name.label(label)).outerjoin(other, other.id == key)


def told(dimension: Dimension, key: Any, name: str | None, language: Language) -> str:
    """What stands in a row, in the reader's language."""
    if key is None:
        return language.say(UNKNOWN)
    if dimension is Dimension.MONTH:
        return month_name(month(key), language)
    return language.say(str(key.value)) if isinstance(key, Enum) else str(name or key)


def month(key: Any) -> date:
    return date(int(key) // 12, int(key) % 12 + 1, 1)

"""An order as it goes to the customer: what was ordered, what it costs, and what is still to be paid.

What the goods cost us is on no paper that leaves the house, whoever prints it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.viewer import viewer_of
from app.core.words import N_, label
from app.organization.setting import Setting, settings_of
from app.press.paper import Paper
from app.press.record import Rows, letter
from app.press.story import Reader
from app.sales.order import HALF_A_CENT, NOTHING, SOLD, Order, Status
from app.sales.order_line import OrderLine
from app.sales.payment import PaymentStatus

TITLES = {
    Status.DRAFT: N_("Draft of order {number}"),
    Status.CONFIRMED: N_("Order confirmation {number}"),
    Status.PAID: N_("Order confirmation {number}"),
    Status.CANCELLED: N_("Cancelled order {number}"),
}
LEADS = {
    Status.DRAFT: N_("This is how we have taken your order down. It is not confirmed yet."),
    Status.CONFIRMED: N_("Thank you. We confirm your order of {day}."),
    Status.PAID: N_("Thank you. We confirm your order of {day}."),
    Status.CANCELLED: N_("Your order of {day} was cancelled."),
}
DAYS = ("promised_on", "packed_on", "shipped_on", "delivered_on")
AMERICAN = {"", "us", "usa", "united states", "united states of america"}


@dataclass(frozen=True)
class Row:
    """One line of the order, and what is said under its product."""

    cells: Sequence[str]
    under: str


@dataclass(frozen=True)
class Told:
    """The order in the reader's words."""

    letterhead: str
    foot: str
    sender: str
    address: str
    facts: Sequence[tuple[str, str]]
    lead: str
    heads: Sequence[str]
    widths: Sequence[str]
    lines: Sequence[Row]
    sums: Sequence[tuple[str, str]]
    payments: Rows | None
    closing: Sequence[str]


def confirmation(session: Session, order: Order, reader: Reader, *, at: datetime) -> Paper:
    """The printed order, in the reader's language, under the reader's rule."""
    reads = replace(reader, decimals=_decimals(settings_of(session), order))
    title = reads.language.say(TITLES[order.status], number=order.number)
    return letter("order", reads, at=at, title=title, told=told(session, order, reads))


def _decimals(settings: Setting, order: Order) -> int:
    """A draft goes out as our quotation; what is confirmed is the contract."""
    return settings.quote_decimals if order.status is Status.DRAFT else settings.contract_decimals


def told(session: Session, order: Order, reader: Reader) -> Told:
    settings, can, language = settings_of(session), viewer_of(session).can, reader.language
    lines = order.lines if can("can_list", "OrderLine") else []
    payments = order.payments if can("can_list", "Payment") else []
    received = [each for each in payments if each.status is PaymentStatus.RECEIVED]
    head = settings.letterhead or ""
    return Told(
        head, settings.letter_foot or "", ", ".join([reader.company, *head.splitlines()][:3]), address(order),
        list(_facts(order, reader)), language.say(LEADS[order.status], day=language.day(order.ordered_on, "long")),
        *_table(lines, reader), _sums(order, lines, reader), _payments(received, reader), list(_closing(order, reader)),
    )  # fmt: skip


def address(order: Order) -> str:
    """Where the letter goes: to the customer, for the attention of who ordered."""
    customer = order.customer
    attention = [order.contact.name] if order.contact and order.contact.name != customer.name else []
    return "\n".join([customer.name, *attention, *place(customer)])


def place(of: Any) -> Iterator[str]:
    """Street, town and country, as the country writes them."""
    if of.address:
        yield of.address
    if (of.country or "").strip().lower() in AMERICAN:
        town = " ".join(filter(None, (of.state, of.postal_code)))
        lines = [", ".join(filter(None, (of.city, town)))]
    else:
        lines = [" ".join(filter(None, (of.postal_code, of.city))), of.state if of.state != of.city else ""]
    yield from filter(None, [*lines, of.country])


def _facts(order: Order, reader: Reader) -> Iterator[tuple[str, str]]:
    say, day = reader.language.say, reader.language.day
    yield say(N_("Order")), order.number
    yield say(label("ordered_on")), day(order.ordered_on)
    yield say(N_("Customer")), order.customer.number
    if order.owner is not None:
        yield say(N_("Your contact")), str(order.owner)
    for name in DAYS:
        if (on := getattr(order, name)) is not None:
            yield say(label(name)), day(on)
    if order.due_on is not None:
        yield say(label("due_on")), day(order.due_on)
    delivered_to = list(place(order))
    if delivered_to and delivered_to != list(place(order.customer)):
        yield say(N_("Delivered to")), reader.language.say(", ").join(delivered_to)


def _table(lines: Sequence[OrderLine], reader: Reader) -> tuple[list[str], list[str], list[Row]]:
    """Discount and tax have a column where there is any."""
    say = reader.language.say
    discounted, taxed = any(each.discount for each in lines), any(each.tax for each in lines)
    wanted: list[tuple[str, str, bool, Callable[[OrderLine], str]]] = [
        (say(label("quantity")), "16mm", True, lambda each: quantity(each.quantity, reader)),
        (f"{say(label('price'))}\n{reader.unit}", "21mm", True, lambda each: number(each.price, reader)),
        (say(label("discount")), "17mm", discounted, lambda each: _share(each.discount, reader)),
        (say(label("tax")), "16mm", taxed, lambda each: _share(each.tax_rate, reader)),
        (f"{say(label('amount'))}\n{reader.unit}", "24mm", True, lambda each: number(each.amount, reader)),
    ]
    columns = [(head, width, cell) for head, width, is_shown, cell in wanted if is_shown]
    rows = [
        Row([str(place_), each.product_name or "", *(cell(each) for _, _, cell in columns)], each.product.number)
        for place_, each in enumerate(lines, 1)
    ]
    heads = [say(N_("No.")), say(label("product")), *(head for head, _, _ in columns)]
    return heads, [width for _, width, _ in columns], rows


def _sums(order: Order, lines: Sequence[OrderLine], reader: Reader) -> list[tuple[str, str]]:
    """From the list prices to what is to be paid; where there is no tax, the sum is all there is."""
    say = reader.language.say
    money: list[tuple[str, Decimal]] = []
    if order.discount_total >= HALF_A_CENT:
        money.append((say(N_("At list prices")), order.total + order.discount_total))
        money.append((say(label("discount")), -order.discount_total))
    if order.tax_total:
        money.append((say(N_("Net")), order.total))
        money += [
            (say(N_("Tax {rate} on {base}"), rate=_share(rate, reader), base=number(base, reader)), tax)
            for rate, base, tax in by_rate(lines)
        ]
    money.append((say(N_("To be paid, {unit}"), unit=reader.unit), order.gross))
    return [(name, number(value, reader)) for name, value in money]


def by_rate(lines: Sequence[OrderLine]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Each tax rate with what it is on and what it comes to."""
    sums: dict[Decimal, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    for line in lines:
        base = sums[line.tax_rate or NOTHING]
        base[0] += line.amount or NOTHING
        base[1] += line.tax or NOTHING
    return [(rate, base, tax) for rate, (base, tax) in sorted(sums.items()) if rate]


def _payments(received: Sequence[Any], reader: Reader) -> Rows | None:
    if not received:
        return None
    say = reader.language.say
    heads = [say(label("paid_on")), say(label("reference")), f"{say(label('amount'))}\n{reader.unit}"]
    rows = [[reader.language.day(each.paid_on), each.reference or "", number(each.amount, reader)] for each in received]
    return Rows(say(label("payments")), heads, rows, frozenset({2}))


def _closing(order: Order, reader: Reader) -> Iterator[str]:
    """What is still to be paid, and what was remarked."""
    say, due = reader.language.say, order.gross - order.paid
    if order.status in SOLD:
        if due < HALF_A_CENT:
            yield say(N_("Everything is paid. Thank you."))
        elif order.due_on:
            by = reader.language.day(order.due_on, "long")
            yield say(N_("Still to be paid: {amount}, by {day}."), amount=reader.money(due), day=by)
        else:
            yield say(N_("Still to be paid: {amount}."), amount=reader.money(due))
    if order.remarks:
        yield order.remarks


def number(value: Decimal | None, reader: Reader) -> str:
    """An amount without its currency, which stands in the head."""
    return reader.language.number(value or NOTHING, reader.decimals)


def quantity(value: Decimal, reader: Reader) -> str:
    used = max(0, -int(value.normalize().as_tuple().exponent))
    return reader.language.number(value, used)


def _share(rate: Decimal | None, reader: Reader) -> str:
    """A rate in percent with as many decimals as it has."""
    if not rate:
        return "–"
    used = max(0, -int((rate * 100).normalize().as_tuple().exponent))
    return reader.language.share(rate, used)

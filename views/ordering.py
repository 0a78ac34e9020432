"""The lines of an order on its page: added, changed and taken out where they stand, while it is a draft."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

import wtforms
from flask import Blueprint, jsonify, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.catalog.product import Product
from app.core import doorman
from app.core.doorman import found, may
from app.core.errors import NOT_FOUND, Refused
from app.core.shape import Field, field
from app.core.words import N_
from app.sales.order import Order
from app.sales.order_line import OrderLine
from views.fab.asked import of_field
from views.fab.format import text_of
from views.fab.forms import form_of, given, refuse
from views.fab.inputs import written
from views.fab.loading import relations
from views.fab.page import is_part, page
from views.fab.reader import reader, say
from views.fab.recordpage import RecordPage
from views.fab.related import is_open
from views.fab.session import session
from views.fab.viewer import viewer

pages = Blueprint("ordering", __name__, url_prefix="/order")
ASKED = ("product", "quantity", "price", "discount", "tax_rate")
TOLD = ("quantity", "price", "discount", "tax_rate", "amount")
SUMS = (("discount_total", N_("Discount")), ("total", N_("Net")), ("tax_total", N_("Tax")), ("gross", N_("To be paid")),
        ("paid", N_("Paid")), ("due", N_("Due")))  # fmt: skip


class Lines:
    """What stands over the story of an order: its lines with their sums, and the form of one of them."""

    template, style, script = "order_lines.html", "order.css", "order.js"

    def __init__(self, order: Order, *, at: str = "", form: wtforms.Form | None = None, wrong: str = "") -> None:
        self.order, self.at, self._form, self.wrong = order, at, form, wrong

    @property
    def is_shown(self) -> bool:
        return viewer().can("can_list", "OrderLine")

    @property
    def may_add(self) -> bool:
        return viewer().can("can_add", "OrderLine") and is_open(self.order)

    @property
    def may_edit(self) -> bool:
        return viewer().can("can_edit", "OrderLine") and is_open(self.order)

    @property
    def may_delete(self) -> bool:
        return viewer().can("can_delete", "OrderLine") and is_open(self.order)

    @cached_property
    def form(self) -> wtforms.Form | None:
        """Of the line that is open, or of a new one."""
        if self._form is not None or not (self.may_edit if self.at else self.may_add):
            return self._form
        line = next((each for each in self.lines if str(each.id) == self.at), None)
        return asking(start={name: getattr(line, name) for name in ASKED} if line is not None else None)

    @cached_property
    def lines(self) -> list[OrderLine]:
        return list(self.order.lines)

    @property
    def heads(self) -> list[str]:
        return [say(_field(name).label) for name in TOLD]

    @property
    def rows(self) -> list[tuple[OrderLine, list[str], bool]]:
        """Each line with what is told of it, and whether it is the one that is open."""
        write = [(name, text_of(_field(name), reader())) for name in TOLD]
        at = self.at if self.form is not None else ""
        return [(each, [text(getattr(each, name)) for name, text in write], str(each.id) == at) for each in self.lines]

    @property
    def sums(self) -> list[tuple[str, str]]:
        """Those that say something: no tax where there is none, nothing paid where nothing was."""
        order, read = self.order, reader()
        plain = {"total": not (order.tax_total or order.discount_total), "due": not order.paid}
        values = ((name, words, getattr(order, name)) for name, words in SUMS)
        shown = ((name, words, value) for name, words, value in values if (value or name == "gross"))
        return [(say(words), text_of(_field(name, Order), read)(value)) for name, words, value in shown
                if not plain.get(name)]  # fmt: skip

    def address(self, *more: Any) -> str:
        return "/".join([f"{request.script_root}/order/lines/{self.order.id}", *map(str, more)])


def _field(name: str, noun: type[Any] = OrderLine) -> Field:
    f = field(noun, name)
    assert f is not None  # noqa: S101 - named above
    return f


def asking(*, posted: MultiDict[str, str] | None = None, start: dict[str, Any] | None = None) -> wtforms.Form:
    return form_of([of_field(_field(name)) for name in ASKED], reader(), posted=posted, start=start)


@pages.get("/price")
def price() -> Response:
    """What a line begins with when its product is chosen, as the reader types it."""
    may(session(), "can_add", OrderLine)
    product = found(session(), Product, request.args.get("product", ""))
    values = {"price": _list_price(product), "tax_rate": product.tax_rate}
    return jsonify({name: written(of_field(_field(name)), value, reader()) for name, value in values.items()})


@pages.get("/lines/<order_id>")
@pages.get("/lines/<order_id>/<line_id>")
def show(order_id: str, line_id: str = "") -> Any:
    """The order's page with one of its lines open."""
    may(session(), "can_show", Order)
    return _page(Lines(_order(order_id), at=line_id))


@pages.post("/lines/<order_id>")
@pages.post("/lines/<order_id>/<line_id>")
def save(order_id: str, line_id: str = "") -> Any:
    """A new line, or another content of one; what was typed stays, whatever is refused."""
    order = _order(order_id)
    form = asking(posted=_with_price(request.form))
    wrong = _saved(order, line_id, form) if form.validate() else ""
    if wrong is not None:
        return _page(Lines(_order(order_id), at=line_id, form=form, wrong=wrong), 422)
    return _done(order_id)


@pages.post("/lines/<order_id>/<line_id>/delete")
def delete(order_id: str, line_id: str) -> Any:
    may(session(), "can_delete", OrderLine)
    line = _line(_order(order_id), line_id)
    doorman.delete(session(), OrderLine, line.id, None)
    return _done(order_id)


def _saved(order: Order, line_id: str, form: wtforms.Form) -> str | None:
    """Nothing when it is; what is wrong otherwise, unless that stands beside its field."""
    try:
        if line_id:
            doorman.update(session(), OrderLine, _line(order, line_id).id, None, given(form))
        else:
            doorman.create(session(), OrderLine, {"order": order, **given(form)})
    except Refused as why:
        if why.code == NOT_FOUND and why.field is None:
            raise
        return refuse(form, why, reader())
    return None


def _with_price(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Where nobody said a price it is the product's; a browser with scripts has filled it in."""
    raw, filled = posted.get("product", ""), MultiDict(posted)
    if raw and not posted.get("price", "").strip():
        value = session().get(Product, int(raw)) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
        filled["price"] = written(of_field(_field("price")), _list_price(value) if value else None, reader())
    return filled


def _list_price(product: Product) -> Decimal | None:
    """No finer than prices are typed in orders."""
    digits = reader().settings.decimals_of(_field("price"))
    return None if product.price is None else round(product.price, digits)


def _line(order: Order, line_id: str) -> OrderLine:
    """A line of this order, and of no other."""
    line = found(session(), OrderLine, line_id)
    if line.order_id != order.id:
        raise Refused(NOT_FOUND, "There is no such {noun}.", noun=OrderLine)
    return line


def _order(order_id: str) -> Order:
    return found(session(), Order, order_id, along=relations(Order))


def _done(order_id: str) -> Any:
    """The page as it is now; where scripts ask, without the way round."""
    if is_part():
        return _page(Lines(_order(order_id)))
    return redirect(f"{request.script_root}/order/show/{int(order_id)}")


def _page(lines: Lines, status: int = 200) -> Any:
    """A part that is refused is shown as well: the page puts in whatever was answered well."""
    from views.sales import OrderScreen

    it = RecordPage(OrderScreen(), lines.order)
    it.part = lines
    return page("record.html", it=it), 200 if is_part() else status

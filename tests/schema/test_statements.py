"""Statements grow with what is asked for, not with what is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.catalog.product import Product
from app.core import doorman
from app.core.database import system_session
from app.customers.customer import Customer
from app.sales.order import Order
from app.sales.order_line import OrderLine

QUERY = """query($n: Int!) { customers(first: $n) { totalCount edges { node { name
    owner { name department { name } }
    contacts { totalCount edges { node { name customer { name } } } }
    orders(first: 5) { edges { node { number
      lines(first: 5) { edges { node { quantity product { name } } } } } } } } } } }"""


def test_statements_do_not_grow_with_rows(ask: Callable[..., Any], statements: list[str], engine: sa.Engine) -> None:
    _more_customers(engine)
    eva = ask("eva")
    counts = {}
    for n in (1, 4, 30):
        statements.clear()
        eva.told(QUERY, n=n)
        counts[n] = len([each for each in statements if each.startswith("SELECT")])
    assert counts[4] == counts[30]
    assert counts[30] <= 4 + 10, "four for the one who asks, one for each place in the answer and each count"


def test_a_count_is_made_only_when_asked_for(ask: Callable[..., Any], statements: list[str]) -> None:
    eva = ask("eva")
    statements.clear()
    eva.told("{ customers { edges { node { name orders { pageInfo { hasNextPage } } } } pageInfo { hasNextPage } } }")
    assert not [each for each in statements if "select count(" in each.lower()]


def test_only_what_was_asked_for_is_read(ask: Callable[..., Any], statements: list[str]) -> None:
    eva = ask("eva")
    statements.clear()
    eva.told("{ customers { edges { node { name } } } }")
    [read] = [each for each in statements if "FROM customer" in each]
    assert "city" not in read
    assert "remarks" not in read


def _more_customers(engine: sa.Engine) -> None:
    with system_session(engine) as session:
        desk = session.scalars(sa.select(Product)).first()
        for n in range(26):
            customer = doorman.create(session, Customer, {"name": f"More {n}", "owner": 2})
            for _ in range(2):
                order = doorman.create(session, Order, {"customer": customer})
                doorman.create(session, OrderLine, {"order": order, "product": desk, "quantity": 1, "price": 2})

"""The six questions, as they are sent to us, and the values that take turns in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import orjson
import psycopg

from schema.engine.compiled.cursors import cursor

Values = dict[str, Any]
NUMBERS, PLACES, STRETCHES, PERIODS = 200, 20, 5, 20
DEEP: Final = 1_000
"""The page that the sixth question is asked of; there are fifty on each."""

Q1 = """query Q1($number: String!) { callerLookup(number: $number) { customer { id number name status
  contacts { edges { node { id name title officePhone mobilePhone email } } }
  orders(first: 5, orderBy: [{orderedOn: DESC}]) { edges { node { id number orderedOn status total } } }
  serviceRequests(filter: {status: {in: [NEW, DISPATCHED, ACCEPTED, WAITING]}})
    { edges { node { id number summary status openedAt } } } } } }"""
Q2 = """query Q2($after: String) { customers(first: 100, after: $after, orderBy: [{name: ASC}])
  { edges { node { id number name city status owner { id name } } } } }"""
Q3 = """query Q3($first: Int = 50) { customers(first: $first, orderBy: [{id: ASC}]) { edges { node { id name
  contacts(first: 5) { edges { node { id name email } } }
  orders(first: 5) { edges { node { id number orderedOn
    lines(first: 5) { edges { node { id quantity price product { id name } } } } } } } } } } }"""
Q4 = """query Q4($after: String, $first: Int = 1000) { orders(first: $first, after: $after, orderBy: [{id: ASC}])
  { edges { node { id number orderedOn status total discountTotal city country } cursor } } }"""
Q5 = """query Q5($from: Date!, $to: Date!) { ordersAggregate(filter: {orderedOn: {gte: $from, lt: $to}},
  groupBy: [{orderedOn: MONTH}, {status: VALUE}]) { keys { orderedOn status } count sum { total } } }"""
Q6 = """query Q6($after: String!) { customers(first: 50, after: $after, orderBy: [{name: ASC}])
  { edges { node { id name city } cursor } pageInfo { hasNextPage endCursor } } }"""


@dataclass(frozen=True)
class Question:
    """One of the six: goals, its text and variables, and the same values for a statement by hand."""

    name: str
    throughput: float
    """At least so many times PostGraphile's."""
    cpu: float
    """At most so many times the processor time of SQL by hand."""
    query: str
    variables: Sequence[Values]
    values: Sequence[Sequence[Any]]

    def bodies(self) -> list[bytes]:
        return [orjson.dumps({"query": self.query, "variables": each}) for each in self.variables]

    def bare_bodies(self) -> list[bytes]:
        return [orjson.dumps(each) for each in self.values]


def questions(url: str) -> list[Question]:
    """All six, with the values of this database."""
    with psycopg.connect(url) as connection:
        numbers, names = _numbers(connection), Named(connection)
        ids = _places(connection, 'SELECT id FROM "order" ORDER BY id LIMIT 1 OFFSET %s', range(999, 5000, 1000))
        near, deep = names.places(range(99, 1000, 47)), names.places(range(DEEP * 50 - 1, DEEP * 51, 47))
    return [
        Question("Q1", 2, 2.7, Q1, [{"number": each} for each in numbers], [[each] for each in numbers]),
        Question("Q2", 2, 1.3, Q2, after(near), near),
        Question("Q3", 1.7, 1.2, Q3, [{}], [[]]),
        Question("Q4", 3, 1.1, Q4, after(ids), ids),
        Question("Q5", 0.95, 1.1, Q5, [{"from": a, "to": b} for a, b in _periods()], _periods()),
        Question("Q6", 1.3, 2.5, Q6, after(deep), deep),
    ]


class Named:
    """The customers in the order of their names."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        [self.count] = connection.execute("SELECT count(*) FROM customer").fetchone() or [0]

    def places(self, depths: Sequence[int]) -> list[list[Any]]:
        """What stands there: the name and the id; in a small company, at the same share of the list."""
        said = "SELECT name, id FROM customer ORDER BY name, id LIMIT 1 OFFSET %s"
        within = [depth if depth < self.count - 100 else depth % (self.count - 100) for depth in depths[:PLACES]]
        return _places(self.connection, said, within)


def _places(connection: psycopg.Connection, statement: str, depths: Sequence[int]) -> list[list[Any]]:
    return [list(connection.execute(statement, [depth]).fetchone() or ()) for depth in depths]  # type: ignore[arg-type]


def after(places: Sequence[Sequence[Any]]) -> list[Values]:
    return [{"after": cursor(place)} for place in places]


def _numbers(connection: psycopg.Connection) -> list[str]:
    said = """SELECT office_phone_e164 FROM contact WHERE office_phone_e164 IS NOT NULL
        AND id %% (SELECT greatest(1, count(*) / %s) FROM contact) = 0 ORDER BY id LIMIT %s"""
    return [number for (number,) in connection.execute(said, [NUMBERS, NUMBERS])]


def _periods() -> list[list[str]]:
    """Seventeen days each, over the end of a month: some 12,000 orders of half a million, in six groups."""
    begins = [date(2025 + month // 12, month % 12 + 1, 20) for month in range(PERIODS)]
    return [[begin.isoformat(), (begin + timedelta(days=17)).isoformat()] for begin in begins]

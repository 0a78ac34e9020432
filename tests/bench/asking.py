"""The API beside statements by hand: processor time of ours and of PostgreSQL, with keys, scope and limits on."""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from werkzeug.test import EnvironBuilder

from app.core.database import system_session
from app.core.noun import now
from app.organization.access_key import issue
from app.organization.employee import Employee
from run import create_app, db
from tests.bench.questions import QUESTIONS, Question
from tests.bench.table import Claim
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import Database, postgresql_server

CUSTOMERS, ROUNDS, TIMES = 5_000, 5, 20
STAMPS = "1, now(), now()"
FILL = (
    "INSERT INTO product (number, name, kind, is_active, price, version, created_at, changed_at) "
    f"SELECT 'BP' || g, 'Product ' || g, 'BOUGHT', true, g, {STAMPS} FROM generate_series(1, 1000) g",
    "INSERT INTO customer (number, name, status, kind, tier, value_class, is_stage_overridden, "
    "is_value_class_overridden, city, owner_id, version, created_at, changed_at) SELECT 'BC' || g, 'Name ' || "
    f"lpad((g * 7919 %% {CUSTOMERS})::text, 6, '0'), 'ACTIVE', 'CORPORATE', 'B', 'ORDINARY', false, false, "
    f"'City ' || g %% 97, 2 + g %% 5, {STAMPS} FROM generate_series(1, {CUSTOMERS}) g",
    "INSERT INTO contact (customer_id, name, is_main, email, version, created_at, changed_at) SELECT c.id, "
    f"'Contact ' || g, false, 'c' || g || '@x.example', {STAMPS} FROM customer c, generate_series(1, 2) g",
    'INSERT INTO "order" (number, status, ordered_on, total, discount_total, tax_total, gross, paid, customer_id, '
    "country, version, created_at, changed_at) SELECT 'BO' || c.id || '-' || g, "
    "(ARRAY['DRAFT', 'CONFIRMED', 'PAID'])[1 + (c.id + g) %% 3], date '2025-01-01' + (c.id * 7 + g * 31) %% 700, "
    f"g * 100.5, 0, 0, g * 100.5, 0, c.id, 'US', {STAMPS} FROM customer c, generate_series(1, 5) g",
    "INSERT INTO order_line (order_id, product_id, quantity, price, discount, version, created_at, changed_at) "
    "SELECT o.id, (SELECT min(id) FROM product) + (o.id + g) %% 1000, g, 10.5, 0, "
    f'{STAMPS} FROM "order" o, generate_series(1, 3) g',
    "ANALYZE",
)  # fmt: skip


def claims() -> list[Claim]:
    """Each question by our way and by hand, in turn."""
    with postgresql_server() as server, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        database = Database.made("postgresql", Path(directory), server)
        app = create_app(settings_for(database.url, Path(directory)))
        key = _filled(app)
        with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as connection:
            return [_claim(app, key, connection, question, database.name) for question in QUESTIONS]


def _filled(app: Flask) -> str:
    """The company and its many customers, and an administrator's key."""
    with app.app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        with db.engine.begin() as connection:
            for statement in FILL:
                connection.exec_driver_sql(statement)
        with system_session(db.engine) as session:
            admin = session.scalars(sa.select(Employee).where(Employee.username == "admin")).one()
            key = issue(session, admin, at=now())
            session.commit()
        db.session.remove()
    return key


def _claim(app: Flask, key: str, connection: psycopg.Connection, question: Question, database: str) -> Claim:
    ours = _ours(app, key, question)

    def by_hand() -> bytes:
        rows = connection.execute(question.statement, question.values or None).fetchall()  # type: ignore[arg-type]
        return orjson.dumps({"data": {"found": {"edges": question.told(rows)}}})

    costs: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for way, cost in zip((ours, by_hand), costs, strict=True):
            cost.append(_cost(way, database))
    mine, least = map(statistics.median, costs)
    return Claim(f"{question.name}, CPU", mine / least, question.goal, f"{mine:.2f} ms of {least:.2f} ms")


def _ours(app: Flask, key: str, question: Question) -> Callable[[], bytes]:
    body = orjson.dumps({"query": question.query, "variables": question.variables})
    headers = {"Authorization": f"Bearer {key}"}
    environ = EnvironBuilder(
        path="/graphql", method="POST", data=body, content_type="application/json", headers=headers
    ).get_environ()

    def ask() -> bytes:
        said: list[str] = []
        answer = app.wsgi_app({**environ, "wsgi.input": io.BytesIO(body)}, lambda status, *_: said.append(status))
        told = b"".join(answer)
        if said != ["200 OK"] or b'"errors"' in told:
            raise RuntimeError(f"{question.name}: {said} {told[:200]!r}")
        return told

    return ask


def _cost(way: Callable[[], bytes], database: str) -> float:
    """Milliseconds of processor time a question, here and in PostgreSQL."""
    for _ in range(6):
        way()
    here, there = time.process_time(), _backends(database)
    for _ in range(TIMES):
        way()
    return (time.process_time() - here + _backends(database) - there) / TIMES * 1000


def _backends(database: str) -> float:
    """What all who serve this database have spent."""
    found = 0.0
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if f" {database} ".encode() in Path(f"/proc/{process}/cmdline").read_bytes():
                found += int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue
    return found

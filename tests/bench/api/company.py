"""The company that the six questions are asked of, made inside PostgreSQL; the same one at every size."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask_migrate import upgrade

from app.core.database import system_session
from app.core.noun import now
from app.organization.access_key import issue
from app.organization.employee import Employee
from run import create_app, db
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import Database, command

PRODUCTS: Final = 1_000
STAMPED, STAMPS = (
    "version, created_at, changed_at",
    "1, timestamptz '2026-01-01 08:00Z', timestamptz '2026-01-01 08:00Z'",
)
FILL: Final = (
    "SET session_replication_role = replica",  # what refers to what is right by construction
    f"INSERT INTO product (number, name, kind, is_active, price, {STAMPED}) "
    f"SELECT 'BP' || g, 'Product ' || g, 'BOUGHT', true, g, {STAMPS} FROM generate_series(1, {PRODUCTS}) g",
    "INSERT INTO ab_user (first_name, last_name, username, active, email, language, zone, department_id) "
    "SELECT 'First' || g, 'Last' || g, 'bench' || g, true, 'bench' || g || '@x.example', 'en', 'UTC', "
    "(SELECT min(id) FROM department) FROM generate_series(1, 200) g",
    "INSERT INTO customer (number, name, status, kind, tier, value_class, is_stage_overridden, "
    "is_value_class_overridden, city, country, phone, phone_e164, owner_id, last_order_on, "
    f"{STAMPED}) SELECT 'BC' || g, 'Name ' || lpad((g * 7919::bigint % {{customers}})::text, 7, '0'), "
    "'ACTIVE', 'CORPORATE', 'B', 'ORDINARY', false, false, 'City ' || g % 97, 'US', "
    "'+1215' || lpad((2000000 + g)::text, 7, '0'), '+1215' || lpad((2000000 + g)::text, 7, '0'), "
    "(SELECT min(id) FROM ab_user WHERE username LIKE 'bench%') + g % 200, "
    f"date '2025-01-01' + (g * 7 + 155) % 700, {STAMPS} FROM generate_series(1, {{customers}}) g",
    "INSERT INTO contact (customer_id, name, title, is_main, email, office_phone, office_phone_e164, "
    f"mobile_phone, mobile_phone_e164, {STAMPED}) SELECT c.id, 'Contact ' || c.id || '-' || g, 'Buyer', g = 1, "
    "'c' || c.id || '-' || g || '@x.example', p.office, p.office, p.mobile, p.mobile, "
    f"{STAMPS} FROM customer c, generate_series(1, 2) g, LATERAL (SELECT "
    "'+1312' || lpad((2000000 + c.id * 2 + g)::text, 7, '0') AS office, "
    "'+1646' || lpad((2000000 + c.id * 2 + g)::text, 7, '0') AS mobile) p WHERE c.number LIKE 'BC%'",
    'INSERT INTO "order" (number, status, ordered_on, total, discount_total, tax_total, gross, paid, customer_id, '
    f"city, country, {STAMPED}) SELECT 'BO' || c.id || '-' || g, "
    "(ARRAY['DRAFT', 'CONFIRMED', 'PAID'])[1 + (c.id + g) % 3], date '2025-01-01' + (c.id * 7 + g * 31) % 700, "
    f"g * 100.5, g, 0, g * 100.5, 0, c.id, c.city, 'US', {STAMPS} FROM customer c, generate_series(1, 5) g "
    "WHERE c.number LIKE 'BC%'",
    "INSERT INTO order_line (order_id, product_id, quantity, price, discount, "
    f"{STAMPED}) SELECT o.id, (SELECT min(id) FROM product WHERE number LIKE 'BP%') + (o.id + g) % {PRODUCTS}, g, "
    f"10.5, 0, {STAMPS} FROM \"order\" o, generate_series(1, 3) g WHERE o.number LIKE 'BO%'",
    "INSERT INTO service_request (number, customer_id, status, kind, priority, channel, summary, is_entitled, "
    f"opened_at, queued_at, paused_minutes, {STAMPED}) SELECT 'BS' || c.id || '-' || g, c.id, "
    "(ARRAY['NEW', 'RESOLVED', 'WAITING', 'ARCHIVED'])[1 + (c.id + g) % 4], 'INQUIRY', 'NORMAL', 'CALL', "
    "'Asks ' || g, false, t.at, t.at, 0, "
    f"{STAMPS} FROM customer c, generate_series(1, 2) g, "
    "LATERAL (SELECT timestamptz '2026-01-01 08:00Z' + (c.id % 300 || ' days')::interval AS at) t "
    "WHERE c.number LIKE 'BC%'",
    "SET session_replication_role = DEFAULT",
)


def founded(server: str, directory: Path, customers: int) -> tuple[Database, str]:
    """A database with the company and so many customers, and the key of somebody who may read all of it."""
    database = Database.made("postgresql", directory, server)
    app = create_app(settings_for(database.url, directory))
    with app.app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        with db.engine.begin() as connection:
            for statement in FILL:
                connection.exec_driver_sql(statement.format(customers=customers).replace("%", "%%"))
        key = _key(db.engine)
        db.session.remove()
        db.engine.dispose()
    command(database.url, "VACUUM ANALYZE")
    return database, key


def _key(engine: sa.Engine) -> str:
    with system_session(engine) as session:
        reader = session.scalars(sa.select(Employee).where(Employee.username == "admin")).one()
        key = issue(session, reader, at=now())
        session.commit()
    return key

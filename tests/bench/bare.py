"""The measure: a bare Flask application whose pages run the best statements and show the same rows, and no more.

It looks up who has signed in (one statement by an index), reads the rows and how many there are, and renders a table
with Jinja. It has no menu, no filters, no permissions, no languages and no formats.
"""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template, session
from jinja2 import DictLoader

LIST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Customers</title></head><body>
<h1>Customers</h1><p>Signed in: {{ me.first_name }} {{ me.last_name }}</p>
<table><thead><tr>{% for head in heads %}<th>{{ head }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}
<tr><td><a href="/customer/show/{{ row.id }}">{{ row.name }}</a> {{ row.number }}</td><td>{{ row.status }}</td>
<td>{{ row.value_class }}</td><td>{{ row.tier }}</td><td>{{ row.first_name or "" }} {{ row.last_name or "" }}</td>
<td>{{ row.city or "" }}</td><td>{{ row.last_order_on or "" }}</td><td>{{ row[8] or "" }}</td></tr>
{% endfor %}
</tbody></table><p>{{ count }}</p></body></html>"""
FORM = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Edit</title></head><body>
<h1>{{ row.name }}</h1><p>Signed in: {{ me.first_name }} {{ me.last_name }}</p>
<form method="post">
{% for name, value in fields %}<p><label for="{{ name }}">{{ name }}</label>
<input id="{{ name }}" name="{{ name }}" value="{{ value if value is not none }}"></p>
{% endfor %}
<p><label for="owner">owner</label><select id="owner" name="owner">
<option value="{{ row.owner_id }}" selected>{{ row.first_name }} {{ row.last_name }}</option></select></p>
<button>Save</button></form></body></html>"""
HEADS = ("Name", "Status", "Value class", "Tier", "Owner", "City", "Last order on", "More")
WHO = sa.text(
    "SELECT e.id, e.first_name, e.last_name FROM sign_in s JOIN ab_user e ON e.id = s.employee_id "
    "WHERE s.digest = :digest AND s.ended_at IS NULL AND e.active"
)
ONE = sa.text(
    "SELECT c.*, o.first_name, o.last_name FROM customer c LEFT JOIN ab_user o ON o.id = c.owner_id WHERE c.id = :id"
)


def bare(engine: sa.Engine, key: str) -> Flask:
    """`STATEMENTS` in its configuration are those of the page that is measured: rows, count, and their values."""
    app = Flask("bare")
    app.config.update(SECRET_KEY=key, SESSION_COOKIE_NAME="trato")
    app.jinja_loader = DictLoader({"list.html": LIST, "form.html": FORM})

    @app.get("/list")
    def listed() -> Any:
        rows, count, values = app.config["STATEMENTS"]
        with engine.connect() as connection:
            me = _me(connection)
            found = connection.execute(rows, values).all()
            many = connection.execute(count, values).scalar()
        return render_template("list.html", me=me, rows=found[:25], heads=HEADS, count=many)

    @app.get("/edit/<int:key>")
    def edit(key: int) -> Any:
        with engine.connect() as connection:
            me = _me(connection)
            row = connection.execute(ONE, {"id": key}).one()
        return render_template("form.html", me=me, row=row, fields=list(row._mapping.items())[:20])

    return app


def _me(connection: sa.Connection) -> Any:
    return connection.execute(WHO, {"digest": hashlib.sha256(session["token"].encode()).hexdigest()}).one()

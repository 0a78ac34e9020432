"""One database of a size with our application over it and a bare one beside it, and people signed in at both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app.core.database import system_session
from app.core.noun import now
from app.organization import sign_in
from app.organization.employee import Employee
from run import create_app, db
from tests.bench.bare import bare
from tests.bench.hanging import fill, hanging_pages
from tests.bench.measure import Request
from tests.bench.pages import VIEWERS, Page, pages
from tests.bench.population import hire_everybody, win_customers
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import ENGINES, Database, postgresql_server


class House:
    """What is measured at one size on one engine."""

    def __init__(self, engine_name: str, size: int, url: str, directory: Path) -> None:
        self.engine_name, self.size = engine_name, size
        self.ours = create_app(settings_for(url, directory))
        with self.ours.app_context():
            self.engine = db.engine
        self.bare = bare(self.engine, self.ours.config["SECRET_KEY"])
        self.tokens = dict(zip(VIEWERS, self._sign_in(), strict=True))
        with self.engine.connect() as connection:
            self.pages = {page.name: page for page in (*pages(connection), *hanging_pages(connection))}
            self.path = connection.execute(sa.text("SELECT path FROM department WHERE name = 'Sales'")).scalar()

    def _sign_in(self) -> Iterator[tuple[int, str]]:
        with system_session(self.engine) as session:
            for name in VIEWERS:
                key = session.scalars(sa.select(Employee.id).where(Employee.username == name)).one()
                # Seen in an hour from now, so that none of the pages has to note that somebody was there.
                yield key, sign_in.begin(session, key, at=now() + timedelta(hours=1))
            session.commit()

    def listed(self, name: str, viewer: str) -> tuple[Request, Request]:
        """A page of ours, and the bare one."""
        page = self.pages[name]
        return self._request(self.ours, page.path(viewer), viewer), self._bare_list(page, viewer)

    def _bare_list(self, page: Page, viewer: str) -> Request:
        rows, count = map(sa.text, page.statements(viewer))
        values = {**page.values, "me": self.tokens[viewer][0], "path": f"{self.path}%"}
        used = {name: value for name, value in values.items() if name in rows._bindparams}
        return Listed(self.bare, "/list", self._cookie(self.bare, viewer), (rows, count, used))

    def edited(self, viewer: str) -> tuple[Request, Request]:
        """The form of a customer of Ana's, who refers to one of all employees."""
        with self.engine.connect() as connection:
            mine = sa.text("SELECT min(id) FROM customer WHERE owner_id = :ana AND id > 1000")
            key = connection.execute(mine, {"ana": self.tokens["ana"][0]}).scalar()
        ours = self._request(self.ours, f"/customer/edit/{key}", viewer)
        return ours, self._request(self.bare, f"/edit/{key}", viewer)

    def _request(self, app: Flask, path: str, viewer: str) -> Request:
        return Request(app, path, self._cookie(app, viewer))

    def _cookie(self, app: Flask, viewer: str) -> str:
        """As it is from the second page on: made by signing in, with what the first page put into it."""
        key, token = self.tokens[viewer]
        signed = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return str(signed.dumps({"token": token, "_user_id": str(key), "_fresh": False, "csrf_token": "0" * 40}))


class Listed(Request):
    """A request for a bare list, which is told its statements."""

    def __init__(self, app: Flask, path: str, cookie: str, statements: tuple[sa.TextClause, ...]) -> None:
        super().__init__(app, path, cookie)
        self.statements = statements

    def __call__(self) -> bytes:
        self.app.config["STATEMENTS"] = self.statements
        return super().__call__()


@contextmanager
def houses(sizes: tuple[int, ...], directory: Path) -> Iterator[list[House]]:
    """One for each engine and size."""
    with postgresql_server() as server:
        made = [
            House(engine_name, size, url, directory)
            for engine_name in ENGINES
            for size, url in populated(engine_name, sizes, directory / engine_name, server)
        ]
        yield made
        for house in made:
            house.engine.dispose()


def populated(engine_name: str, sizes: tuple[int, ...], directory: Path, server: str) -> Iterator[tuple[int, str]]:
    """The addresses of databases with the same employees and so many customers."""
    for size in sizes:
        place = directory / str(size)
        place.mkdir(parents=True)
        database = Database.made(engine_name, place, "" if engine_name == "sqlite" else server)
        app = create_app(settings_for(database.url, place))
        with app.app_context():
            upgrade(directory="migrations")
            found_company(db.engine)
            hire_everybody(db.engine)
            win_customers(db.engine, size)
            fill(db.engine, size)
            db.session.remove()
            db.engine.dispose()
        yield size, database.url

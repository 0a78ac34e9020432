"""`flask db`: Flask-Migrate and Alembic, loaded by whoever asks for them; a server does without their 8 MiB."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import click
from flask import Flask

DIRECTORY: Final = "migrations"


@dataclass(frozen=True)
class Migrations:
    """What Flask-Migrate looks for among the extensions of an application."""

    db: Any
    directory: str = DIRECTORY

    @cached_property
    def migrate(self) -> Any:
        from flask_migrate import Migrate  # here, and nowhere at the top: see above

        return Migrate(db=self.db, directory=self.directory)


class Commands(click.Command):
    """Those of Flask-Migrate, which take over when one of them is asked for."""

    def make_context(self, *said: Any, **further: Any) -> click.Context:
        from flask_migrate.cli import db  # here, and nowhere at the top: see above

        context: click.Context = db.make_context(*said, **further)
        return context


def register(web: Flask, db: Any) -> None:
    web.extensions["migrate"] = Migrations(db)
    web.cli.add_command(Commands("db", help="Perform database migrations."))

"""What commands share: whom they speak to, in which language, and how they decline."""

from __future__ import annotations

from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.errors import NOT_FOUND, Refused
from app.core.language import Language, language
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.setting import beginning, settings_of
from views.fab.session import engine


def the_employee(session: Session, name: str) -> Employee:
    found = session.scalars(sa.select(Employee).where(Employee.username == name)).one_or_none()
    if found is None:
        raise Refused(NOT_FOUND, N_("There is no employee called {name}."), "name", name=name)
    return found


def reader() -> Language:
    """Operators read the company's language; where there is no database yet, that of the installation."""
    try:
        with system_session(engine()) as session:
            return language(settings_of(session).language)
    except SQLAlchemyError:
        return language(beginning().language)


def say(message: str, **values: Any) -> None:
    click.echo(reader().say(message, **values))


class plainly:  # noqa: N801 - reads as a word: `with plainly():`
    """A refusal ends the command with its words, and not with a trace."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, why: BaseException | None, trace: Any) -> None:
        if isinstance(why, Refused):
            raise click.ClickException(reader().refusal(why)) from None

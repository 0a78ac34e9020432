"""Whoever works here; every employee is a user, deactivated when gone, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, relationship

from app.core.errors import REFUSED, Refused
from app.core.ground import Because, Ground, kept_by
from app.core.kinds import Line
from app.core.noun import Declared, Model, column
from app.core.viewer import Reach, Viewer
from app.organization.department import Department, within

if TYPE_CHECKING:

    class User(Model):
        id: Mapped[int]
        username: Mapped[str]
        first_name: Mapped[str]
        last_name: Mapped[str]
        email: Mapped[str]
        password: Mapped[str | None]
        active: Mapped[bool]
        roles: Mapped[list[Any]]

else:
    from flask_appbuilder.security.sqla.models import User


class Employee(Declared, User):
    """Somebody who works here and signs in."""

    __tablename__ = "ab_user"
    public = True
    chosen_while = "active"
    shown = (
        "username",
        "name",
        "first_name",
        "last_name",
        "email",
        "active",
        "department",
        "extension",
        "language",
        "zone",
        "mail_notices",
    )

    department_id: Mapped[int | None] = column(foreign_key="department.id")
    extension: Mapped[Line | None] = column(doc="Number inside the company, as the telephone system knows it.")
    language: Mapped[Line] = column(default="en", server_default="en", doc="en, es or zh.")
    zone: Mapped[Line] = column(default="UTC", server_default="UTC", doc="Time zone, such as America/New_York.")
    mail_notices: Mapped[bool] = column(
        default=True, server_default=sa.true(), doc="Whether notifications come by mail, too."
    )
    name: Mapped[str] = column_property(
        sa.type_coerce(User.first_name + " " + User.last_name, sa.String(129)), info={"search": True}
    )

    department: Mapped[Department | None] = relationship(foreign_keys="Employee.department_id")

    def refuse_delete(self) -> None:
        raise Refused(REFUSED, "An employee is deactivated, not deleted: what they did stays readable.")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@kept_by("Employee")
def _kept_by_employee(viewer: Viewer, reach: Reach, _: Any, held: Any) -> Sequence[Ground]:
    """Own rows, or those of everybody in one's department, or in it and below. Without a department, one's own."""
    mine = Ground(held == viewer.id, Because.MINE)
    if reach is Reach.OWN or viewer.department_id is None:
        return [mine]
    table = _colleagues()
    # One look by key for each row that is met: as a set, all who are below would be gathered for each statement.
    theirs = sa.select(table.c.department_id).where(table.c.id == held).correlate_except(table).scalar_subquery()
    return [mine, Ground(within(viewer, reach, theirs), Because.WITHIN)]


@cache
def _colleagues() -> Any:
    """The table under another name, made once: an alias costs half a millisecond."""
    return sa.inspect(Employee).local_table.alias()

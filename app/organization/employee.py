"""Whoever works here; every employee is a user, deactivated when gone, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, column_property, object_session, relationship

from app.core.errors import DUPLICATE, REFUSED, Refused
from app.core.ground import Because, Ground, kept_by
from app.core.kinds import Line, Secret
from app.core.noun import Declared, Model, column, now
from app.core.verb import verb
from app.core.viewer import Person, Reach, Viewer, as_system
from app.core.words import N_
from app.organization.department import Department, within
from app.organization.places import languages, zones

ADMINISTRATOR = "Administrator"
ITSELF = N_("Nobody leads themselves, not through others either.")

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

_held, _roles = Model.metadata.tables["ab_user_role"], Model.metadata.tables["ab_role"]


def _works_here(employee: Employee) -> bool:
    return employee.active


def _is_gone(employee: Employee) -> bool:
    return not employee.active


class Employee(Declared, User):
    """Somebody who works here and signs in."""

    __tablename__ = "ab_user"
    public = True
    named_of = ("first_name", "last_name")
    chosen_while = "active"
    trees: ClassVar = {"superior": ITSELF}
    shown = (
        "username",
        "name",
        "first_name",
        "last_name",
        "email",
        "active",
        "role",
        "department",
        "superior",
        "extension",
        "language",
        "zone",
        "mail_notices",
    )

    department_id: Mapped[int | None] = column(foreign_key="department.id")
    extension: Mapped[Line | None] = column(doc="Number inside the company, as the telephone system knows it.")
    superior_id: Mapped[int | None] = column(foreign_key="ab_user.id", doc="Who leads them.")
    language: Mapped[Line] = column(default="en", server_default="en", offered=languages)
    zone: Mapped[Line] = column(default="UTC", server_default="UTC", offered=zones, doc="Times are shown in it.")
    must_change_password: Mapped[bool] = column(default=False, hidden=True)
    mail_notices: Mapped[bool] = column(
        default=True, server_default=sa.true(), doc="Whether notifications come by mail, too."
    )
    name: Mapped[str] = column_property(
        sa.type_coerce(User.first_name + " " + User.last_name, sa.String(129)), info={"search": True}
    )

    role: Mapped[str] = column_property(
        sa.select(sa.type_coerce(sa.func.aggregate_strings(_roles.c.name, ", "), sa.String(200)))
        .select_from(_held.join(_roles, _roles.c.id == _held.c.role_id))
        .where(_held.c.user_id == User.id)
        .correlate_except(_held, _roles)
        .scalar_subquery(),
        info={"remembered": True},
    )

    department: Mapped[Department | None] = relationship(foreign_keys="Employee.department_id")
    superior: Mapped[Employee | None] = relationship(foreign_keys=superior_id, remote_side="Employee.id")

    @verb(provided=_works_here)
    def hand_over(self, *, to: Employee, by: Person | None) -> None:
        """Give all that is theirs to a colleague: customers, people and departments."""
        from app.organization.handover import hand_over

        hand_over(self, to, by=by)

    @verb(provided=_works_here)
    def reset_password(self, *, password: Secret, by: Person | None) -> None:
        """Set a first password, which they change when they sign in."""
        from app.organization.password import hashed_password

        self._refuse_above(by)
        self.password, self.must_change_password = hashed_password(password, name=self.username), True
        self._end_sign_ins(with_keys=False)

    @verb(provided=_works_here)
    def deactivate(self, *, hand_over_to: Employee | None = None, by: Person | None) -> None:
        """They work here no more: they cannot sign in, nothing new is given to them, and what they did stays."""
        from app.organization.handover import hand_over

        self._refuse_above(by)
        self._refuse_leaving(by)
        if hand_over_to is not None:
            hand_over(self, hand_over_to, by=by, beside="hand_over_to")
        self.active = False
        self._end_sign_ins()

    @verb(provided=_is_gone)
    def reinstate(self, *, by: Person | None) -> None:
        """They work here again, with the password and the roles that they had."""
        self._refuse_above(by)
        self.active = True

    def _refuse_above(self, by: Person | None) -> None:
        """Who takes over another's sign-in may do what the other may: only who may it anyway."""
        from app.organization.granting import refuse_above

        refuse_above(object_session(self), self)

    def _refuse_leaving(self, by: Person | None) -> None:
        if by is not None and by.id == self.id:
            raise Refused(REFUSED, "Nobody deactivates themselves; ask a colleague.")
        if is_last_administrator(self):
            raise Refused(REFUSED, "{name} is the last administrator. Make somebody else one first.", name=str(self))

    def _end_sign_ins(self, *, with_keys: bool = True) -> None:
        from app.organization.sign_in import end_all, end_keys

        session = object_session(self)
        if session is not None:
            with as_system(session):
                end_all(session, self.id, at=now())
                if with_keys:
                    end_keys(session, self.id, at=now())

    def refuse_change(self) -> None:
        self._refuse_above(None)

    def refuse_delete(self) -> None:
        raise Refused(REFUSED, "An employee is deactivated, not deleted: what they did stays readable.")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def is_last_administrator(employee: Employee) -> bool:
    """Whether nobody could put right what goes wrong, were they gone."""
    session = object_session(employee)
    if session is None or not employee.active or not any(role.name == ADMINISTRATOR for role in employee.roles):
        return False
    return not session.scalars(administrators().where(Employee.id != employee.id).limit(1)).all()


def administrators() -> sa.Select[Employee]:
    """Those who run the system now."""
    runs = sa.select(_held.c.user_id).join(_roles, _roles.c.id == _held.c.role_id)
    runs = runs.where(_roles.c.name == ADMINISTRATOR)
    return sa.select(Employee).where(Employee.active.is_(True), Employee.id.in_(runs))


@event.listens_for(Session, "before_flush")
def _refuse_the_same_name(session: Session, *_: Any) -> None:
    """Whatever the case: Ana and ana are one to who signs in."""
    written = [each for each in [*session.new, *session.dirty] if isinstance(each, Employee)]
    for employee in (each for each in written if sa.inspect(each).attrs.username.history.has_changes()):
        same = sa.select(Employee.id).where(sa.func.lower(Employee.username) == employee.username.lower())
        with session.no_autoflush:
            found = session.execute(same, execution_options={"unscoped": True}).scalars().all()
        if set(found) - {employee.id}:
            message = N_("There is an employee called {name} already.")
            raise Refused(DUPLICATE, message, "username", name=employee.username)


def _say_what_columns_are() -> None:
    """Flask-AppBuilder declares some columns; what the doors need to know of them is said here."""
    kept = sa.inspect(Employee).columns
    kept["active"].info["derived"] = True
    kept["active"].doc = "Whether they still work here."
    kept["email"].info["kind"] = "email"
    kept["username"].doc = "The name to sign in with."


_say_what_columns_are()


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

"""Handing over: all that was somebody's becomes a colleague's, in one step, with a line in each record's history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.core.errors import REFUSED, Refused
from app.core.history import UPDATE, Change
from app.core.noun import Declared, Noun, noun_named, nouns, now, plural_label, singular_label
from app.core.viewer import as_system
from app.core.words import N_
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.notification import notify

TAKEN_OVER = N_("You take over what {name} had: {what}.")
COUNTED = N_("{n} {nouns}")
Condition = Callable[[Any], sa.ColumnElement[bool]]
_further: dict[tuple[str, str], Condition | None] = {}


@dataclass(frozen=True)
class Part:
    """A relation of a noun to the employee who has the record, and which of the records go along."""

    noun: type[Any]
    relation: str
    which: Condition | None = None

    @property
    def key(self) -> str:
        """The attribute that holds the employee's id."""
        [column] = sa.inspect(self.noun).relationships[self.relation].local_columns
        return str(sa.inspect(self.noun).get_property_by_column(column).key)

    def of(self, employee_id: int) -> sa.ColumnElement[bool]:
        mine: sa.ColumnElement[bool] = getattr(self.noun, self.key) == employee_id
        return sa.and_(mine, self.which(self.noun)) if self.which else mine


def hands_over(noun: type[Declared], relation: str, which: Condition | None = None) -> None:
    """Registers a relation to an employee that is no keeper and is handed over too, or which of the records are."""
    _further[noun.__name__, relation] = which


def parts() -> Iterator[Part]:
    """Whatever an employee keeps, by the nouns' own word, and what was registered besides."""
    kept = {
        (noun.__name__, path): None
        for noun in nouns()
        if noun.handed_over
        for path in noun.keepers
        if "." not in path and sa.inspect(cast("Any", noun)).relationships[path].mapper.class_ is Employee
    }
    for (name, relation), which in sorted({**kept, **_further}.items(), key=lambda each: each[0]):
        yield Part(noun_named(name), relation, which)  # type: ignore[arg-type]


def theirs(session: Session, employee: Employee) -> list[tuple[Part, int]]:
    """How much of each there is, whoever may see it."""
    counted = ((part, _count(session, part, employee.id)) for part in parts())
    return [(part, n) for part, n in counted if n]


def _count(session: Session, part: Part, employee_id: int) -> int:
    mine = sa.select(sa.func.count()).select_from(part.noun).where(part.of(employee_id))
    return session.execute(mine, execution_options={"unscoped": True}).scalar_one()


def hand_over(employee: Employee, to: Employee, *, by: Any, beside: str = "to") -> None:
    """Everything at once, whoever sees it: history, versions and stamps as if each had been edited."""
    session = object_session(employee)
    if to is employee:
        raise Refused(REFUSED, "Choose somebody else to take over.", beside)
    if session is None:
        return
    session.flush()
    with as_system(session):
        _free(session, employee, to)
        given = [(part, _give(session, part, employee.id, to.id, getattr(by, "id", None))) for part in parts()]
    session.expire_all()
    _tell(session, employee, to, [(part, n) for part, n in given if n])


def _free(session: Session, employee: Employee, to: Employee) -> None:
    """Whoever takes over from those above is led by who led them, or the people would lead each other."""
    above, seen = to.superior, {to}
    while above is not None and above is not employee and above not in seen:
        seen.add(above)
        above = above.superior
    if above is employee:
        to.superior = employee.superior
        session.flush()


def _tell(session: Session, employee: Employee, to: Employee, given: Sequence[tuple[Part, int]]) -> None:
    """Who takes over learns what, and how much of it."""
    if given:
        notify(session, to, TAKEN_OVER, about=employee, name=str(employee), what=[_counted(*each) for each in given])


def _counted(part: Part, n: int) -> dict[str, Any]:
    words = singular_label(part.noun) if n == 1 else plural_label(part.noun)
    return {"told": {"message": COUNTED, "values": {"n": n, "nouns": {"words": words}}}}


def _give(session: Session, part: Part, before: int, after: int, by_id: int | None) -> int:
    """How many went, in two statements, so that ten thousand go as quickly as ten."""
    noun, at, mine = part.noun, now(), part.of(before)
    line = partial(sa.literal, type_=sa.String)
    said = [line(noun.__name__), noun.id, line(UPDATE), line(part.key), line(str(before)), line(str(after))]
    stamps = [sa.literal(at, Change.at.type), sa.literal(by_id, sa.Integer)]
    named = ["noun", "record_id", "action", "field", "old", "new", "at", "by_id"]
    session.execute(sa.insert(Change).from_select(named, sa.select(*said, *stamps).where(mine)))
    changed = {part.key: after, **_stamps(noun, at, by_id)}
    update = sa.update(noun).where(mine).values(changed).execution_options(synchronize_session=False)
    return cast("sa.CursorResult[Any]", session.execute(update)).rowcount


def _stamps(noun: Any, at: Any, by_id: int | None) -> dict[str, Any]:
    if not issubclass(noun, Noun):
        return {}
    return {"version": noun.version + 1, "changed_at": at, "changed_by_id": by_id}


hands_over(Department, "manager")
hands_over(Employee, "superior", lambda employee: employee.active.is_(True))

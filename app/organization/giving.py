"""Nobody gives what they do not hold, and somebody can always change roles: asked of every door, at the flush."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.errors import FORBIDDEN, REFUSED, Refused
from app.core.noun import table_of
from app.core.viewer import WIDTH, Reach, Viewer
from app.organization.data_permission import DataPermission
from app.organization.employee import Employee
from app.organization.holding import holders, permitted, permitting


def reaches_of(session: Session, role_id: int) -> dict[str, Reach]:
    """How far a role sees, by noun."""
    table = table_of(DataPermission)
    found = sa.select(table.c.noun, table.c.reach).where(table.c.role_id == role_id)
    return dict(map(tuple, session.execute(found)))


def holds_all_of(session: Session, viewer: Viewer, role_id: int) -> bool:
    """Whether somebody may all that a role may, and sees as far."""
    if viewer.is_system:
        return True
    far = reaches_of(session, role_id)
    reaches = all(WIDTH[reach] <= WIDTH[viewer.reach_of(noun)] for noun, reach in far.items())
    return reaches and all(viewer.can(permission, noun) for permission, noun in permitted(session, [role_id]))


def refuse_locking_out(session: Session) -> None:
    """Refuses what would leave nobody who works here and may change roles."""
    roles = permitting("can_edit", "Role")
    left = sa.select(Employee.id).join(holders(), holders().c.user_id == Employee.id)
    if session.scalar(left.where(Employee.active.is_(True), holders().c.role_id.in_(roles)).limit(1)) is None:
        raise Refused(REFUSED, "Nobody could change roles any more. Give that to somebody else first.")


def _looks(session: Session) -> Viewer | None:
    """The person who does it; nothing where the system does."""
    viewer: Viewer | None = session.info.get("viewer")
    return None if viewer is None or viewer.is_system else viewer


@event.listens_for(Session, "before_flush")
def _refuse_giving_more(session: Session, *_: Any) -> None:
    viewer = _looks(session)
    if viewer is None:
        return
    for record in [*session.new, *session.dirty]:
        if isinstance(record, DataPermission):
            refuse_reaching_further(viewer, record.noun, record.sees, _before(record))
        elif isinstance(record, Employee):
            _refuse_roles(session, viewer, sa.inspect(record).attrs["roles"].history.added or ())


def _before(record: DataPermission) -> Reach:
    history = sa.inspect(record).attrs["sees"].history
    known = [*(history.deleted or ()), *(history.unchanged or ())]
    return known[0] if known and known[0] is not None else Reach.NONE


def refuse_reaching_further(viewer: Viewer, noun: str, wish: Reach, before: Reach) -> None:
    """Less may be given by anybody who may; more only by who sees as far."""
    if WIDTH[wish] > max(WIDTH[before], WIDTH[viewer.reach_of(noun)]):
        message = "You cannot let others see further than you do yourself: {noun}."
        raise Refused(FORBIDDEN, message, "sees", noun_name=noun)


def _refuse_roles(session: Session, viewer: Viewer, roles: Any) -> None:
    with session.no_autoflush:
        for role in roles:
            if not holds_all_of(session, viewer, role.id):
                raise Refused(
                    FORBIDDEN, "You cannot give the role {role}: it may more than you.", "roles", role=role.name
                )


@event.listens_for(Session, "after_flush")
def _refuse_the_last_to_go(session: Session, *_: Any) -> None:
    if _looks(session) is None:
        return
    for record in session.dirty:
        if isinstance(record, Employee):
            changed = sa.inspect(record).attrs
            if changed["roles"].history.deleted or changed["active"].history.added == [False]:
                refuse_locking_out(session)
                return

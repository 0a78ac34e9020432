"""Data permission: how far a role sees among the rows of a noun."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from app.core.kinds import Line
from app.core.noun import Noun, column
from app.core.viewer import WIDTH, Reach


class DataPermission(Noun):
    """How far a role sees among the rows of a noun: none, own, department, department and below, all."""

    public = True
    named_by = "noun"
    __table_args__ = (sa.UniqueConstraint("role_id", "noun"),)

    role_id: Mapped[int] = column(foreign_key="ab_role.id")
    noun: Mapped[Line] = column()
    reach: Mapped[Reach] = column(default=Reach.NONE)


def reach_of(session: Session, role_ids: list[int]) -> dict[str, Reach]:
    """By noun, the widest reach that any of the roles has."""
    widest: dict[str, Reach] = {}
    each = sa.select(DataPermission.noun, DataPermission.reach).where(DataPermission.role_id.in_(role_ids))
    for noun, reach in session.execute(each):
        widest[noun] = max(widest.get(noun, Reach.NONE), reach, key=lambda r: WIDTH[r])
    return widest

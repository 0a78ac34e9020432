"""Data permission: how far a role sees among the rows of a noun."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

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
    sees: Mapped[Reach] = column(name="reach", default=Reach.NONE)


def widest(each: Iterable[tuple[str, Reach]]) -> dict[str, Reach]:
    """By noun, the widest reach that any role gives."""
    found: dict[str, Reach] = {}
    for noun, reach in each:
        found[noun] = max(found.get(noun, Reach.NONE), reach, key=lambda r: WIDTH[r])
    return found

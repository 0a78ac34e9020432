"""What left the house as a file: a line for each export, which nobody changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, relationship

from app.core.errors import REFUSED, Refused
from app.core.kinds import Line, Text
from app.core.noun import Noun, column, now
from app.core.viewer import as_system
from app.organization.employee import Employee


class Export(Noun):
    """What somebody took out of a list as a file: who, when, what of, and how many rows."""

    keepers = ("exported_by",)
    named_by = "file"
    logged = False

    file: Mapped[Line] = column(derived=True, search=True, doc="The file as it was called.")
    noun: Mapped[Line] = column(derived=True, index=True, doc="What the rows are.")
    rows: Mapped[int] = column(derived=True, default=0)
    filters: Mapped[Text | None] = column(derived=True, doc="What the list was narrowed to.")
    columns: Mapped[Text | None] = column(derived=True)
    exported_at: Mapped[datetime] = column(derived=True, default=now, index=True)
    exported_by_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", derived=True, doc="Nobody where a command did it as the system."
    )

    exported_by: Mapped[Employee | None] = relationship(foreign_keys=exported_by_id)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "What was exported is written down by the system, and stays.")


def note(session: Session, *, by_id: int | None, **said: Any) -> None:
    """Write down what is taken out, in the transaction of whoever takes it."""
    with as_system(session):
        session.add(Export(exported_by_id=by_id, **said))
        session.flush()

"""A file that belongs to a customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, column_property, object_session, relationship

from app.core.files.content import examined
from app.core.files.kept import drop, fresh_name, keep, path_of
from app.core.files.upload import Upload
from app.core.kinds import Line, Text
from app.core.noun import column, now
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.timeline import ConcernsCustomer
from app.organization.employee import Employee

DOWNLOAD = "/attachment/download/"


class Attachment(ConcernsCustomer):
    """A file that belongs to a customer: a quote, a drawing, a letter."""

    customer_list = "attachments"

    name: Mapped[Line] = column(derived=True, search=True, doc="As it was called where it came from.")
    content_type: Mapped[Line] = column(derived=True, doc="What it is, found in the file itself.")
    size: Mapped[int] = column(derived=True, doc="In bytes.")
    sha256: Mapped[Line] = column(derived=True, index=True, doc="The same content has the same sum.")
    stored: Mapped[Line] = column(hidden=True, unique=True, index=True, default=fresh_name)
    attached_at: Mapped[datetime] = column(derived=True, default=now, index=True)
    attached_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True)
    remarks: Mapped[Text | None] = column()

    attached_by: Mapped[Employee | None] = relationship(foreign_keys=attached_by_id)

    @verb(begins=True)
    def attach(self, *, file: Upload, by: Person | None) -> None:
        """Put a file with the customer; what it is, is found in it and not believed."""
        self.content_type, self.name = examined(file), str(file)
        self.size, self.sha256 = len(file.content), file.sha256
        self.attached_by = by  # type: ignore[assignment]
        keep(object_session(self), self.stored, file.content)  # type: ignore[arg-type]

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """The record's name is the file's; it need not be said twice."""
        super().tell(action, about, by=by, details={})

    def content(self) -> Any:
        """Where the file lies, for who has found the record."""
        return path_of(self.stored)


Attachment.download_path = column_property(
    sa.literal(DOWNLOAD) + sa.cast(Attachment.id, sa.String),
    info={"internal": True, "told": True},
    doc="Where the file is had: with the browser's session, or with a key as on the API.",
)


@event.listens_for(Attachment, "after_delete")
def _drop_file(_mapper: Any, _connection: Any, attachment: Attachment) -> None:
    session = object_session(attachment)
    if session is not None:
        drop(session, attachment.stored)

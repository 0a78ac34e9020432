"""The page of a record."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import request

from app.core.noun import singular_label
from views.fab import facts, story
from views.fab.page import is_part, page
from views.fab.reader import name_of, reader, say
from views.fab.related import Related, Tab, is_open, related, tabs
from views.fab.session import session
from views.fab.steps import Button, sorted_out, steps
from views.fab.story import Teller
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


def shown(screen: Screen, record: Any) -> str:
    return page("record_related.html" if is_part() else "record.html", it=RecordPage(screen, record))


class RecordPage:
    """What the template asks of a record."""

    def __init__(self, screen: Screen, record: Any) -> None:
        self.screen, self.record, self.noun = screen, record, screen.noun
        self.read, self.viewer = reader(), viewer()

    @property
    def title(self) -> str:
        return name_of(self.record)

    @property
    def singular(self) -> str:
        return say(singular_label(self.noun))

    @property
    def plural(self) -> str:
        return say(self.screen.title)

    def can(self, permission: str) -> bool:
        return self.viewer.can(permission, self.noun.__name__)

    def address(self, path: str) -> str:
        return self.screen.address(f"{path}/{self.record.id}")

    @property
    def download(self) -> str:
        """Where the file is had, of a record that is one."""
        path = self.screen.download
        return f"{request.script_root}{path}{self.record.id}" if path else ""

    @property
    def list_address(self) -> str:
        return self.screen.address("list/")

    @property
    def status(self) -> str:
        return facts.status(self.record, self.read)

    @property
    def about(self) -> list[str]:
        return facts.about(self.record, self.viewer, self.read)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        return facts.groups(self.record, self.screen.sections, self.viewer, self.read)

    @cached_property
    def buttons(self) -> tuple[Button | None, list[Button]]:
        return sorted_out(steps(self.record, self.viewer, self.screen.address("").rstrip("/")), self.screen.likely)

    @property
    def is_editable(self) -> bool:
        """Whether the record itself still lets itself be changed."""
        return self.can("can_edit") and is_open(self.record)

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs(session(), self.record, self.screen.related, self.viewer, request.args.get("tab", ""))

    @cached_property
    def related(self) -> Related | None:
        tab = next((tab for tab in self.tabs if tab.on), None)
        return related(session(), self.record, tab, self.viewer, self.read) if tab else None

    @cached_property
    def told(self) -> list[Any]:
        with_changes = request.args.get("changes") != "0"
        lines = story.changes(session(), self.record, self.read) if with_changes else []
        tell: Teller | None = type(self.screen).story
        return story.told([*lines, *(tell(session(), self.record, self.read) if tell else [])], self.read)

    @cached_property
    def stamps(self) -> list[tuple[str, str]]:
        """When it was made and changed last, and by whom."""
        record = self.record
        if not hasattr(record, "created_by_id"):
            return []
        people = story.names(session(), (record.created_by_id, record.changed_by_id))
        made, changed = (record.created_at, record.created_by_id), (record.changed_at, record.changed_by_id)
        return [
            (self.read.language.moment(at, self.read.zone), people.get(by, story.SYSTEM_NAME))
            for at, by in (made, changed)
        ]

"""The page of a record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import request

from app.core.noun import singular_label
from views.fab import facts
from views.fab.changes import names
from views.fab.composing import Draft, Pen, draft, pens
from views.fab.figures import Figure, Figures
from views.fab.following import Following, following
from views.fab.group import Member, group
from views.fab.neighbours import came_from, coming_from
from views.fab.page import is_part, page
from views.fab.reader import name_of, reader, say
from views.fab.related import Related, Tab, is_open, names_of_tabs, related, tabs
from views.fab.session import session
from views.fab.steps import Button, sorted_out, steps
from views.fab.story import SYSTEM_NAME
from views.fab.telling import Story
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


PARTS = {"related": "record_related.html", "story": "record_story.html", "composer": "record_composer.html"}


def shown(screen: Screen, record: Any, draft: Draft | None = None) -> str:
    """The page, or the part of it that was asked for."""
    return page(PARTS.get(part_asked(), "record.html"), it=RecordPage(screen, record, draft))


def part_asked() -> str:
    return request.headers.get("HX-Target", "related") if is_part() else ""


class RecordPage:
    """What the template asks of a record."""

    def __init__(self, screen: Screen, record: Any, draft: Draft | None = None) -> None:
        self.screen, self.record, self.noun, self._draft = screen, record, screen.noun, draft
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
        """The list, as it was when the reader came from it."""
        said = came_from()
        return self.screen.address("list/") + (f"?{said}" if said else "")

    @property
    def beside_address(self) -> str:
        """Where the records beside this one are asked for, once it is known which list is meant."""
        return self.address("beside") + coming_from(came_from()) if self.can("can_list") else ""

    came_from = property(lambda _: came_from())

    @property
    def status(self) -> str:
        return facts.status(self.record, self.read)

    @property
    def about(self) -> list[str]:
        return facts.about(self.record, self.viewer, self.read, self.screen.about)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        return facts.groups(self.record, self.screen.sections, self.viewer, self.read)

    @cached_property
    def buttons(self) -> tuple[Button | None, list[Button]]:
        taken = steps(self.record, self.viewer, self.screen.address("").rstrip("/"))
        return sorted_out(taken, type(self.screen).likely, self.record)

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
    def following(self) -> Following | None:
        """Whether the reader follows it, where it can be followed."""
        return following(self.screen, self.record)

    @property
    def copy_address(self) -> str:
        """The form of a new record that starts like this one."""
        may = self.screen.copied and self.can(self.screen.adding)
        return f"{self.screen.address('add')}?copy={self.record.id}" if may else ""

    @cached_property
    def story(self) -> Story:
        return Story(self.screen, self.record)

    @cached_property
    def pens(self) -> list[Pen]:
        return pens(self.screen, self.viewer) if is_open(self.record) else []

    @cached_property
    def draft(self) -> Draft | None:
        """What is being written down."""
        if self._draft is not None or not self.pens:
            return self._draft
        return draft(self.screen, self.record, self.viewer, request.args.get("pen", ""))

    @cached_property
    def figures(self) -> Sequence[Figure]:
        count: Figures | None = type(self.screen).figures
        return count(session(), self.record, self.read) if count is not None else ()

    @cached_property
    def group(self) -> list[Member]:
        return group(session(), self.record, self.viewer)

    @property
    def is_beside(self) -> bool:
        """Whether there is anything to show at the right."""
        return bool(self.tab_names or self.noun.trees or type(self.screen).figures)

    @property
    def is_beside_now(self) -> bool:
        """Whether it is asked for at once; a browser fetches it when the page stands."""
        return "tab" in request.args or part_asked() == "related"

    @cached_property
    def tab_names(self) -> list[str]:
        return names_of_tabs(self.noun, self.screen.related, self.viewer)

    @cached_property
    def part(self) -> Any:
        """What stands over the story, of a noun whose page shows more than facts."""
        make = type(self.screen).part
        found = make(self.record) if make is not None else None
        return found if found is not None and found.is_shown else None

    @cached_property
    def ahead(self) -> Any:
        """What is to be done next, of a noun whose page says so."""
        find = type(self.screen).ahead
        return find(self.record) if find is not None else None

    @cached_property
    def stamps(self) -> list[tuple[str, str]]:
        """When it was made and changed last, and by whom."""
        record = self.record
        if not hasattr(record, "created_by_id"):
            return []
        people = names(session(), (record.created_by_id, record.changed_by_id))
        made, changed = (record.created_at, record.created_by_id), (record.changed_at, record.changed_by_id)
        return [
            (self.read.language.moment(at, self.read.zone), people.get(by, SYSTEM_NAME)) for at, by in (made, changed)
        ]

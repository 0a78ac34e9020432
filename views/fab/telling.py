"""The middle of a record's page: what happened, filtered as one request asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request

from views.fab.changes import changes
from views.fab.reader import reader
from views.fab.session import session
from views.fab.story import MOST, SHOWN_AT_MOST, Kind, Line, Teller, latest, told

if TYPE_CHECKING:
    from views.fab.screen import Screen


class Story:
    """Steps of one kind or of all, with the changes of fields or without, as many as are asked for."""

    def __init__(self, screen: Screen, record: Any) -> None:
        self.screen, self.record, self.read = screen, record, reader()
        self.kind = request.args.get("kind", "")[:60]
        self.has_changes = request.args.get("changes") != "0"
        asked = request.args.get("lines", "")
        self.most = min(int(asked), SHOWN_AT_MOST) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else MOST

    @cached_property
    def kinds(self) -> list[Kind]:
        """What one may narrow it to; nothing where there is but one kind."""
        count = type(self.screen).kinds
        return list(count(session(), self.record)) if count is not None else []

    @cached_property
    def _lines(self) -> list[Line]:
        """One more than is shown, to know whether there is more."""
        tell: Teller | None = type(self.screen).story
        steps = tell(session(), self.record, self.read, kind=self.kind, most=self.most + 1) if tell else []
        changed = (
            changes(session(), self.record, self.read, self.most + 1) if self.has_changes and not self.kind else []
        )
        return latest([*steps, *changed], self.most + 1)

    @property
    def told(self) -> list[Any]:
        return told(self._lines[: self.most], self.read)

    @property
    def more(self) -> str:
        """The address of the same with earlier lines, where there are any."""
        return self.link(lines=self.most + MOST) if len(self._lines) > self.most < SHOWN_AT_MOST else ""

    def link(self, **other: Any) -> str:
        said = {"kind": self.kind, "changes": "" if self.has_changes else "0"}
        args = {key: value for key, value in {**said, **other}.items() if value}
        return f"{self.screen.address('show')}/{self.record.id}?{urlencode(args)}"

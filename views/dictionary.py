"""The dictionary: the lists that people choose from, each topic on a page of its own, in the order of its choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import redirect, request
from flask_appbuilder import expose

from app.catalog.dictionary import DictionaryEntry, Topic, entries
from app.core import doorman
from app.core.errors import NOT_FOUND, Refused
from app.core.words import N_
from views.fab.page import page
from views.fab.reader import say
from views.fab.screen import screen
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

FIRST = next(iter(Topic)).name


class TopicPage:
    """What the template asks of one topic."""

    def __init__(self, shown: Screen, topic: Topic) -> None:
        self.screen, self.topic = shown, topic
        self.entries = entries(session(), topic)

    def can(self, permission: str) -> bool:
        return viewer().can(permission, DictionaryEntry.__name__)

    @property
    def topics(self) -> list[tuple[Topic, str, int]]:
        """Every topic, where it is, and how many entries are offered in it."""
        offered = sa.select(DictionaryEntry.topic, sa.func.count()).where(DictionaryEntry.is_active.is_(True))
        found = session().execute(offered.group_by(DictionaryEntry.topic))
        counts: dict[Topic, int] = {topic: count for topic, count in found}  # noqa: C416 - rows are no pairs to mypy
        each = [(topic, self.screen.address(f"topics/{topic.name}"), counts.get(topic, 0)) for topic in Topic]
        return sorted(each, key=lambda one: say(one[0].value))

    def others(self, entry: DictionaryEntry) -> str:
        """What readers of other languages call it."""
        mine = entry.named_in(viewer().language)
        names = (getattr(entry, name) for name in DictionaryEntry.names.values())
        return " · ".join(name for name in dict.fromkeys(names) if name and name != mine)


@expose("/topics/")
@expose("/topics/<name>")
def topics(self: Screen, name: str = FIRST) -> str:
    doorman.may(session(), "can_list", DictionaryEntry)
    return page("dictionary.html", it=TopicPage(self, _topic(name)))


@expose("/arrange/<name>/<id>", methods=["POST"])
def arrange(self: Screen, name: str, id: str) -> Any:
    """Put an entry in another place of its list, and show the list again."""
    raw = request.form.get("at", "")
    at = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else 1
    doorman.step(session(), DictionaryEntry, "place", id, {"at": at})
    return redirect(self.address(f"topics/{_topic(name).name}") + f"#entry-{id}")


def _topic(name: str) -> Topic:
    if name not in Topic.__members__:
        raise Refused(NOT_FOUND, "There is no such page.")
    return Topic[name]


DictionaryScreen = screen(
    DictionaryEntry,
    columns=["name_en", "topic", "code", "position", "is_active", "is_protected"],
    sort="position",
    icon="language",
    sections={
        N_("Entry"): ["topic", "code", "position", "is_active", "is_protected"],
        N_("Names"): ["name_en", "name_es", "name_zh"],
    },
    likely=["reinstate"],
    title=N_("Dictionary"),
    menu_path="topics/",
    topics=topics,
    arrange=arrange,
)

SCREENS = (DictionaryScreen,)

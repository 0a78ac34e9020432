"""The page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from markupsafe import Markup, escape

from app.core.noun import singular_label, slug
from app.core.search import searched
from app.core.shape import Field, field
from app.core.words import N_
from views.fab import bulk, chips, saved_views
from views.fab.address import is_added
from views.fab.cells import Cell, Column, columns
from views.fab.chips import Group, Way
from views.fab.glance import Glance
from views.fab.neighbours import coming_from
from views.fab.page import is_part, page
from views.fab.paging import SIZES
from views.fab.readable import readable
from views.fab.reader import reader, say
from views.fab.saved_views import Tab
from views.fab.session import session
from views.fab.standing import ELSE, density, standing
from views.fab.starting import Start
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


SELECT = N_("Select {name}")
TICK = '<td class="cb"><input type="checkbox" class="form-check-input" data-tick="{}" aria-label="{}"></td>'


def shown(screen: Screen) -> str:
    """The whole page; or, while one types or turns over, only what changes in it."""
    return page("list_rows.html" if is_part() else "list.html", it=ListPage(screen))


def choosing(screen: Screen) -> str:
    """The little form that chooses columns; asked for when it is opened, since few pages open it."""
    return page("list_columns.html", it=ListPage(screen))


class ListPage:
    """What the template asks of a list."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.noun, self.read, self.viewer = screen, screen.noun, reader(), viewer()
        self.allowed = readable(self.noun, self.viewer)
        self.lead = screen.columns[0]
        self.standing = standing(session(), self.viewer, self.noun, request.values)
        self.shown = self._chosen()
        self.listing = Glance(
            self.noun,
            self.standing.args,
            session=session(),
            viewer=self.viewer,
            zone=self.read.zone,
            shown=self.shown,
            sort=screen.sort,
            kept=self.standing.kept,
        )

    is_part = property(lambda _: is_part())

    @cached_property
    def title(self) -> str:
        return say(self.screen.title)

    @property
    def starts(self) -> list[Start]:
        """The jobs that this reader may ask for here."""
        return [each for each in self.screen.starts if self.viewer.can(each.permission, self.noun.__name__)]

    @property
    def singular(self) -> str:
        return say(singular_label(self.noun))

    @cached_property
    def path(self) -> str:
        return self.screen.address("list/")

    def can(self, permission: str) -> bool:
        return self.viewer.can(permission, self.noun.__name__)

    @cached_property
    def can_add(self) -> bool:
        """Nobody adds what the system alone writes."""
        return is_added(self.noun) and self.can(self.screen.adding)

    @cached_property
    def import_address(self) -> str:
        """Where files of these records come in, for who may bring them."""
        may = self.viewer.can("can_run", "Import") and self.can_add
        return url_for("upload.ask", name=slug(self.noun)) if may else ""

    # Rows --------------------------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column]:
        base, end = self.screen.address("show/"), coming_from(self.listing.link(ids="", count=""))
        link = (lambda record: f"{base}{record.id}{end}") if self.can("can_show") else (lambda record: "#")
        return columns(self.shown, self.read, link, self.lead)

    @property
    def rows(self) -> Sequence[Any]:
        return self.listing.rows

    @property
    def written(self) -> Markup:
        """The rows as one piece of HTML: cells know how to write themselves."""
        cells = [*([self._tick()] if self.can_select else []), *(column.cell for column in self.columns)]
        lines = ("".join([cell(each) for cell in cells]) for each in self.rows)
        return Markup("".join([f"<tr>{line}</tr>\n" for line in lines]))  # noqa: S704 - made of escaped parts

    def _tick(self) -> Cell:
        """The box that selects a row."""
        words, code = str(escape(say(SELECT, name="\0"))), self.read.language.code

        def write(record: Any) -> str:
            spoken = words.replace("\0", escape(record.named_in(code)))
            return TICK.format(record.id, spoken)

        return write

    def many(self, number: int) -> str:
        """A number that is counted up to a thousand, or to a hundred."""
        say_number, cap = self.read.language.number, self.listing.cap
        return f"{say_number(cap)}+" if number > cap and not self.listing.counts_all else say_number(number)

    @cached_property
    def counted(self) -> str:
        return self.many(self.listing.count)

    @property
    def range(self) -> str:
        first, number = self.listing.first, self.read.language.number
        return f"{number(first)}–{number(first + len(self.rows) - 1)}"

    def sorted_by(self, column: Column) -> str:
        """The address that sorts by the column, the other way round if it does already."""
        order = self.listing.order
        down = order.field is column.field and not order.down
        return self.listing.link(sort=("-" if down else "") + column.field.name)

    @property
    def sizes(self) -> list[tuple[int, str]]:
        return [(size, self.path + self.listing.link(size=size)) for size in SIZES]

    @cached_property
    def hint(self) -> str:
        """What the quick search looks in."""
        names = [say(f.label) for f in searched(self.noun) if not f.name.endswith("_id")][:4]
        return say(", ").join([names[0], *(name.lower() for name in names[1:])]) if names else ""

    # Columns -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> list[Field]:
        """As the reader chose, of those that are theirs to read; the one that leads to the record is always there."""
        wish = [name for name in self.standing.columns if name in self.choosable]
        names = dict.fromkeys([self.lead, *(wish or self.screen.columns)])
        lead = field(self.noun, self.lead)
        return [f for name in names if (f := self.choosable.get(name) or (lead if name == self.lead else None))]

    @cached_property
    def choosable(self) -> dict[str, Field]:
        return {name: f for name, f in self.allowed.items() if f.kind not in ("json", "text")}

    @property
    def chooser(self) -> list[tuple[str, str, bool, bool]]:
        """Name, label, whether it is shown, and whether a permission guards it; the shown ones first."""
        names = [f.name for f in self.shown]
        order = [*names, *(name for name in self.choosable if name not in names)]
        each = (self.choosable[name] for name in order if name in self.choosable and name != self.lead)
        return [(f.name, say(f.label), f.name in names, bool(f.guard)) for f in each]

    @property
    def density(self) -> str:
        return density(self.standing.habit, self.read.density)

    # Selection ---------------------------------------------------------------------------------------------------

    @cached_property
    def bulk_buttons(self) -> tuple[list[Any], list[Any]]:
        return bulk.buttons(self)

    @cached_property
    def can_select(self) -> bool:
        return any(self.bulk_buttons) or self.can("export")

    # Filters and views -------------------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[Group]:
        return chips.groups(self)

    @cached_property
    def ways_out(self) -> list[Way]:
        return chips.ways_out(self)

    @property
    def is_broken(self) -> bool:
        return any(one.is_broken for one in self.listing.sieve)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form hands on besides what is typed into it."""
        said = {**self.listing.said, **self.standing.kept}
        each = ((name, value if isinstance(value, list) else [value]) for name, value in said.items() if name != "q")
        return [(name, str(one)) for name, values in each for one in values]

    @property
    def mine(self) -> str:
        """The filter that finds one's own, where an employee answers for a record."""
        keeper = next((f for f in self.allowed.values() if f.name in self.noun.keepers and _is_person(f)), None)
        return f"{keeper.name}:me:" if keeper is not None and self.viewer.id is not None else ""

    @cached_property
    def tabs(self) -> list[Tab]:
        return saved_views.tabs(self)

    @property
    def is_changed(self) -> bool:
        return self.standing.differs(self.listing.said)

    @property
    def own_view(self) -> int:
        """The open view, where it is the reader's to change."""
        view = self.standing.view
        return view.id if view is not None and view.owner_id == self.viewer.id else 0

    @property
    def is_saveable(self) -> bool:
        """Whether there is something worth a name, for who may keep views."""
        asked = any(name in request.args for name in ELSE)
        return self.viewer.can("can_add", "SavedView") and (self.is_changed or (asked and self.standing.view is None))


def _is_person(f: Field) -> bool:
    return f.target is not None and f.target.__name__ == "Employee"

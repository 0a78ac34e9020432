"""The page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import redirect, request, url_for

from app.core.doorman import found
from app.core.errors import Refused
from app.core.noun import singular_label, slug
from app.core.search import searched
from app.core.shape import Field, field
from app.core.words import N_
from views.fab.asked import Asked, of_field
from views.fab.cells import Column, columns
from views.fab.filters import Filter, operators
from views.fab.listing import CAP, Listing, readable
from views.fab.page import is_part, page
from views.fab.paging import SIZES
from views.fab.reader import name_of, reader, say
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


def shown(screen: Screen) -> str:
    """The whole page; or, while one types or turns over, only what changes in it."""
    return page("list_rows.html" if is_part() else "list.html", it=ListPage(screen))


def filtering(screen: Screen) -> Any:
    """The little form that makes a filter; filled in, it leads to the list with one filter more."""
    it = ListPage(screen)
    if "field" not in request.args:
        return page("list_filtering.html", it=it)
    name, sign = request.args["field"][:60], request.args.get("operator", "")[:20]
    value = ",".join(each for each in request.args.getlist("value") if each)[:200]
    return redirect(it.path + it.listing.link(f=[*(one.said for one in it.listing.filters), f"{name}:{sign}:{value}"]))


def choosing(screen: Screen) -> str:
    """The little form that chooses columns; asked for when it is opened, since few pages open it."""
    return page("list_columns.html", it=ListPage(screen))


@dataclass(frozen=True)
class Chip:
    said: str
    label: str
    operator: str
    value: str
    without: str
    is_broken: bool


class ListPage:
    """What the template asks of a list."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.noun, self.read, self.viewer = screen, screen.noun, reader(), viewer()
        self.allowed = readable(self.noun, self.viewer)
        self.lead = screen.columns[0]
        self.shown = self._chosen()
        self.listing = Listing(
            self.noun,
            request.args,
            session=session(),
            viewer=self.viewer,
            zone=self.read.zone,
            shown=self.shown,
            sort=screen.sort,
        )

    is_part = property(lambda _: is_part())

    @property
    def title(self) -> str:
        return say(self.screen.title)

    @property
    def singular(self) -> str:
        return say(singular_label(self.noun))

    @property
    def path(self) -> str:
        return self.screen.address("list/")

    @property
    def can_add(self) -> bool:
        return self.viewer.can(self.screen.adding, self.noun.__name__)

    @property
    def import_address(self) -> str:
        """Where files of these records come in, for who may bring them."""
        may = self.viewer.can("can_run", "Import") and self.can_add
        return url_for("upload.ask", name=slug(self.noun)) if may else ""

    @cached_property
    def columns(self) -> list[Column]:
        base = self.screen.address("show/")
        opens = self.viewer.can("can_show", self.noun.__name__)
        link = (lambda record: f"{base}{record.id}") if opens else (lambda record: "#")
        return columns(self.shown, self.read, link, self.lead)

    @cached_property
    def rows(self) -> list[str]:
        """Each row as one piece of HTML: cells know how to write themselves."""
        cells = [column.cell for column in self.columns]
        return ["".join([cell(record) for cell in cells]) for record in self.listing.rows]

    @property
    def counted(self) -> str:
        number = self.read.language.number
        return f"{number(CAP)}+" if self.listing.is_capped else number(self.listing.count)

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

    @property
    def hint(self) -> str:
        """What the quick search looks in."""
        names = [say(f.label) for f in searched(self.noun) if not f.name.endswith("_id")][:4]
        return say(", ").join([names[0], *(name.lower() for name in names[1:])]) if names else ""

    # Columns -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> list[Field]:
        """As the reader chose, of those that are theirs to read; the one that leads to the record is always there."""
        kept = request.args.getlist("c") or request.cookies.get(self.cookie, "").split("~")
        wish = [name for name in kept if name in self.choosable]
        names = dict.fromkeys([self.lead, *(wish or self.screen.columns)])
        lead = field(self.noun, self.lead)
        return [f for name in names if (f := self.choosable.get(name) or (lead if name == self.lead else None))]

    @property
    def cookie(self) -> str:
        return f"columns-{slug(self.noun)}"

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

    # Filters -----------------------------------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[Chip]:
        return [self._chip(one) for one in self.listing.filters]

    def _chip(self, one: Filter) -> Chip:
        label = say(one.field.label) if one.field else one.said.partition(":")[0]
        sign = say(one.operator.label) if one.operator else "?"
        valued = one.operator is None or one.operator.valued
        value = one.words(self.read, self._named(one)) if valued else ""
        return Chip(one.said, label, sign, value, self.listing.without(one), one.is_broken)

    def _named(self, one: Filter) -> str:
        """A record in a filter is shown by its name, if the reader may see it."""
        if one.field is None or one.field.kind != "noun" or one.value is None:
            return ""
        try:
            return name_of(found(session(), one.field.target, one.value))  # type: ignore[arg-type]
        except Refused:
            return say(N_("not found"))

    @property
    def filterable(self) -> list[tuple[Field, Asked, list[tuple[str, str, bool]]]]:
        """Each field with its operators, for the little form that makes a filter."""
        known = ((f, operators(f)) for f in self.allowed.values())
        return [(f, of_field(f), [(o.name, say(o.label), o.valued) for o in each]) for f, each in known if each]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form hands on besides what is typed into it."""
        listing = self.listing
        said = [("f", one.said) for one in listing.filters]
        return [
            *said,
            ("any", "1" if listing.any_of else ""),
            ("sort", listing.order.name),
            ("size", str(listing.size)),
        ]

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """All, and mine where somebody answers for a record."""
        owner = self.allowed.get("owner")
        if owner is None or self.viewer.id is None:
            return []
        mine = f"owner:is:{self.viewer.id}"
        on = [one.said for one in self.listing.filters] == [mine]
        everything = say(N_("All"))
        return [
            (everything, self.path, not self.listing.filters),
            (say(N_("Mine")), f"{self.path}?{urlencode({'f': mine})}", on),
        ]

"""From a noun to its screens: a list, a record, its forms and its steps. A room names what should differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from flask import request
from flask_appbuilder import BaseView, expose

from app import rooms as rooms  # every noun is known before the first screen is made
from app.core.doorman import beginning, found, may
from app.core.errors import NOT_FOUND, Refused
from app.core.noun import plural_label, slug
from app.core.shape import field
from app.core.words import N_
from app.organization.role import permissions_of
from views.fab import (
    alike,
    bulk,
    bulk_done,
    chips,
    composing,
    editing,
    export,
    following,
    listpage,
    neighbours,
    printing,
    recordpage,
    saved_views,
    starting,
    stepping,
    why,
)
from views.fab.address import remember
from views.fab.composing import Pen
from views.fab.faces import show_as
from views.fab.facts import Sections
from views.fab.figures import Figures
from views.fab.listpage import ListPage
from views.fab.loading import relations
from views.fab.session import session
from views.fab.starting import Start
from views.fab.stepping import Foresight
from views.fab.steps import Likely
from views.fab.story import Kinds, Teller
from views.fab.writer import Writer


class Screen(BaseView):
    """The pages of one noun. Each asks its permission; rows come through the session, under the viewer's rule."""

    noun: ClassVar[type[Any]]
    columns: ClassVar[Sequence[str]] = ()
    brief: ClassVar[Sequence[str]] = ()
    briefs: ClassVar[Mapping[str, Sequence[str]]] = {}
    views: ClassVar[Mapping[str, str]] = {}
    sections: ClassVar[Sections] = {}
    related: ClassVar[Sequence[str]] = ()
    likely: ClassVar[Likely] = ()
    sort: ClassVar[str] = "-id"
    icon: ClassVar[str] = "list"
    download: ClassVar[str] = ""
    story: ClassVar[Teller | None] = None
    listed: ClassVar[Callable[[Screen], str]] = listpage.shown
    foresee: ClassVar[Mapping[str, Foresight]] = {}
    beforehand: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    writer: ClassVar[Writer] = Writer()
    paper: ClassVar[printing.Printing | None] = None
    kinds: ClassVar[Kinds | None] = None
    pens: ClassVar[Sequence[Pen]] = ()
    figures: ClassVar[Figures | None] = None
    about: ClassVar[Sequence[str]] = ()
    compared: ClassVar[Sequence[str]] = ()
    copied: ClassVar[bool] = False
    kin: ClassVar[str] = N_("Group")
    starts: ClassVar[Sequence[Start]] = ()
    modes: ClassVar[Sequence[tuple[str, str, str]]] = ()
    part: ClassVar[Callable[[Any], Any] | None] = None
    ahead: ClassVar[Callable[[Any], Any] | None] = None
    menu_path = "list/"

    @expose("/list/")
    def list(self) -> Any:
        may(session(), "can_list", self.noun)
        return type(self).listed(self)

    @expose("/filter")
    def filter(self) -> Any:
        may(session(), "can_list", self.noun)
        return chips.filtering(ListPage(self))

    @expose("/columns", methods=["GET", "POST"])
    def choose_columns(self) -> Any:
        may(session(), "can_list", self.noun)
        return saved_views.choose(ListPage(self)) if request.method == "POST" else listpage.choosing(self)

    @expose("/counts")
    def counts(self) -> Any:
        may(session(), "can_list", self.noun)
        return saved_views.counts(ListPage(self))

    @expose("/view/<int(max=2147483647):id>", methods=["GET", "POST"])
    def view(self, id: int) -> Any:
        """A saved view: asked about by GET, kept and changed by POST only."""
        may(session(), "can_list", self.noun)
        it = ListPage(self)
        return saved_views.act(it, id) if request.method == "POST" else saved_views.ask(it, id)

    @expose("/bulk/<act>", methods=["POST"])
    def bulk(self, act: str) -> Any:
        """With many at once: counted first, and done after a second yes."""
        may(session(), "can_list", self.noun)
        return bulk.taken(ListPage(self), act)

    @expose("/bulk/done/<int(max=2147483647):job_id>")
    def bulk_done(self, job_id: int) -> Any:
        may(session(), "can_list", self.noun)
        return bulk_done.told(self, job_id)

    @expose("/export", methods=["GET", "POST"])
    def export(self) -> Any:
        """Asked by GET, written by POST only."""
        may(session(), "can_list", self.noun)
        may(session(), "export", self.noun)
        return export.exporting(self)

    @expose("/start/<job>", methods=["POST"])
    def start(self, job: str) -> Any:
        return starting.started(self, job)

    @expose("/show/<id>")
    def show(self, id: str) -> Any:
        may(session(), "can_show", self.noun)
        return recordpage.shown(self, found(session(), self.noun, id, along=relations(self.noun)))

    @expose("/alike")
    def alike(self) -> Any:
        may(session(), "can_list", self.noun)
        return alike.told(self.noun, tuple(self.compared), request.args)

    @expose("/write/<id>/<pen>", methods=["POST"])
    def write(self, id: str, pen: str) -> Any:
        may(session(), "can_show", self.noun)
        return composing.write(self, id, pen)

    @expose("/print/<id>")
    def print(self, id: str) -> Any:
        may(session(), "can_show", self.noun)
        return printing.printed(self, found(session(), self.noun, id))

    @expose("/beside/<id>")
    def beside(self, id: str) -> Any:
        """Which records stand before and after it in the list that the reader came from."""
        may(session(), "can_list", self.noun)
        return neighbours.shown(self, found(session(), self.noun, id, along=relations(self.noun)))

    @expose("/follow/<id>", methods=["POST"])
    def follow(self, id: str) -> Any:
        """From now on its reader is told of it, or no longer."""
        may(session(), "can_show", self.noun)
        return following.follow(self, found(session(), self.noun, id))

    @expose("/why/<id>")
    def why(self, id: str) -> Any:
        may(session(), "can_show", self.noun)
        return why.shown(self, found(session(), self.noun, id))

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        may(session(), self.adding, self.noun)
        return editing.add(self)

    @expose("/edit/<id>", methods=["GET", "POST"])
    def edit(self, id: str) -> Any:
        may(session(), "can_edit", self.noun)
        return editing.edit(self, id)

    @expose("/delete/<id>", methods=["GET", "POST"])
    def delete(self, id: str) -> Any:
        """Shown by GET, done by POST only."""
        may(session(), "can_delete", self.noun)
        return editing.delete(self, id)

    @expose("/step/<name>/<id>", methods=["GET", "POST"])
    def step(self, name: str, id: str) -> Any:
        verb = self.noun.verbs.get(name)
        if verb is None or verb.begins:
            raise Refused(NOT_FOUND, "There is no such {noun}.", noun=self.noun)
        may(session(), verb.permission, self.noun)
        return stepping.step(self, verb, id)

    @property
    def adding(self) -> str:
        """The permission to begin one."""
        begin = beginning(self.noun)
        return begin.permission if begin else "can_add"

    def address(self, path: str) -> str:
        """An address within these screens, after the one that is asked for."""
        return f"{request.script_root}{self.route_base}/{path}"


def screen(
    noun: type[Any],
    *,
    columns: Sequence[str],
    tones: Mapping[StrEnum, str] | None = None,
    marks: Mapping[StrEnum, str] | None = None,
    **more: Any,
) -> type[Screen]:
    """The screens of a noun. `columns` are those of its list, the first one names the record and leads to it.

    `brief` are the columns where the list hangs on another record, `briefs` those where it hangs on one by this
    relation, `views` the filters that stand over the list by a name, `sections` the groups of facts and forms,
    `related` the lists on its page, `likely` the steps that may be the primary button, `tones` and `marks` how
    statuses and choices look, `story` what is told beside the changes of its fields, by `kinds`, `pens` what may be
    written down on its page, `figures` its key figures, `about` the choices under its name, `compared` the fields by
    which it is known to be there already, `copied` whether a new one may start like another, `download` where the
    file of a record is had, `paper` how it is printed, `part` what stands over its story, `ahead` what is to be done
    next, `listed` another page of the list, `modes` other ways to see it (icon, words, path), `kin` what those around
    it in its tree are called, `foresee` what a step shows before it is taken, `beforehand` what stands in its form from
    the start, `starts` the jobs that may be asked for over the list.
    """
    _check(noun, [*columns, *more.get("brief", ()), *(n for names in more.get("sections", {}).values() for n in names)])
    show_as(tones=tones, marks=marks)
    members = {
        "noun": noun,
        "columns": tuple(columns),
        "route_base": f"/{slug(noun)}",
        "class_permission_name": noun.__name__,
        "base_permissions": list(permissions_of(noun)),
        "title": plural_label(noun),
        **more,
    }
    made = type(f"{noun.__name__}Screen", (Screen,), members)
    remember(noun, made)
    return made


def _check(noun: type[Any], names: Sequence[str]) -> None:
    """A screen that names what is not there is found at the start."""
    for name in names:
        if field(noun, name) is None:
            raise ValueError(f"the screen of {noun.__name__} names {name!r}, which it has not")

"""For people who integrate: where the API is, what it allows, and examples that run as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Response, abort, current_app
from flask_appbuilder import BaseView, expose

from app.core.words import N_
from views.fab.page import page
from views.fab.viewer import viewer

EXAMPLES: Final = Path(__file__).parents[1] / "templates" / "integrating"
SCHEMA: Final = EXAMPLES.parents[1] / "schema" / "schema.graphql"


@dataclass(frozen=True)
class Example:
    """A file that runs, or is taken in, as it stands; address and key are in the environment."""

    file: str
    title: str
    about: str

    @property
    def text(self) -> str:
        return (EXAMPLES / self.file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Part:
    title: str
    examples: tuple[Example, ...]


PARTS: Final = (
    Part(N_("Reporting"), (
        Example("customers.sh", N_("A list, as flat rows"),
            N_("Columns alone come a thousand a page; the next one is asked for after endCursor.")),
        Example("orders.py", N_("All of it, page by page"),
            N_("It writes every order as csv, waits when it is told to, and stops at what is wrong.")),
        Example("revenue.sh", N_("Sums by month"),
            N_("Days are grouped by DAY, WEEK, MONTH, QUARTER or YEAR, all else by VALUE.")),
        Example("report.sh", N_("A report"),
            N_("Every report is one field with typed rows, with the figures of its page.")),
    )),
    Part(N_("Call center"), (
        Example("caller.sh", N_("Who calls"),
            N_("Whoever was active last comes first. Extensions and short numbers are nobody’s.")),
        Example("call.sh", N_("A call written down"),
            N_("Once, however often it is told. A missed one becomes a task to call back.")),
    )),
    Part("Grafana", (
        Example("grafana-source.yaml", N_("The data source"),
            N_("For the plugin Infinity. Grafana fills in address and key from its environment.")),
        Example("grafana-dashboard.json", N_("A dashboard"),
            N_("Three panels to begin with: sums, a report and a list.")),
    )),
)  # fmt: skip
KNOWN: Final[Mapping[str, Example]] = {each.file: each for part in PARTS for each in part.examples}

LIMITS: Final = {
    N_("Kilobytes a question"): 64,
    N_("Words and signs (tokens)"): 1000,
    N_("Levels; edges, node and pageInfo do not count"): 8,
    N_("Aliases"): 15,
    N_("Records that a question could read"): 10_000,
    N_("Records a page"): 100,
    N_("Records a page, columns only"): 1000,
    N_("Steps a request"): 1,
    N_("Seconds"): 10,
}
"""A test holds these to what the API refuses."""


class IntegratingView(BaseView):
    """For who may read the schema of the API."""

    route_base = "/integrating"
    class_permission_name = "GraphQL"
    base_permissions = ["can_explore"]
    menu_permission, menu_path = "can_explore", ""
    default_view = "index"
    title, icon = N_("API and examples"), "route"

    @expose("/")
    def index(self) -> Any:
        _only_who_may_explore()
        settings = current_app.extensions["settings"]
        return page(
            "integrating/index.html", parts=PARTS, limits=LIMITS, address=settings.address, rate=settings.api_rate
        )

    @expose("/<file>")
    def example(self, file: str) -> Any:
        _only_who_may_explore()
        if file == SCHEMA.name:
            return _download(file, SCHEMA.read_text(encoding="utf-8"))
        return _download(file, KNOWN[file].text) if file in KNOWN else abort(404)


def _only_who_may_explore() -> None:
    if not viewer().can("can_explore", "GraphQL"):
        abort(403)


def _download(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, content_type="text/plain; charset=utf-8")

"""The form over a report: a field for each of its parameters, and the address of what was asked with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

from app.core.parameter import Parameter
from app.core.report import Answer, Report
from views.fab.address import remote
from views.fab.reader import name_of, say

OWN: Final = ("at", "section")
"""What the page asks for itself: where its rows begin, and which table a file holds."""
LONGEST: Final = 40


@dataclass(frozen=True)
class Field:
    """One parameter as it stands in the form."""

    asked: Parameter
    raw: str
    chosen: str = ""
    """The name of the record."""
    wrong: str = ""

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(each.name, say(str(each.value))) for each in self.asked.choices]

    @property
    def remote(self) -> str:
        return remote(self.asked.type, every=True)


def given() -> dict[str, str]:
    """What is asked of the report."""
    return {name: text for name, text in request.args.to_dict().items() if name not in OWN}


def answered(answer: Answer) -> list[Field]:
    """The form with what was asked."""
    return [_field(each, answer.asked[each.name]) for each in answer.report.parameters]


def asked_again(report: Report, field: str | None, wrong: str) -> list[Field]:
    """The form as it was sent, with what is wrong in it."""
    sent = given()
    return [
        Field(each, raw := sent.get(each.name, "")[:LONGEST], raw, wrong if each.name == field else "")
        for each in report.parameters
    ]


def address(answer: Answer, ending: str = "", **more: Any) -> str:
    """This report as it was asked, so that what is sent to somebody shows them the same."""
    named = {"name": answer.report.name, **_written(answer), **more}
    return url_for("ReportsView.file", ending=ending, **named) if ending else url_for("ReportsView.show", **named)


def _written(answer: Answer) -> Mapping[str, str]:
    texts = {each.name: each.written(answer.asked[each.name]) for each in answer.report.parameters}
    return {name: text for name, text in texts.items() if text}


def _field(asked: Parameter, value: Any) -> Field:
    return Field(asked, asked.written(value), name_of(value) if asked.kind == "noun" and value else "")

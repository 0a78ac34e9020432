"""The steps that imported records live through, with what each is given from the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any, NamedTuple

from app.core.errors import INVALID, Refused
from app.core.files import dates, numbers
from app.core.files.mapping import Mapping, Step
from app.core.files.sheet import Cell, Row, Sheet
from app.core.files.survey import Survey
from app.core.files.values import NO_NUMBER, NOT_OF_ITS_KIND, NUMBERS, Reading, is_empty, text_of
from app.core.verb import Argument, Verb


class Taking(NamedTuple):
    """One step with its arguments."""

    verb: Verb
    given: dict[str, Any]


def takings(sheet: Sheet, mapping: Mapping, survey: Survey, zone: tzinfo) -> list[Callable[[Row], Taking | None]]:
    steps = [step for part in mapping.parts for step in part.steps]
    return [_taking(sheet, step, survey, zone) for step in steps]


def _taking(sheet: Sheet, step: Step, survey: Survey, zone: tzinfo) -> Callable[[Row], Taking | None]:
    arguments = {a.name: a for a in step.verb.arguments}
    asked = [
        (arguments[name], column, sheet.columns.index(column), survey.reading(column, zone))
        for name, column in step.given.items()
    ]

    def taking(row: Row) -> Taking | None:
        """Nothing where the row leaves empty what the step is given: it was not taken yet."""
        if any(is_empty(row.cells[place]) for _, _, place, _ in asked):
            return None
        given = {a.name: _given(a, column, row.cells[place], how) for a, column, place, how in asked}
        return Taking(step.verb, given)

    return taking


def _given(a: Argument, column: str, cell: Cell, how: Reading) -> Any:
    try:
        if a.kind == "day":
            return dates.day(cell, how.days)
        return numbers.number(cell, how.mark) if a.kind in NUMBERS else text_of(cell)
    except (ValueError, ArithmeticError):
        message = NOT_OF_ITS_KIND.get(a.kind, NO_NUMBER)
        raise Refused(INVALID, message, column, text=text_of(cell)[:60]) from None

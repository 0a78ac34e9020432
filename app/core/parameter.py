"""What a reader chooses of a report: days, one of a few, or a record; read once, in the same way for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.doorman import found
from app.core.errors import INVALID, Refused
from app.core.language import Language
from app.core.period import Period
from app.core.words import N_, label

UNKNOWN: Final = N_("This report asks for no “{given}”.")
NOT_ONE_OF_THEM: Final = N_("“{given}” is not one of the choices: {known}.")
LONGEST: Final = 40


@dataclass(frozen=True)
class Parameter:
    """What a reader may choose. Its type is `date`, an enum of the choices, or the class of the records."""

    name: str
    type: type[Any]
    help: str
    default: Any = None
    """Unless told: of a choice the first; of a record none, which is all of them."""

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def kind(self) -> str:
        if self.type is date:
            return "day"
        return "choice" if issubclass(self.type, Enum) else "noun"

    @property
    def choices(self) -> tuple[Enum, ...]:
        kinds: Any = self.type
        return tuple(kinds) if self.kind == "choice" else ()

    def read(self, session: Session, given: Any) -> Any:
        """The value, or a refusal beside the field."""
        if given is None or given == "":
            return self.default or next(iter(self.choices), None)
        return self._choice(given) if self.kind == "choice" else self._record(session, given)

    def _choice(self, given: Any) -> Enum:
        chosen = next((each for each in self.choices if given is each or given == each.name), None)
        if chosen is None:
            known = ", ".join(each.name for each in self.choices)
            raise Refused(INVALID, NOT_ONE_OF_THEM, self.name, given=_short(given), known=known)
        return chosen

    def _record(self, session: Session, given: Any) -> Any:
        """One that the reader sees; hidden and missing are the same."""
        try:
            return found(session, self.type, given, self.name)
        except Refused as why:
            raise Refused(INVALID, why.message, why.field, **why.values) from None

    def written(self, value: Any) -> str:
        """As it stands in an address, and is read again."""
        if value is None:
            return ""
        return value.isoformat() if self.kind == "day" else value.name if self.kind == "choice" else str(value.id)

    def told(self, value: Any, language: Language) -> str:
        """In the reader's words."""
        if value is None:
            return language.say(N_("All"))
        if self.kind == "day":
            return language.day(value)
        return language.say(str(value.value)) if self.kind == "choice" else str(value.named_in(language.code))


FROM: Final = Parameter("from", date, N_("The first day; a year before the last one unless told."))
TO: Final = Parameter("to", date, N_("The last day; the latest with an order unless told."))


@dataclass(frozen=True)
class Asked:
    """What one reader asked for: the period, and by name what else the report's parameters ask."""

    period: Period
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @classmethod
    def read(
        cls, session: Session, parameters: Sequence[Parameter], given: Mapping[str, Any], last: Callable[[], date]
    ) -> Asked:
        known = {each.name: each for each in parameters}
        for name in given:
            if name not in known:
                raise Refused(INVALID, UNKNOWN, given=_short(name))
        period = Period.read(given, last)
        days = {"from": period.first, "to": period.last}
        others = (each for each in parameters if each.name not in days)
        return cls(period, days | {each.name: each.read(session, given.get(each.name)) for each in others})


def _short(given: Any) -> str:
    return str(given)[:LONGEST]

"""A reader's language: messages, numbers, days and money, wherever they are shown: pages, mail, paper, terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_currency_symbol

from app.core.errors import Refused
from app.core.words import label

LANGUAGES = {"en": "English", "es": "Español", "zh": "中文"}
LOCALES = {"en": "en_US", "es": "es", "zh": "zh_CN"}
MINUS, NARROW = "\u2212", "\u00a0"
PATTERNS = {"ISO": "yyyy-MM-dd", "DAY_FIRST": "dd/MM/yyyy", "MONTH_FIRST": "MM/dd/yyyy"}
"""How days are written where a company does not leave it to the language."""
CATALOGUES = Path(__file__).parent / "catalogues"
_CLOCKS = {"es": "H:mm", "zh": "HH:mm"}
_MOMENTS = {"en": "MMM d, y, h:mm a", "es": "d MMM y, H:mm", "zh": "y年M月d日 HH:mm"}


class Language:
    """One language; `say` translates a message and fills its named places."""

    def __init__(self, code: str, days: str = "") -> None:
        self.code, self.pattern = code, PATTERNS.get(days, "")
        self.locale = Locale.parse(LOCALES[code])
        self.messages = _catalogue(code)

    def say(self, message: str, /, **values: Any) -> str:
        text = self.messages.get(message, message)
        return text.format(**{key: self._spoken(value) for key, value in values.items()}) if values else text

    def choice(self, member: Enum) -> str:
        """One of an enum's members, in words."""
        return self.say(str(member.value))

    def refusal(self, why: Refused) -> str:
        """The words of a refusal. A field, a relation or a noun named in it is shown by its label."""
        named = {key.removesuffix("_name"): value for key, value in why.values.items()}
        labels = {key: self.say(label(value)) for key, value in named.items() if f"{key}_name" in why.values and value}
        return self.say(why.message, **{**named, **labels})

    def _spoken(self, value: Any) -> str:
        if isinstance(value, Enum):
            return self.say(str(value.value)).lower()
        if isinstance(value, type):
            return self.say(label(value.__name__)).lower()
        if isinstance(value, tuple):
            return self.either(value)
        return self._formatted(value)

    def _formatted(self, value: Any) -> str:
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        named = getattr(value, "named_in", None)
        if named is not None:
            return str(named(self.code))
        return self.number(value, _digits(value)) if isinstance(value, Decimal) else str(value)

    def every(self, values: Sequence[Any]) -> str:
        """One after the other, as the language lists them: "a, b, and c"."""
        return str(format_list([self._spoken(value) for value in values], locale=self.locale))

    def either(self, values: tuple[Any, ...]) -> str:
        spoken = [self._spoken(value) for value in values]
        return (
            self.say("{first} or {last}", first=self.say(", ").join(spoken[:-1]), last=spoken[-1])
            if len(spoken) > 1
            else spoken[0]
        )

    def number(self, value: Decimal | float, digits: int = 0) -> str:
        """With the reader's separators and a true minus."""
        return _decimal(self.code, Decimal(str(value)), digits)

    def money(self, value: Decimal, currency: str = "USD", digits: int = 2) -> str:
        symbol, text = _symbol(self.code, currency), self.number(abs(value), digits)
        sign = MINUS if value < 0 and text.strip("0.,") else ""
        return f"{sign}{text}{NARROW}{symbol}" if self.code == "es" else f"{sign}{symbol}{text}"

    def share(self, value: Decimal | float, digits: int = 1) -> str:
        return self.number(Decimal(str(value)) * 100, digits) + (f"{NARROW}%" if self.code == "es" else "%")

    def day(self, value: date, form: str = "medium") -> str:
        return _day(self.code, value, (self.pattern if form == "medium" else "") or form)

    def moment(self, value: datetime, zone: str = "UTC") -> str:
        """In the reader's zone."""
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        form = f"{self.pattern} {_CLOCKS.get(self.code, 'h:mm a')}" if self.pattern else _MOMENTS[self.code]
        return format_datetime(aware, form, tzinfo=ZoneInfo(zone), locale=self.locale)


@cache
def language(code: str | None, days: str = "") -> Language:
    """The language of this code; English where there is none such. `days` is how a company wants days written."""
    return Language(code if code in LANGUAGES else "en", days)


def _digits(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _catalogue(code: str) -> dict[str, str]:
    path = CATALOGUES / f"{code}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        known = read_po(file, locale=code)
    return {str(each.id): str(each.string) for each in known if each.id and each.string}


@cache
def _symbol(code: str, currency: str) -> str:
    return get_currency_symbol(currency, locale=LOCALES[code])


@lru_cache(maxsize=4096)
def _decimal(code: str, value: Decimal, digits: int) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = str(format_decimal(round(value, digits), pattern, locale=LOCALES[code]))
    return text.replace("-", MINUS) if text.strip("-0.,") else text.replace("-", "")


@lru_cache(maxsize=4096)
def _day(code: str, value: date, form: str) -> str:
    return str(format_date(value, form, locale=LOCALES[code]))

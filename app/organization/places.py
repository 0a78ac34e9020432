"""What the world agrees on: countries, currencies, time zones, and the languages that Trato speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from babel.core import get_global

from app.core.language import LANGUAGES, LOCALES


@cache
def countries(code: str = "en") -> Mapping[str, str]:
    """By ISO 3166, in the words of a language."""
    names = Locale.parse(LOCALES[code]).territories
    known = ((each, names[each]) for each in phonenumbers.SUPPORTED_REGIONS if each in names)
    return dict(sorted(known, key=lambda pair: pair[1]))


@cache
def currencies(code: str = "en") -> Mapping[str, str]:
    """Those that are paid with today, by ISO 4217."""
    names = Locale.parse(LOCALES[code]).currencies
    return {each: f"{each} · {names[each]}" for each in sorted(_tender()) if each in names}


def _tender() -> set[str]:
    used = get_global("territory_currencies").values()
    return {code for each in used for code, _, end, is_tender in each if end is None and is_tender}


@cache
def zones() -> Mapping[str, str]:
    """Time zones have the same names everywhere."""
    return {each: each for each in sorted(available_timezones() - {"localtime"})}


def languages() -> Mapping[str, str]:
    """Each in its own words."""
    return LANGUAGES

"""Who reads: the language, zone and currency that a page is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from app.core.language import LANGUAGES, Language, language
from app.organization.setting import Setting, beginning, settings_of
from views.fab.session import session

THEMES = ("light", "dark")
ZONES = available_timezones()
DENSITIES = ("compact", "comfortable")


@dataclass(frozen=True)
class Reader:
    language: Language
    zone: str
    currency: str
    theme: str
    density: str
    settings: Setting


def reader() -> Reader:
    """Made once a request: what was chosen in this browser, what the employee has, or what the browser prefers."""
    known: Reader | None = g.get("reader")
    if known is None:
        known = g.reader = _reader()
    return known


def say(message: str, /, **values: object) -> str:
    return reader().language.say(message, **values)


def name_of(record: Any) -> str:
    """What a record is called on this page."""
    return str(record.named_in(reader().language.code))


def _reader() -> Reader:
    settings, employee = company(), g.get("employee")
    code = _code(employee.language if employee else settings.language, sure=bool(employee))
    return Reader(
        language=language(code, settings.day_format.name),
        zone=employee.zone if employee and employee.zone in ZONES else settings.zone,
        currency=settings.currency,
        theme=_one_of(THEMES, request.cookies.get("theme"), "auto"),
        density=_one_of(DENSITIES, request.cookies.get("density"), DENSITIES[0]),
        settings=settings,
    )


def company() -> Setting:
    """The company's settings; those of a new one where the database has no tables, or does not answer."""
    try:
        return settings_of(session())
    except SQLAlchemyError:
        session().rollback()
        return beginning()


def _code(default: str, *, sure: bool) -> str:
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return default if sure else request.accept_languages.best_match(list(LANGUAGES), default) or default


def _one_of(known: tuple[str, ...], wish: str | None, otherwise: str) -> str:
    return wish if wish in known else otherwise

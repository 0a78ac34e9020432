"""A page: a template, the frame around it, and the words in the reader's language."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import get_currency_symbol
from flask import Flask, current_app, request, url_for
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from app.core.language import LANGUAGES
from app.core.noun import Declared, plural_label, slug
from app.core.words import label
from views.fab.address import remote
from views.fab.faces import face
from views.fab.reader import name_of, reader, say
from views.fab.settled import settles, written

ICONS = "vendor/icons/icons.svg"


def page(template: str, **context: Any) -> str:
    from views.fab.shell import shell

    read = reader()
    words = {"_": read.language.say, "csrf_token": csrf_token}
    return written(template, read.language, shell=shell(), reader=read, **words, **context)


def csrf_token() -> str:
    """What forms carry. It does not age, and so is signed once for what this browser holds, not with each page."""
    held = cookie.get("csrf_token")
    return _signed(current_app.secret_key, held) if isinstance(held, str) else generate_csrf()


@lru_cache(maxsize=4096)
def _signed(_key: Any, _held: str) -> str:
    return str(generate_csrf())


def is_part() -> bool:
    """Whether the page asks for a part of itself."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def prepare(app: Flask) -> None:
    words = {"_": say, "languages": LANGUAGES, "slug": slug, "remote": remote, "currency_symbol": currency_symbol}
    words |= {"label": label, "plural_label": plural_label}
    app.jinja_env.globals.update(asset=asset, icon=icon, avatar=avatar, csrf_token=csrf_token, **words)
    settles(asset=asset, icon=icon, url_for=url_for)
    app.jinja_env.finalize = _called
    app.jinja_env.filters["anchor"] = anchor
    app.jinja_env.undefined = StrictUndefined  # a mistake in a page is an error, not an empty place
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _called(value: Any) -> Any:
    """A record that stands in a page stands there by its name in the reader's language."""
    return name_of(value) if isinstance(value, Declared) else value


def anchor(words: str) -> str:
    """The name of a place on a page, made of its words in any script."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in words.lower()).split())


@cache
def currency_symbol(currency: str) -> str:
    return str(get_currency_symbol(currency, locale="en_US"))


def asset(path: str) -> str:
    """The address of a file of ours; it changes with the file, so that browsers may keep what they have."""
    return _asset(request.script_root, path)


@cache
def _asset(root: str, path: str) -> str:
    digest = hashlib.sha256((Path(current_app.static_folder or "") / path).read_bytes()).hexdigest()
    return f"{root}/static/{path}?v={digest[:10]}"


def icon(name: str, css: str = "") -> Markup:
    return _icon(request.script_root, name, css)


@cache
def _icon(root: str, name: str, css: str = "") -> Markup:
    sheet = _asset(root, ICONS)
    return Markup('<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>').format(css, sheet, name)


def avatar(text: str, css: str = "") -> Markup:
    letters, hue = face(text)
    return Markup('<span class="av {} hue-{}" aria-hidden="true">{}</span>').format(css, hue, escape(letters))

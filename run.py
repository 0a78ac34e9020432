"""The composition root: the only module that knows the settings, every room and every door."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

import schema
import views
from app import rooms as rooms
from app.core import database, mail, phone, rate, world
from app.core.files import kept
from app.core.noun import Model
from app.organization import setting, webhook_secret
from config import Settings
from views import access_log, migrating, serving, terminal

db = SQLAlchemy(model_class=Model)


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """The application of these settings (of the environment's, where none are given), every door in place.

    Writes nothing: the schema is the migrations', permissions and roles are `sync-security`'s.
    """
    settings = settings or Settings()
    web = Flask(__name__)
    web.config.update(_configuration(settings), **config)
    web.extensions["settings"] = settings
    tell(settings)
    db.init_app(web)
    with web.app_context():
        database.prepare(db.engine)
    views.register(web, db)
    schema.register(web, db)
    _trust_the_proxy(web, settings)
    terminal.register(web)
    migrating.register(web, db)
    return web


def web() -> Flask:
    """The application of a server's process, which begins here."""
    made = create_app()
    serving.keep_what_is_loaded()
    access_log.gather()
    return made


def tell(settings: Settings) -> None:
    """What the rooms know of the settings: once a process, for its one application."""
    phone.set_country(settings.country)
    mail.send_through(settings.smtp_url, settings.address)
    world.allow(settings.webhook_networks)
    webhook_secret.derive_from(settings.secret)
    setting.start_from(
        country=settings.country, language=settings.language, currency=settings.currency, zone=settings.timezone
    )
    kept.set_place(settings.directory() / "attachments")
    rate.share(settings.directory())


def _trust_the_proxy(web: Flask, settings: Settings) -> None:
    """We speak no TLS: an address of https is a proxy's, and who asks stands in the header that it sets."""
    if settings.address.startswith("https://"):
        web.wsgi_app = ProxyFix(web.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": database.options(settings.database),
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_VIEWS": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.address.startswith("https://"),
        "MAX_CONTENT_LENGTH": 17 * 2**20,  # a file of 16 MB and the form around it
        "MAX_FORM_PARTS": 1000,
    }

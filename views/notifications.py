"""All that the reader was told, and whether it comes by mail, too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from app.core import mail
from app.core.database import writing
from app.core.doorman import may
from app.core.words import N_
from app.organization import notification
from app.organization.employee import Employee
from app.organization.notification import Notification
from views.fab.bell import item_of
from views.fab.page import page
from views.fab.reader import say
from views.fab.session import session
from views.fab.viewer import viewer

SIZE = 50
pages = Blueprint("notifications", __name__, url_prefix="/notifications")


@pages.get("/")
def mine() -> str:
    """Newest first; older ones follow."""
    may(session(), "can_list", Notification)
    found = notification.latest(session(), SIZE + 1, _before())
    shown = found[:SIZE]
    older = url_for("notifications.mine", before=shown[-1].id) if len(found) > SIZE else ""
    wants = session().get_one(Employee, viewer().id).mail_notices
    return page(
        "notifications.html", items=[item_of(each) for each in shown], older=older, wants=wants, can=mail.is_set()
    )


def _before() -> int | None:
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


@pages.post("/see")
def see() -> Any:
    """All of them are old from now on."""
    may(session(), "can_see", Notification)
    found = session()
    with writing(found):
        notification.see_all(found)
        found.commit()
    return redirect(url_for("notifications.mine"))


@pages.post("/mail")
def by_mail() -> Any:
    """What I want for myself; nobody else is asked."""
    found, me = session(), viewer().id
    with writing(found):
        found.get_one(Employee, me).mail_notices = request.form.get("mail") == "y"
        found.commit()
    flash(say(N_("Saved.")), "success")
    return redirect(url_for("notifications.mine"))

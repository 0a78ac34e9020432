"""A notification as a letter: in the words of who is written to, with the link to what it is about."""

from __future__ import annotations

from html import escape

from sqlalchemy.orm import Session

from app.core import mail
from app.core.language import Language, language
from app.core.mail import Letter
from app.core.noun import noun_named, slug
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.organization.setting import Setting, settings_of

SEE = N_("Open it in Trato")
WHY = N_("{company} sends you this because you chose to be told by mail. Change that under your notifications.")
NOWHERE = "localhost"
LANG = {"zh": "zh-CN"}


def write_of(session: Session, notification: Notification) -> Letter | None:
    """The letter; nothing for who has gone or does not want to be told by mail."""
    person, settings = notification.recipient, settings_of(session)
    if not (person.active and person.mail_notices and "@" in person.email):
        return None
    if person.email.endswith(f"@{NOWHERE}"):
        return None
    return _letter(notification, person, settings, language(person.language, settings.day_format.name))


def _letter(notification: Notification, person: Employee, settings: Setting, reads: Language) -> Letter:
    words = notification.words(reads, person.zone)
    at = reads.moment(notification.at, person.zone)
    link, see = mail.home() + path_of(notification), reads.say(SEE)
    why = reads.say(WHY, company=settings.company_name)
    text = f"{words}\n\n{see}: {link}\n\n{at}\n\n-- \n{why}\n{mail.home()}/notifications/\n"
    return Letter(
        person.email, words, text, page_of(reads.code, words, at, link, see, why),
        settings.administrator_email or f"trato@{NOWHERE}", settings.company_name,
        key=f"notification/{notification.id}",
    )  # fmt: skip


def path_of(notification: Notification) -> str:
    """Where it leads, on the screens."""
    noun = noun_named(notification.noun or "")
    if noun is None or notification.record_id is None:
        return "/notifications/"
    return f"/{slug(noun)}/show/{notification.record_id}"


def page_of(code: str, words: str, at: str, link: str, see: str, why: str) -> str:
    """A few words and one button, as every mail program shows them."""
    words, at, link, see, why = (escape(each) for each in (words, at, link, see, why))
    body = "font:15px/22px system-ui,sans-serif;color:#171c26;max-width:34em;margin:24px auto;padding:0 16px"
    button = (
        "display:inline-block;padding:8px 14px;border-radius:6px;background:#3350c4;color:#fff;text-decoration:none"
    )
    small = "color:#5e6877;font-size:13px"
    return (
        f'<!doctype html><html lang="{LANG.get(code, code)}"><head><meta charset="utf-8"><title>{words}</title></head>'
        f'<body style="{body}"><p>{words}</p><p><a style="{button}" href="{link}">{see}</a></p>'
        f'<p style="{small}">{at}</p><p style="{small}">{why}</p></body></html>'
    )

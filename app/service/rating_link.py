"""The link by which a customer rates what was done, without signing in.

It is signed and names the request and which of its resolutions is meant: nobody can make one, and it is of no use once
it was used, once the request was opened again, or after a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session, object_session

from app.core import mail, outbox
from app.core.errors import NOT_FOUND, REFUSED, Refused
from app.core.events import on
from app.core.language import language
from app.core.mail import Letter
from app.core.words import N_
from app.organization.setting import settings_of
from app.service.course import Customer
from app.service.request import ServiceRequest
from app.service.words import Status

KEPT = timedelta(days=30)
SALT, JOB = "rating", "ask-for-rating"
NOWHERE = "localhost"
SUBJECT = N_("How was our help with {number}?")
ASKED = N_("Hello {name}, you asked us for help: {summary}. Please tell us in a minute how content you are.")
RATE, UNTIL = N_("Rate our help"), N_("The link holds for {n} days and can be used once.")
UNKNOWN = N_("This link does not hold, or not any more. If something is left to say, please call us.")
_known = {"secret": ""}


def sign_with(secret: str) -> None:
    """What links are signed with: the secret of this installation."""
    _known["secret"] = secret


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_known["secret"], salt=SALT)


def token_of(request: ServiceRequest) -> str:
    """Signed anew each time; all that are made for one resolution are used up together."""
    return _signer().dumps([request.id, len(request.resolutions)])


def link_of(request: ServiceRequest) -> str:
    return f"{mail.home()}/rate/{token_of(request)}"


@dataclass(frozen=True)
class Asked:
    """What somebody is asked about who follows a link."""

    request: ServiceRequest
    resolution: int

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered."""
        return self.request.status is Status.RESOLVED and len(self.request.resolutions) == self.resolution

    @property
    def is_answered(self) -> bool:
        """Whether it was answered through the link, the last time that anybody was asked."""
        said = self.request.feedback
        return bool(said) and said[-1].through_link and len(self.request.resolutions) == self.resolution


def asked(session: Session, token: str) -> Asked:
    """The request that a link is about; refused in the same words whatever is wrong with it."""
    try:
        request_id, resolution = _signer().loads(token, max_age=int(KEPT.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        raise Refused(NOT_FOUND, UNKNOWN) from None
    request = session.get(ServiceRequest, request_id)
    if request is None:
        raise Refused(NOT_FOUND, UNKNOWN)
    return Asked(request, resolution)


def rate_through(session: Session, token: str, score: int, words: str) -> ServiceRequest:
    """Take the rating, once; permission is the signature."""
    it = asked(session, token)
    if not it.is_open:
        raise Refused(REFUSED, UNKNOWN)
    it.request.rate(score=score, words=words, by=Customer(name_of(it.request)))
    return it.request


def name_of(request: ServiceRequest) -> str:
    """Who is asked: the contact, or the customer where nobody is named."""
    return request.contact.name if request.contact is not None else request.customer.name


# The letter -------------------------------------------------------------------------------------------------------


@on("service_request.resolve")
def _ask(request: ServiceRequest) -> None:
    session = object_session(request)
    if session is not None and mail.is_set() and address_of(request):
        outbox.add(session, JOB, {"request": request.id, "resolution": len(request.resolutions)})


def address_of(request: ServiceRequest) -> str:
    return (request.contact.email if request.contact is not None else None) or request.customer.email or ""


def letter_of(session: Session, request_id: int, resolution: int) -> Letter | None:
    """What the customer is sent; nothing where the request went on meanwhile."""
    request = session.get(ServiceRequest, request_id)
    if request is None or not Asked(request, resolution).is_open or not address_of(request):
        return None
    settings = settings_of(session)
    say, link = language(settings.language).say, link_of(request)
    subject = say(SUBJECT, number=request.number)
    words = [say(ASKED, name=name_of(request), summary=request.summary), say(UNTIL, n=KEPT.days)]
    sender = settings.administrator_email or f"trato@{NOWHERE}"
    text = f"{words[0]}\n\n{say(RATE)}: {link}\n\n{words[1]}\n"
    page = _page(settings.language, subject, words, link, say(RATE))
    key = f"rating/{request.id}/{resolution}"
    return Letter(address_of(request), subject, text, page, sender, settings.company_name, key=key)


def _page(code: str, subject: str, words: list[str], link: str, see: str) -> str:
    subject, link, see, asked, until = map(escape, (subject, link, see, *words))
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{subject}</title></head>'
        f'<body><p>{asked}</p><p><a href="{link}">{see}</a></p><p><small>{until}</small></p></body></html>'
    )

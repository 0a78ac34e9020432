"""Mail: one letter at a time, by the server that the operator names; nothing is sent where none is named."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from app.core.errors import INVALID, REFUSED, Refused
from app.core.noun import now

SECONDS = 30
PORTS = {"smtp": 25, "smtps": 465}
SHOWN = 200
_known = {"url": "", "address": ""}


@dataclass(frozen=True)
class Server:
    """Where letters are handed in."""

    host: str
    port: int
    name: str = ""
    password: str = ""
    is_tls: bool = False
    starts_tls: bool = False


@dataclass(frozen=True)
class Attached:
    """A file that goes along."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What one person is sent, as plain words and as a page."""

    to: str
    subject: str
    text: str
    page: str
    sender: str
    company: str
    attached: tuple[Attached, ...] = ()
    key: str = ""
    """What it says, of all that this installation writes. A letter is sent before it is written down that it was: of a
    worker that dies between, a second one comes, and by the same key it carries the same Message-ID, by which most mail
    servers and programs know it again (RFC 5322, 3.6.4) and show it once."""


def send_through(url: str, address: str) -> None:
    """The server of this installation, and the address that links in letters begin with."""
    _known.update(url=url, address=address)


def is_set() -> bool:
    return bool(_known["url"])


def home() -> str:
    return _known["address"]


def server_of(url: str) -> Server:
    """`smtp://name:password@host:port?starttls`, or `smtps://…`; raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("say smtp://name:password@host:port?starttls or smtps://name:password@host")
    return Server(
        parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username or ""), unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps", starts_tls="starttls" in parse_qs(parts.query, keep_blank_values=True),
    )  # fmt: skip


def send(letter: Letter) -> None:
    """Hand it in. What may pass is raised as it is; what the server will never take is refused."""
    message, server = _written(letter), server_of(_known["url"])
    try:
        with _open(server) as way:
            if server.name:
                way.login(server.name, server.password)
            way.send_message(message)
    except smtplib.SMTPRecipientsRefused as why:
        codes = [code for code, _ in why.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Refused(REFUSED, "The mail server does not take letters for {address}.", address=letter.to) from None
        raise


def _open(server: Server) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if server.is_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trusted)
    way = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if server.starts_tls:
        try:
            way.starttls(context=trusted)
        except BaseException:
            way.close()
            raise
    return way


def _written(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((_line(letter.company), _address(letter.sender)))
    message["To"] = _address(letter.to)
    message["Reply-To"] = _address(letter.sender)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = _named(letter)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.page, subtype="html")
    for each in letter.attached:
        kind, _, subtype = each.kind.partition("/")
        coded = {"charset": "utf-8"} if kind == "text" else {}
        message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name, params=coded)
    return message


def _named(letter: Letter) -> str:
    """The same for the same letter; one without a key is another one each time."""
    domain = letter.sender.rpartition("@")[2]
    if not letter.key:
        return make_msgid(domain=domain)
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{home()}/{letter.key}/{letter.to}')}@{domain}>"


def _line(text: str) -> str:
    """What stands in a head is one line, whatever it is made of."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:SHOWN]


def _address(text: str) -> str:
    """An address names one person and nothing else."""
    name, _, host = text.rpartition("@")
    plain = all(c.isprintable() and not c.isspace() and c not in '<>,;:"()[]\\' for c in text)
    if not name or not host or not plain or "@" in name:
        raise Refused(INVALID, "This is not an e-mail address. Example: ana@example.com")
    return text

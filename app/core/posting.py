"""One message posted to an address that somebody else chose: to the very address that was looked at, soon or never."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from time import monotonic

from app.core.errors import Refused
from app.core.world import Gate, Target

CONNECT_SECONDS, ALL_SECONDS = 5.0, 15.0
MOST_READ = 2048
"""Bytes of the answer that are read at all."""
MOST_TRIED = 3
"""Of the addresses of one name."""


class DeliveryProblem(StrEnum):
    """Why a message did not arrive."""

    REFUSED = "The address may not be called"
    UNREACHED = "Nobody was reached"
    UNTRUSTED = "The certificate is not good"
    SLOW = "It took too long"
    BROKEN = "The answer could not be read"
    MOVED = "It was sent elsewhere, and redirects are not followed"
    ANSWERED = "The receiver answered no"


@dataclass(frozen=True)
class Answer:
    """What came of it; without a status nobody answered."""

    status: int | None
    text: str
    milliseconds: int
    problem: DeliveryProblem | None
    retry_after: str = ""


class _Pinned(HTTPConnection):
    """Asks nobody again where the name leads: what was looked at is what is called."""

    def __init__(self, target: Target, trusted: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.default_port = 443 if target.is_secret else 80
        self.target, self.trusted, self.is_cut = target, trusted, False
        self.held: socket.socket | None = None

    def connect(self) -> None:
        reached = self._held(self._reached())
        if self.target.is_secret:
            trusted, name = self.trusted or ssl.create_default_context(), self.target.host
            self._held(secret := trusted.wrap_socket(reached, server_hostname=name, do_handshake_on_connect=False))
            secret.do_handshake()

    def _held(self, reached: socket.socket) -> socket.socket:
        """From here on it can be cut; if that was due before, there was nothing to cut, and it is too late."""
        self.sock = self.held = reached
        if self.is_cut:
            raise TimeoutError
        return reached

    def _reached(self) -> socket.socket:
        """The first of its addresses that answers."""
        failure = OSError("no address")
        for address in self.target.addresses[:MOST_TRIED]:
            try:
                return socket.create_connection((address, self.target.port), CONNECT_SECONDS)
            except OSError as why:
                failure = why
        raise failure

    def cut(self) -> None:
        """However slowly it drips: what has not come by now does not come."""
        self.is_cut = True
        if self.held is not None:
            with suppress(OSError):
                self.held.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str], gate: Gate, *, seconds: float = ALL_SECONDS) -> Answer:
    """Say it once. Nothing is raised: what went wrong is the answer."""
    began = monotonic()
    try:
        line = _Pinned(gate.target(url), gate.trusted)
    except Refused:
        return _failed(DeliveryProblem.REFUSED, began)
    watch = Timer(seconds, line.cut)
    watch.daemon = True
    watch.start()
    try:
        return _asked(line, body, headers, began)
    except (OSError, HTTPException) as why:
        return _failed(DeliveryProblem.SLOW if line.is_cut else _problem(why), began)
    finally:
        watch.cancel()
        line.close()


def _asked(line: _Pinned, body: bytes, headers: Mapping[str, str], began: float) -> Answer:
    line.request("POST", line.target.path, body, dict(headers))
    with line.getresponse() as response:
        text = _read(response)
        again = (response.getheader("Retry-After") or "")[:100]
        return Answer(response.status, text, _since(began), _said(response.status), again)


def _read(response: HTTPResponse) -> str:
    """The beginning, as far as it can be kept; the status counts even where the rest breaks off."""
    try:
        raw = response.read(MOST_READ)
    except (OSError, HTTPException):
        return ""
    return raw.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _said(status: int) -> DeliveryProblem | None:
    if 200 <= status < 300:
        return None
    return DeliveryProblem.MOVED if 300 <= status < 400 else DeliveryProblem.ANSWERED


def _problem(why: Exception) -> DeliveryProblem:
    if isinstance(why, ssl.SSLCertVerificationError):
        return DeliveryProblem.UNTRUSTED
    if isinstance(why, TimeoutError):
        return DeliveryProblem.SLOW
    return DeliveryProblem.BROKEN if isinstance(why, HTTPException) else DeliveryProblem.UNREACHED


def _failed(problem: DeliveryProblem, began: float) -> Answer:
    return Answer(None, "", _since(began), problem)


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)

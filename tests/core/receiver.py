"""Who receives webhooks in tests: a real server on this machine that answers as it is told, and notes what came."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

LOOPBACK = "127.0.0.0/8"
NAME = "hooks.example"


@dataclass
class Told:
    """One message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answering:
    """How a message is answered; after `pause` seconds, dripping a byte at a time with `drip` seconds between.

    When the test is over nothing is waited for any more.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: bytes = b"taken"
    pause: float = 0
    drip: float = 0


class Receiver:
    """`answers` are given first, one by one; afterwards all is well."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port, self.scheme = port, scheme
        self.told: list[Told] = []
        self.answers: list[Answering] = []
        self.is_over = threading.Event()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"


@contextmanager
def receiving(certified_by: trustme.CA | None = None) -> Iterator[Receiver]:
    """A receiver on a free port of this machine; in secret, under its name, where somebody certifies it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            receiver.told.append(Told(self.path, dict(self.headers), self.rfile.read(length)))
            _answer(self, receiver.answers.pop(0) if receiver.answers else Answering(), receiver.is_over)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - a caller that leaves is what some tests are about
    if certified_by:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certified_by.issue_cert(NAME).configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(server.server_address[1], "https" if certified_by else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, answer: Answering, is_over: threading.Event) -> None:
    is_over.wait(answer.pause)
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.text)))
    handler.end_headers()
    for at in range(len(answer.text)) if answer.drip else ():
        handler.wfile.write(answer.text[at : at + 1])
        is_over.wait(answer.drip)
    if not answer.drip:
        handler.wfile.write(answer.text)

"""Where the system may call when somebody else says where: into the internet, and not at its own neighbours."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from app.core.errors import INVALID, Refused
from app.core.words import N_

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""Where IPv6 stands for IPv4 behind a translator (RFC 6052)."""
PORTS: Final = {"https": 443, "http": 80}
UNREADABLE: Final = N_("This is not an address that can be called. Example: https://example.com/hook")
INSIDE: Final = N_(
    "{host} is not in the internet. Addresses of one's own network are called only if the operator allows it."
)
PLAIN: Final = N_("Say https: what is told must not be read on its way.")
UNKNOWN: Final = N_("No address is known of {host}.")


def resolved(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the machine finds them."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def spelled(host: str, port: int) -> Sequence[str]:
    """The address that is written there, in any of the ways that the machine reads: decimal, octal, hexadecimal."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True)
class Target:
    """An address taken apart, and the very addresses that it was looked at with."""

    host: str
    port: int
    path: str
    is_secret: bool
    """Whether nobody reads it on its way."""
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Gate:
    """Which addresses are called. `allowed` are networks that the operator names: they may be private, and called
    without https. Names are looked up by `resolve`; `trusted` is who certifies, the machine's own unless told."""

    allowed: str = ""
    resolve: Resolve = resolved
    trusted: ssl.SSLContext | None = None

    def target(self, url: str) -> Target:
        """Where to connect; refused unless every address of the name may be called."""
        parts = _parts(url)
        host, port = _host(parts), _port(parts)
        addresses = self._looked_up(host, port)
        if parts.scheme == "http" and not all(self._is_allowed(each) for each in addresses):
            raise Refused(INVALID, PLAIN, "url")
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        return Target(host, port, path, parts.scheme == "https", tuple(map(str, addresses)))

    def refuse_spelled(self, url: str) -> None:
        """As far as can be said without asking anybody: what is written as an address, and this machine's own names."""
        host = _host(_parts(url))
        if host == "localhost" or host.endswith(".localhost"):
            self._refuse_inside("localhost", [IPv4Address("127.0.0.1")])
        try:
            written = spelled(host, 443)
        except (OSError, UnicodeError):
            return
        self._refuse_inside(host, [ip_address(each) for each in written])

    def _looked_up(self, host: str, port: int) -> list[Address]:
        try:
            found = [ip_address(each) for each in self.resolve(host, port)]
        except (OSError, UnicodeError, ValueError):
            found = []
        if not found:
            raise Refused(INVALID, UNKNOWN, "url", host=host)
        self._refuse_inside(host, found)
        return found

    def _refuse_inside(self, host: str, addresses: Sequence[Address]) -> None:
        """One that leads inside is enough: whoever owns the name says which one is taken."""
        if not all(is_in_the_world(each) or self._is_allowed(each) for each in addresses):
            raise Refused(INVALID, INSIDE, "url", host=host)

    def _is_allowed(self, address: Address) -> bool:
        return any(_meant(address) in ip_network(each) for each in self.allowed.replace(",", " ").split())


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and parts.hostname and _port(parts)
    except ValueError:
        known = None
    if not known or parts.username is not None or parts.fragment or any(c <= " " or c == "\x7f" for c in url):
        raise Refused(INVALID, UNREADABLE, "url")
    return parts


def _host(parts: SplitResult) -> str:
    """In the letters that names are asked for with."""
    name = (parts.hostname or "").rstrip(".")
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        raise Refused(INVALID, UNREADABLE, "url") from None


def _port(parts: SplitResult) -> int:
    return parts.port if parts.port is not None else PORTS[parts.scheme]


def is_in_the_world(address: Address) -> bool:
    """Whether it is one host of the internet: not private, this machine, this cable, many at once, or set aside."""
    meant = _meant(address)
    is_aside = meant.is_multicast or meant.is_reserved or (isinstance(meant, IPv6Address) and meant.is_site_local)
    return meant.is_global and not is_aside


def _meant(address: Address) -> Address:
    """IPv6 that stands for IPv4 leads where that one leads."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    tunnel = address.teredo
    return address.ipv4_mapped or address.sixtofour or (tunnel[1] if tunnel else address)


_known = {"gate": Gate()}


def known_networks(networks: str) -> str:
    """`10.1.0.0/16, 127.0.0.0/8`; raises ValueError for anything else."""
    for each in networks.replace(",", " ").split():
        ip_network(each)
    return networks


def allow(networks: str) -> None:
    """The networks of the operator's own that may be called; `127.0.0.0/8` while one develops a receiver."""
    _known["gate"] = Gate(allowed=known_networks(networks))


def gate() -> Gate:
    """Which addresses this installation calls."""
    return _known["gate"]

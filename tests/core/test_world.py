"""Where the system may be sent by somebody else: into the internet, and nowhere near itself."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from app.core.errors import Refused
from app.core.world import Gate, allow, gate, is_in_the_world

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.7", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",  # noqa: S104
    "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.7", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::127.0.0.1",
    "64:ff9b::a00:7", "2002:7f00:1::1", "2002:a00:7::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip
OUTSIDE = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "64:ff9b::808:808"]


def leading(*addresses: str) -> Gate:
    """A gate in a world in which every name has these addresses."""
    return Gate(resolve=lambda host, port: addresses)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_in_the_world(address: str) -> None:
    assert not is_in_the_world(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is(address: str) -> None:
    assert is_in_the_world(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="is not in the internet"):
        leading(address).target("https://hooks.example/")


def test_one_address_inside_is_enough_to_refuse() -> None:
    with pytest.raises(Refused, match="is not in the internet"):
        leading("93.184.215.14", "10.0.0.7").target("https://hooks.example/")


SPELLED = [
    "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/",
    "https://127.1/", "https://10.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a00:7]/",
    "https://169.254.169.254/latest/meta-data/", "https://2852039166/", "https://0/", "https://192.168.1.1:8443/x",
    "https://127.0.0.1./",
]  # fmt: skip


@pytest.mark.parametrize("url", SPELLED)
def test_however_it_is_spelled(url: str) -> None:
    """As it is written and again when it is called, by the machine's own reading of it."""
    for refuse in (Gate().refuse_spelled, Gate().target):
        with pytest.raises(Refused, match="is not in the internet"):
            refuse(url)


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://LOCALHOST:8000/", "https://x.localhost/", "https://localhost./"]
)
def test_this_machine_has_a_name_too(url: str) -> None:
    with pytest.raises(Refused, match="is not in the internet"):
        Gate().refuse_spelled(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///x", "https://a b/", "https://a/\r\nx: y",
        "https://user@example.com/", "https://user:word@example.com/", "https://example.com/#x", "https://a:0/",
        "https://a:99999/", "https://a:x/", "https://[::1/", "https://exa\x00mple.com/", "https://" + "a" * 70 + "é.com/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    for refuse in (Gate().refuse_spelled, leading("93.184.215.14").target):
        with pytest.raises(Refused, match="can be called"):
            refuse(url)


def test_a_name_that_nobody_knows_is_refused() -> None:
    def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    for known in (Gate(resolve=nobody), leading()):
        with pytest.raises(Refused, match=r"No address is known of hooks\.example"):
            known.target("https://hooks.example/")


def test_the_world_is_called_by_https_only() -> None:
    with pytest.raises(Refused, match="Say https"):
        leading("93.184.215.14").target("http://hooks.example/")


def test_the_operator_may_allow_a_network_of_their_own() -> None:
    mine = Gate(allowed="10.1.0.0/16, ::1/128", resolve=lambda host, port: ["10.1.2.3"])
    assert mine.target("http://robot.lan:8080/hook?x=1").addresses == ("10.1.2.3",)
    assert mine.target("http://robot.lan:8080/hook?x=1").path == "/hook?x=1"
    mine.refuse_spelled("http://10.1.9.9/")
    for url in ("https://10.2.0.1/", "https://127.0.0.1/"):
        with pytest.raises(Refused):
            mine.refuse_spelled(url)


def test_a_network_that_is_none_stops_the_start() -> None:
    before = gate()
    with pytest.raises(ValueError, match="does not appear to be"):
        allow("10.1.0.0/16 lan")
    assert gate() is before


def test_the_target_is_the_very_addresses_that_were_looked_at() -> None:
    target = leading("93.184.215.14", "8.8.8.8").target("https://Bücher.Example/a")
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 443, "/a")
    assert target.addresses == ("93.184.215.14", "8.8.8.8")

"""The guard: nothing inside is reached at a user's word, whatever notation hides it."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from kindred.kit.guard import InternalHost, UnknownHost, ascii_host, checked_addresses

INSIDE_V4 = (
    "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254 169.254.169.254"
    " 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1"
    " 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1"
    " 255.255.255.255"
).split()
INSIDE_V6 = (
    ":: ::1 ::7f00:1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 64:ff9b::7f00:1"
    " 64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1 2001:db8::1"
    " 2002:7f00:1:: 2002:a00:1::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 5f00::1"
).split()
#: Forms the resolver understands although they are no canonical addresses.
DISGUISED = (
    "127.1 127.0.1 0x7f000001 0x7f.1 0x7f.0.0.1 2130706433 0177.0.0.1 017700000001 0 0x0 10.1 167772161 0xa9fea9fe"
    " 2852039166 192.168.257 localhost LOCALHOST"
).split()
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001:80b::200e"]

Resolver = Callable[[str, list[str]], None]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """A way to say which addresses a name has: `resolver("evil.example", ["10.0.0.1"])`."""
    known: dict[str, list[str]] = {}

    def look_up(host: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known.__setitem__


def reach(host: str, port: int = 443) -> list[str]:
    """Ask the guard."""
    return asyncio.run(checked_addresses(host, port))


@pytest.mark.parametrize("address", [*INSIDE_V4, *INSIDE_V6])
def test_a_name_that_leads_inside_is_refused(address: str, resolver: Resolver) -> None:
    resolver("evil.example", [address])
    with pytest.raises(InternalHost):
        reach("evil.example")


@pytest.mark.parametrize("host", [*INSIDE_V4, *DISGUISED])
def test_an_address_that_leads_inside_is_refused_in_every_notation(host: str) -> None:
    with pytest.raises(InternalHost):
        reach(host)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address: str, resolver: Resolver) -> None:
    resolver("good.example", [address])
    assert reach("good.example") == [address]


def test_one_inside_address_among_public_ones_is_enough_to_refuse(resolver: Resolver) -> None:
    resolver("both.example", ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(InternalHost):
        reach("both.example")


def test_a_name_without_an_address_is_unknown(resolver: Resolver) -> None:
    resolver("empty.example", [])
    with pytest.raises(UnknownHost):
        reach("empty.example")


@pytest.mark.parametrize("named", ["relay.internal", "RELAY.internal", "relay.internal:25"])
def test_an_internal_host_the_operator_named_is_let_through(named: str, resolver: Resolver, settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = [named]
    resolver("relay.internal", ["10.0.0.25"])
    assert reach("relay.internal", 25) == ["10.0.0.25"]


@pytest.mark.parametrize("named", ["relay.internal:2525", "internal", "other.internal", "10.0.0.25"])
def test_naming_one_host_and_port_opens_no_other(named: str, resolver: Resolver, settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = [named]
    resolver("relay.internal", ["10.0.0.25"])
    with pytest.raises(InternalHost):
        reach("relay.internal", 25)


def test_an_internal_ipv6_host_can_be_named_with_brackets(settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = ["[::1]:8025"]
    assert reach("::1", 8025) == ["::1"]
    with pytest.raises(InternalHost):
        reach("::1", 25)


def test_international_names_become_what_the_network_knows() -> None:
    assert ascii_host("Bücher.example") == "xn--bcher-kva.example"
    with pytest.raises(UnknownHost):
        ascii_host("a＠b.example")

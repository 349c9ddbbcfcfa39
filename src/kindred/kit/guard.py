"""Which hosts may be reached at a user's word: public ones, and the internal ones the operator has named.

A user writes the URL of a webhook and the host of a mail server. Without this guard they would make this machine
call its own neighbours (server-side request forgery). The name is looked up once, every address it has is checked,
and the caller connects to one of the checked addresses, so that a second look-up cannot change the answer.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError

#: `is_global` says yes to several of these on some versions of Python, so the list is our own (IANA's registries).
_NOT_PUBLIC_V4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # link-local, and the metadata service of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a cloud's metadata service
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
#: All of IPv6 that is given out to the public; what carries an IPv4 address inside lies outside or is taken out below.
_PUBLIC_V6 = ip_network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)


class UnreachableHost(KindredError):
    """The server could not be reached."""

    #: Whether trying again later is pointless.
    permanent = False


class UnknownHost(UnreachableHost):
    """The server's name could not be looked up."""


class InternalHost(UnreachableHost):
    """The server is inside a private network, where only the hosts named in KINDRED_ALLOWED_INTERNAL_HOSTS may be reached."""

    permanent = True


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _PUBLIC_V6 and address.is_global and not any(address in network for network in _NOT_PUBLIC_V6)


def is_named_internal(host: str, port: int) -> bool:
    """Tell whether the operator has named this host, or this host and port, as one that may be reached."""
    named = {entry.strip().lower() for entry in settings.ALLOWED_INTERNAL_HOSTS}
    bare = host.lower().strip("[]")
    return not named.isdisjoint({bare, f"[{bare}]", f"{bare}:{port}", f"[{bare}]:{port}"})


def ascii_host(host: str) -> str:
    """Return a host as the network knows it: international names as A-labels.

    Raises UnknownHost when it is no host name at all.
    """
    try:
        return host.encode("ascii").decode().lower()
    except UnicodeEncodeError:
        pass
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise UnknownHost(_("“%(host)s” is not a host name.") % {"host": host}) from error


async def checked_addresses(host: str, port: int) -> list[str]:
    """Look a host up once and return its addresses, all of them found fit to be connected to.

    Raises UnknownHost when it has none, InternalHost when any of them is not public and the host is not named.
    """
    found = await _looked_up(host, port)
    if not is_named_internal(host, port) and not all(is_public(ip_address(address)) for address in found):
        raise InternalHost
    return found


async def _looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, each once, in the resolver's order."""
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(ascii_host(host), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise UnknownHost(_("“%(host)s” could not be found: %(error)s") % {"host": host, "error": error}) from error
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not addresses:
        raise UnknownHost(_("“%(host)s” has no address.") % {"host": host})
    return addresses

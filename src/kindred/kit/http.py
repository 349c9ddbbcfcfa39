"""HTTP requests to addresses that users give: guarded, bounded in time and size, never redirected."""

import asyncio
import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx
from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError
from kindred.kit.guard import UnreachableHost, checked_addresses, is_named_internal
from kindred.kit.tls import tls_context

_PORTS = {"http": 80, "https": 443}
#: A name in A-labels or an address; no escapes, no zone, no empty label.
_HOST = re.compile(rb"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|(?=.*:)[0-9a-f:.]+", re.IGNORECASE)


class RequestFault(KindredError):
    """The request could not be made."""

    #: Whether trying again later is pointless.
    permanent = False


class InvalidUrl(RequestFault):
    """This is not an address that can be called. Write a full one, such as https://example.com/hook."""

    permanent = True


class RefusedUrl(RequestFault):
    """This address may not be called."""

    permanent = True


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered; `body` is cut at the client's limit."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def checked_url(url: str) -> httpx.URL:
    """Return the address taken apart, once its form is found fit to be called.

    Raises InvalidUrl, or RefusedUrl for a port other than the usual one. Where it leads is checked on connecting.
    """
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise InvalidUrl from error
    if parts.scheme not in _PORTS or not _HOST.fullmatch(parts.raw_host) or any(ord(sign) <= 32 for sign in url):
        raise InvalidUrl
    if parts.userinfo:
        raise InvalidUrl(_("Take the user name and password out of the address; requests are signed instead."))
    port = parts.port or _PORTS[parts.scheme]
    if port not in _PORTS.values() and not is_named_internal(parts.host, port):
        raise RefusedUrl(_("Only the ports 80 and 443 may be called."))
    return parts


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked; the name stays what TLS and the Host header are about."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers."""
        fault: Exception = httpcore.ConnectError()
        for address in await checked_addresses(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


class HttpClient:
    """Makes guarded requests and keeps their connections for the next; use it as an asynchronous context."""

    def __init__(self, *, seconds: float = 15, max_bytes: int = 64_000, tls: ssl.SSLContext | None = None) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or tls_context(), network_backend=_GuardedNetwork(), max_connections=50, keepalive_expiry=20
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._pool.aclose()

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Post and return the answer, whatever its status; redirects are not followed.

        Raises RequestFault: what was wrong, and whether it would be wrong again.
        """
        parts = checked_url(url)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(parts, content, headers)
        except TimeoutError as error:
            raise RequestFault(_("No answer within %(seconds)d seconds.") % {"seconds": self._seconds}) from error
        except UnreachableHost as error:
            raise (RefusedUrl if error.permanent else RequestFault)(error.message) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise RequestFault(str(error) or _("The connection broke.")) from error

    async def _exchange(self, url: httpx.URL, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a request and read its answer up to the limit."""
        given = {"accept-encoding": "identity", "user-agent": "Kindred", **headers}
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
        async with self._pool.stream("POST", target, headers=pairs, content=content) as answer:
            return Answer(status=answer.status, body=await self._body(answer), headers=_texts(answer.headers))

    async def _body(self, answer: httpcore.Response) -> bytes:
        """Return as much of the body as the limit allows; what is beyond is not read."""
        body = bytearray()
        async for chunk in answer.aiter_stream():
            body += chunk
            if len(body) >= self._max_bytes:
                break
        return bytes(body[: self._max_bytes])


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers as text, their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}

"""The stream behind an open board: server-sent events, held by the asyncio loop and not by a thread each."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils.module_loading import import_string

from kindred.accounts.models import Member
from kindred.cohorts.models import Cohort
from kindred.kit import changes
from kindred.workflows.models import Sequence

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: /w/acme/cohorts/7/changes/ and /w/acme/sequences/7/changes/
_PATH = re.compile(r"/w/([-\w]+)/(cohorts|sequences)/(\d{1,18})/changes/", re.ASCII)
_MODELS = {"cohort": Cohort, "sequence": Sequence}
#: At most one event in this time, however much happens: a page that redraws itself without pause helps nobody.
_PACE = 1.0
#: How often a silent stream shows that it lives, and is asked whether its reader may still look.
_HEARTBEAT = 25.0

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    # Proxies that gather answers would hold the events back.
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True)
class Asked:
    """What a reader wants to hear of."""

    workspace: str
    noun: str
    pk: int

    @classmethod
    def at(cls, path: str) -> "Asked | None":
        """Return what the stream at a path is about; None where there is no stream."""
        found = _PATH.fullmatch(path)
        return cls(found[1], found[2].removesuffix("s"), int(found[3])) if found else None

    @property
    def topic(self) -> str:
        """The name under which its changes are told."""
        return f"{self.noun}/{self.pk}"

    def may_be_seen_by(self, user_id: int | None) -> bool:
        """Whether the user is a member of the workspace, and the thing is in it."""
        if user_id is None:
            return False
        member = Member.objects.filter(workspace__slug=self.workspace, user_id=user_id).first()
        if member is None:
            return False
        return _MODELS[self.noun]._default_manager.filter(workspace=member.workspace_id, pk=self.pk).exists()


class Stream:
    """An ASGI application that tells a page "changed" each time its cohort or sequence has."""

    def __init__(self) -> None:
        self._closing = asyncio.Event()
        # Looking up sessions must not wait behind the pages.
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")

    def close(self) -> None:
        """End all streams, so that the server can stop; browsers come back by themselves."""
        self._closing.set()

    async def __call__(self, asked: Asked, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one reader until they go, or may look no more."""
        if not await self._may_look(asked, scope):
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"Not found"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self._tell(asked, scope, send, gone)
        finally:
            gone.cancel()

    async def _tell(self, asked: Asked, scope: Message, send: Send, gone: asyncio.Future[None]) -> None:
        """Pass changes on until the reader has gone or the server stops."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def hear() -> None:
            loop.call_soon_threadsafe(news.set)

        changes.listen(asked.topic, hear)
        try:
            while not (gone.done() or self._closing.is_set()):
                await self._wait(news, gone)
                if news.is_set():
                    news.clear()
                    await send({"type": "http.response.body", "body": b"event: changed\ndata:\n\n", "more_body": True})
                    await asyncio.sleep(_PACE)
                elif not await self._may_look(asked, scope):
                    break
                else:
                    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        finally:
            changes.forget(asked.topic, hear)
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})

    async def _wait(self, news: asyncio.Event, gone: asyncio.Future[None]) -> None:
        """Wait for news, for the reader to go, for the server to stop, or for the next heartbeat."""
        waits: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(news.wait()),
            asyncio.ensure_future(self._closing.wait()),
        ]
        await asyncio.wait([*waits, gone], timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _may_look(self, asked: Asked, scope: Message) -> bool:
        """Whether the reader is logged in and may see the thing."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _may_look, asked, scope)


async def _gone(receive: Receive) -> None:
    """Return when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _may_look(asked: Asked, scope: Message) -> bool:
    """Look up session, member and thing, on a connection of this thread."""
    close_old_connections()
    try:
        return asked.may_be_seen_by(_user_id(scope))
    finally:
        close_old_connections()


def _user_id(scope: Message) -> int | None:
    """Return who is logged in, found as for any page: by the session, with its password hash checked."""
    request = HttpRequest()
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = store(_cookies(scope).get(settings.SESSION_COOKIE_NAME))
    return get_user(request).pk


def _cookies(scope: Message) -> dict[str, str]:
    """Return the cookies of a request."""
    jar = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return {}
    return {name: morsel.value for name, morsel in jar.items()}

"""The web application for an ASGI server: Django in threads, and beside it the open streams on the loop.

Django's own ASGI way costs six times as much for each page; threads alone stall at as many streams as there are threads.
"""

from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

from kindred.config.wsgi import application as pages
from kindred.web.live.stream import Asked, Message, Receive, Send, Stream


class Application:
    """Streams go to the loop, everything else to Django."""

    def __init__(self) -> None:
        # What is passed along has names of its own in a2wsgi's types and in Django's.
        middleware: Any = WSGIMiddleware
        self._pages = middleware(pages, workers=settings.THREADS)
        self._stream = Stream()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and (asked := Asked.at(scope["path"])):
            await self._stream(asked, scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    def close(self) -> None:
        """End the streams."""
        self._stream.close()


application = Application()

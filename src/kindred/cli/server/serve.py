"""The server: one process with Django in threads beside an asyncio loop that holds the open streams."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string

#: How long requests in hand may take to end once Kindred is told to stop.
GRACE_SECONDS = 10


class _Server(uvicorn.Server):
    """uvicorn, with the signals left to us: on its own it ends the process before the worker could finish."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def serve(bound: socket.socket, *, on_start: Callable[[], None], on_stop: Callable[[], None] = lambda: None) -> None:
    """Serve pages on a bound socket until Ctrl-C or SIGTERM; a second one ends it at once."""
    asyncio.run(_serve(bound, on_start))
    on_stop()


async def _serve(bound: socket.socket, on_start: Callable[[], None]) -> None:
    """Run the server on this loop."""
    application = import_string(settings.ASGI_APPLICATION)
    config = uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        # Who asks and by which scheme is decided in the settings, for whoever says there is a proxy.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)

    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True
        # Streams never end by themselves; the server would wait for them.
        application.close()

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    # It asks the database, which must not hold up the loop.
    await asyncio.to_thread(on_start)
    await serving

"""`kindred web`: the pages without a worker."""

from django.conf import settings

from kindred.cli.console import say
from kindred.cli.server.ready import bound_socket, check_front_end, collect_static, migrate
from kindred.cli.server.serve import serve


def web() -> None:
    """Serve the pages only; run `kindred worker` beside it, as many as you like with PostgreSQL."""
    check_front_end()
    socket = bound_socket(settings.HOST, settings.PORT)
    migrate()
    collect_static()
    serve(socket, on_start=lambda: say(f"Kindred is at {settings.BASE_URL}. No worker runs here."))

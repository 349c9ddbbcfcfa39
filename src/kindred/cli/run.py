"""`kindred run`: all of Kindred in one process."""

from django.conf import settings

from kindred.accounts.models import User
from kindred.cli.console import say
from kindred.cli.demo.login import demo_login
from kindred.cli.demo.workspace import open_demo
from kindred.cli.progress import progress
from kindred.cli.server.ready import bound_socket, check_front_end, collect_static, migrate
from kindred.cli.server.serve import serve
from kindred.jobs.worker import Worker
from kindred.kit.clock import utc_now


def run() -> None:
    """Start the pages and the worker together, and the demo workspace on the first run; Ctrl-C stops all."""
    check_front_end()
    socket = bound_socket(settings.HOST, settings.PORT)
    migrate()
    collect_static()
    if settings.DEMO and not User.objects.exists():
        with progress("Filling a demo workspace") as tell:
            open_demo(now=utc_now(), tell=tell)
    worker = Worker()
    serve(socket, on_start=lambda: _greet(worker), on_stop=worker.stop)


def _greet(worker: Worker) -> None:
    """Begin to work, and tell where Kindred is and how to look around."""
    worker.start()
    say(f"Kindred is at {settings.BASE_URL}", style="bold")
    if login := demo_login(host=settings.HOST):
        say(login)
    say("Ctrl-C stops it.")

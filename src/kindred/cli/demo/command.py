"""`kindred demo`: a workspace to look around in, of any size."""

from time import monotonic
from typing import Annotated

import typer
from django.conf import settings

from kindred.cli.console import say
from kindred.cli.demo.login import demo_login
from kindred.cli.demo.workspace import open_demo
from kindred.cli.progress import progress
from kindred.cli.server.ready import migrate
from kindred.kit.clock import utc_now


def demo(
    contacts: Annotated[int, typer.Option(min=50, max=20_000_000, help="How many people.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Another number, other people.")] = 7,
) -> None:
    """Make one more demo workspace, apart from your own. Nothing in it is ever sent."""
    migrate()
    began = monotonic()
    with progress("People", total=contacts) as tell:
        workspace = open_demo(now=utc_now(), contacts=contacts, seed=seed, tell=tell)
    say(f"{settings.BASE_URL}/w/{workspace.slug}/ with {contacts:,} contacts, in {monotonic() - began:,.0f} s.")
    say(demo_login(host=settings.HOST))

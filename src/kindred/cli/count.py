"""`kindred count`: how many contacts meet criteria."""

from time import perf_counter
from typing import Annotated

import typer
from django.db import connection

from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import say
from kindred.cli.criteria import CriteriaArgument, read
from kindred.cli.server.ready import check_migrated
from kindred.criteria.counting import count as number_of
from kindred.criteria.scope import Scope
from kindred.kit.clock import utc_now


def count(
    text: CriteriaArgument,
    workspace: WorkspaceOption = None,
    *,
    explain: Annotated[bool, typer.Option("--say", help="Read the criteria aloud, too, on a line before.")] = False,
) -> None:
    """Print how many contacts meet criteria, and the milliseconds it took to read them and count."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    connection.ensure_connection()
    started = perf_counter()
    criteria = read(text, chosen)
    number = number_of(criteria, Scope(workspace=chosen, now=utc_now()))
    milliseconds = 1000 * (perf_counter() - started)
    if explain:
        say(criteria.say(chosen))
    say(f"{number} {milliseconds:.1f}")

"""`kindred work`: what is due now, and no more."""

from typing import Annotated

import typer

from kindred.cli.console import say
from kindred.cli.server.ready import check_migrated
from kindred.jobs.worker import work_until_idle


def work(
    _until_idle: Annotated[  # noqa: FBT002 (an option of the command line)
        bool, typer.Option("--until-idle", help="Until nothing is due any more; it always is, this only says so.")
    ] = True,
) -> None:
    """Do everything that is due now, then end: for cron, and for trying things out."""
    check_migrated()
    done = work_until_idle()
    say(f"Done: {done:,}." if done else "Nothing was due.")

"""`kindred version`."""

from importlib.metadata import version as version_of

from kindred.cli.console import say


def version() -> None:
    """Say which version this is."""
    say(version_of("kindred"))

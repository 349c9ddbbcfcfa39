"""What a command says: results to standard output, refusals to standard error, each on one line."""

import sys
from typing import NoReturn

from rich.console import Console

#: `soft_wrap` in `say` keeps a line whole when it is piped; rich would break it at 80 columns.
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(text: str = "", *, style: str | None = None) -> None:
    """Say something that was asked for."""
    out.print(text, style=style, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """Say something that should be known, without spoiling what is piped."""
    err.print(text, style="yellow", markup=False, soft_wrap=True)


def refuse(text: str, *, code: int = 1) -> NoReturn:
    """Say on one line why it could not be done, and end."""
    err.print(" ".join(text.split()), style="red", markup=False, soft_wrap=True)
    sys.exit(code)

"""The entry of the kindred command. Whatever goes wrong inside ends here: one line, and a code other than 0."""

import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from kindred.cli.console import refuse
from kindred.kit.errors import KindredError

#: What a shell shows for a command ended by Ctrl-C.
INTERRUPTED = 130


def run() -> None:
    """Run the kindred command with the arguments of the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindred.config.settings")
    try:
        _command()()
    except KindredError as refusal:
        refuse(refusal.message)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; without this, Python complains once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except DatabaseError as fault:
        _tell_where()
        refuse(f"The database cannot be used: {fault}")
    except Exception as fault:  # noqa: BLE001 (the outermost frame of the process: people see a line, never a traceback)
        _tell_where()
        refuse(f"Kindred stumbled: {fault!r}. Run it again with KINDRED_DEBUG=1 to see where, and please tell us.")


def _command() -> Callable[[], object]:
    """Prepare Django and return the command; its modules know models, so they are imported only now."""
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        refuse(str(fault))
    except OSError as fault:
        refuse(f"The data folder cannot be used: {fault}. Set KINDRED_DATA to a folder you may write to.")
    command: Callable[[], object] = import_module("kindred.cli.commands").app
    return command


def _tell_where() -> None:
    """Print the traceback for whoever asked for it."""
    if os.environ.get("KINDRED_DEBUG"):
        traceback.print_exc()

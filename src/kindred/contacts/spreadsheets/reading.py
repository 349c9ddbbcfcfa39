"""Files that are no text, turned into one: a process of its own reads them and writes CSV beside them.

What a file does to that process, it does not do to this one.
"""

import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.json_reader import NO_OBJECT

#: Seconds it may take, whatever it waits for.
_PATIENCE = 300


def rows_beside(path: Path) -> Path:
    """Return where the rows of a file lie that is no text itself."""
    return path.with_name(f"{path.name}.rows")


def turn_into_text(path: Path, *, program: str, arguments: tuple[str, ...] = ()) -> Path:
    """Have a program of this folder (workbook_reader, card_reader, json_reader) write the rows of a file beside it as CSV.

    Raises UnreadableFile; nothing is left then.
    """
    command = [sys.executable, "-I", "-m", f"kindred.contacts.spreadsheets.{program}", str(path), *arguments]
    rows = rows_beside(path)
    try:
        with rows.open("wb") as out:
            subprocess.run(  # noqa: S603 (our own program, and a path of our own making)
                command, stdout=out, stderr=subprocess.PIPE, check=True, timeout=_PATIENCE
            )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        rows.unlink(missing_ok=True)
        if isinstance(fault, subprocess.CalledProcessError) and fault.returncode == NO_OBJECT:
            raise UnreadableFile(
                _("Line %(number)d is no JSON object. Each line must be one; mend it and try again.")
                % {"number": int(fault.stderr)}
            ) from fault
        raise UnreadableFile(
            _("The file is damaged or too large. Save it as CSV, or split it, and try again.")
        ) from fault
    return rows

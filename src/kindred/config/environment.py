"""Reading the environment: flags, the data folder, and secrets kept in files of their own."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, *, default: bool = False) -> bool:
    """Tell whether an environment variable is switched on."""
    value = os.environ.get(name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int, *, most: int = 1_000_000) -> int:
    """Return an environment variable as a whole number.

    Raises ImproperlyConfigured when it is none, or too large.
    """
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or int(value) > most:
        raise ImproperlyConfigured(f"{name} must be a whole number up to {most:,}; it is {value!r}.")
    return int(value)


def data_folder() -> Path:
    """Return the folder that holds the database, the files and the keys, made if missing."""
    folder = Path(os.environ.get("KINDRED_DATA", "data")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def file_secret(path: Path) -> str:
    """Return the secret kept in a file that only its owner can read, drawn on first use."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()

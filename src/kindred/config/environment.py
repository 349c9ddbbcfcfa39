"""Reading the environment: flags, the data folder, and secrets kept in files of their own."""

import os
import secrets
from pathlib import Path


def flag(name: str, *, default: bool = False) -> bool:
    """Tell whether an environment variable is switched on."""
    value = os.environ.get(name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


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

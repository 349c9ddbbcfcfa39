"""Where this machine's Chromium is; none is ever downloaded."""

import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


class NoChromiumError(Exception):
    """Chromium is not on this machine: install the package `chromium`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def chromium() -> str:
    """Return the path of the browser to test in."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found and ON_MACOS.exists():
        return str(ON_MACOS)
    if not found:
        raise NoChromiumError
    return found

"""A real Chromium, Debian's where there is one, that talks to nobody but the test's own server."""

import os
import shutil
from typing import Any

import pytest

# Playwright runs an event loop in the test's thread, where Django would refuse to use its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; none is ever downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        missing = "no Chromium on this machine: install the package `chromium`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return browser_type_launch_args | {"executable_path": chromium, "args": list(QUIET)}

"""A real Chromium, Debian's where there is one, that talks to nobody but the test's own server."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.chromium import chromium

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
    """Start the machine's own Chromium."""
    # Playwright leaves an event loop running in this thread, where Django would refuse to use its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": chromium(), "args": list(QUIET)}


@pytest.fixture
def faultless(page: Page) -> Iterator[Page]:
    """A page whose scripts must not fail; said at the end, for a test that fails in a listener ends the browser."""
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(f"{fault}\n{fault.stack}"))
    yield page
    assert faults == []

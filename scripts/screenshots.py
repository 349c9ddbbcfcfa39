"""Take the README's pictures: a demo of its own, a browser, each page in light and dark.

`python -m scripts.screenshots` writes docs/images/<page>-<light|dark>.png; with `--narrow` also as a phone shows them.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import chromium

IMAGES = Path("docs/images")
WIDE, NARROW = (1440, 900), (390, 844)
COHORT = "Senior engineers, Dublin to Helsinki"
LOGIN = re.compile(r"Demo login: (\S+), password (\S+)")


@contextmanager
def kindred() -> Iterator[tuple[str, str, str]]:
    """Run Kindred with a fresh demo; yields its address and the demo login."""
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix="kindred-pictures-") as folder:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        environment = os.environ | {"KINDRED_DATA": folder, "PORT": port, "HOST": "127.0.0.1"}
        command = [str(Path(sys.executable).parent / "kindred"), "run"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
            try:
                yield f"http://127.0.0.1:{port}", *_login(running)
            finally:
                running.terminate()


def _login(running: "subprocess.Popen[str]") -> tuple[str, str]:
    """Read the demo login from what the program prints."""
    for line in running.stdout or ():
        if found := LOGIN.search(line):
            time.sleep(1)
            return found[1], found[2]
    sys.exit("screenshots: Kindred did not start")


def log_in(page: Page, base: str, email: str, password: str) -> None:
    """Log the demo user in."""
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/**")


def pictures(page: Page) -> Iterator[str]:
    """Walk to each page worth a picture and yield its name."""
    yield "contacts"
    page.goto(re.sub(r"contacts/.*", "cohorts/", page.url))
    yield "cohorts"
    page.get_by_role("link", name=COHORT).first.click()
    page.wait_for_load_state("networkidle")
    yield "board"
    page.goto(page.url.replace("/board/", "/workflow/"))
    yield "wizard"
    page.goto(re.sub(r"cohorts/.*", "contacts/", page.url))
    somebody = page.locator(".main-cell a").nth(3)
    page.goto(urljoin(page.url, str(somebody.get_attribute("href"))))
    yield "contact"


def take(browser: Browser, login: tuple[str, str, str], *, size: tuple[int, int], dark: bool, suffix: str) -> None:
    """Take every picture in one theme and size."""
    theme = "dark" if dark else "light"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    log_in(page, *login)
    for name in pictures(page):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / f"{name}-{theme}{suffix}.png")
    context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--narrow", action="store_true", help="as a phone shows them, too")
    sizes = {"": WIDE} | ({"-narrow": NARROW} if parser.parse_args().narrow else {})
    IMAGES.mkdir(parents=True, exist_ok=True)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with kindred() as login, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        for suffix, size in sizes.items():
            for dark in (False, True):
                take(browser, login, size=size, dark=dark, suffix=suffix)
        browser.close()


if __name__ == "__main__":
    main()

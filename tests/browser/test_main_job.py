"""The main job, as a stranger does it: sign up, import, make a cohort, publish, and see cards move and mail arrive.

Nothing of it is simulated: `kindred run` with its worker, a real Chromium, a mail server on loopback.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.smtp_sink import SmtpSink, smtp_sink

SAMPLE = Path("src/kindred/web/static/samples/contacts.csv")
PASSWORD = "a long and unusual phrase"
#: How long the worker may take until what it did is seen.
PATIENCE = 30_000


@pytest.fixture
def database_of_its_own(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on the server the tests run on."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{tmp_path}/kindred.sqlite3"
        return
    name = f"main_job_{uuid4().hex[:8]}"
    maintenance = server.replace("postgres://", "postgresql://", 1)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment_of_its_own(tmp_path: Path, database_of_its_own: str) -> dict[str, str]:
    """The environment of an instance on its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "DATABASE_URL": database_of_its_own,
        "DJANGO_SETTINGS_MODULE": "kindred.config.settings",
        "HOST": "127.0.0.1",
        "KINDRED_ALLOWED_INTERNAL_HOSTS": "127.0.0.1",
        "KINDRED_DATA": str(tmp_path),
        "KINDRED_DEMO": "0",
        "PORT": str(port),
    }
    return os.environ | own


def kindred(*words: str) -> list[str]:
    """Return the command line of a `kindred` command."""
    return [str(Path(sys.executable).parent / "kindred"), *words]


@pytest.fixture
def running(environment_of_its_own: dict[str, str]) -> Iterator[str]:
    """The address of an instance that runs, web and worker together."""
    with subprocess.Popen(
        kindred("run"), env=environment_of_its_own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail("".join(said))
        # What is said later must be read, or the process would wait for its reader.
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        yield f"http://127.0.0.1:{environment_of_its_own['PORT']}"
        process.terminate()
        process.wait(timeout=30)
        reader.join(timeout=5)


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    """A mail server."""
    with smtp_sink() as sink:
        yield sink


def sign_up(page: Page, base: str) -> None:
    """Make an account and a workspace."""
    page.goto(base)
    page.get_by_role("link", name=re.compile("sign up|account", re.IGNORECASE)).first.click()
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill("grace@navy.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("account|sign up", re.IGNORECASE)).click()
    page.get_by_label("Name").fill("Navy talent")
    page.get_by_role("button", name=re.compile("workspace", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_visible()


def import_the_sample(page: Page) -> None:
    """Import the sample spreadsheet as its columns are guessed."""
    page.get_by_role("link", name=re.compile("Import")).first.click()
    page.wait_for_url("**/imports/**")
    page.locator("input[type=file]").set_input_files(SAMPLE)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text(re.compile(r"\b40\b")).first).to_be_visible(timeout=PATIENCE)


def add_a_sending_account(page: Page, base: str, mail: SmtpSink) -> None:
    """Add the account that mail goes out by."""
    page.goto(f"{base}/w/navy-talent/settings/")
    page.get_by_label("Postal address").fill("Navy talent, 1 Harbour Road, Arlington")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{base}/w/navy-talent/settings/accounts/new/")
    page.get_by_label("Name of the account").fill("Talent team")
    page.get_by_label("Sender's name").fill("Grace")
    page.get_by_label("Sender's address").fill("grace@navy.example")
    page.get_by_label("Server").fill("127.0.0.1")
    page.get_by_label("Port").fill(str(mail.port))
    page.get_by_label("Security").select_option("none")
    page.get_by_role("button", name="Add the account").click()


def make_a_cohort(page: Page, base: str) -> None:
    """Make and publish a cohort in three steps: engineers, who get an e-mail and move on."""
    page.goto(f"{base}/w/navy-talent/cohorts/")
    page.get_by_role("link", name="Create cohort").first.click()
    page.get_by_label("Name", exact=True).fill("Engineers")
    page.get_by_role("button", name=re.compile("What is their job title")).click()
    page.get_by_label("Value", exact=True).fill("engineer")
    expect(page.get_by_text(re.compile(r"\d+ contacts"))).to_be_visible()
    page.get_by_role("button", name="Next: with whom").click()
    page.get_by_role("link", name="Next: what happens").click()

    page.get_by_role("button", name=re.compile("An empty board")).click()
    page.get_by_label("Name of the step").fill("To write to")
    page.get_by_label("Name of the step").press("Enter")
    page.get_by_role("button", name="Add step").click()
    expect(page.get_by_label("Name of the step")).to_have_count(2)
    page.get_by_label("Name of the step").last.fill("Written to")
    page.get_by_label("Name of the step").last.press("Enter")
    first = page.get_by_role("region", name="To write to")
    first.get_by_role("button", name="Add action").click()
    page.get_by_role("menuitem", name="Send e-mail").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Template", exact=True).select_option("new")
    dialog.get_by_label("Name of the template").fill("First letter")
    dialog.get_by_label("Subject").fill("Hello {{ contact.first_name }}")
    dialog.get_by_label("Message").fill("Dear {{ contact.first_name }}, shall we talk?")
    dialog.get_by_role("button", name="Add action").click()
    first.get_by_role("button", name="Add rule").click()
    page.get_by_role("menuitem", name="When all actions are done").click()
    dialog.get_by_label("Then").select_option(label="Move to “Written to”")
    dialog.get_by_role("button", name="Add rule").click()
    expect(first.locator(".design-line-main", has_text="Move to “Written to”")).to_be_visible()
    page.get_by_role("link", name="Next: review").click()
    page.get_by_role("button", name="Publish cohort").click()


def test_from_a_spreadsheet_to_mail_that_arrives(
    faultless: Page, running: str, mail: SmtpSink, environment_of_its_own: dict[str, str]
) -> None:
    page = faultless
    sign_up(page, running)
    import_the_sample(page)
    add_a_sending_account(page, running, mail)
    make_a_cohort(page, running)

    written_to = page.get_by_role("region", name="Written to", exact=True)
    cards = written_to.locator("[data-card]")
    expect(cards.first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("region", name="To write to", exact=True).locator("[data-card]")).to_have_count(
        0, timeout=PATIENCE
    )
    people = cards.count()
    for _second in range(PATIENCE // 500):
        if len(mail.mails) >= people:
            break
        page.wait_for_timeout(500)
    assert people == len(mail.mails) == len({taken.recipient for taken in mail.mails}) > 3
    letter = mail.mails[0].message
    assert letter["Subject"].startswith("Hello ")
    assert "List-Unsubscribe-Post" in letter
    text = letter.get_body(("plain",))
    assert text is not None
    assert "shall we talk?" in text.get_content()

    doctor = subprocess.run(kindred("doctor"), env=environment_of_its_own, capture_output=True, text=True, check=False)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr

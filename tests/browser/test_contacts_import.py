"""A spreadsheet on its way into the pool, in a real browser."""

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

import kindred
from kindred.accounts.models import Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import
from kindred.kit.clock import utc_now

SAMPLE = Path(kindred.__file__).parent / "web/static/samples/contacts.csv"
MIXED = "Name,Mail,Stage\nIda Berg,ida@berg.example,Passive\nBo Lund,not-an-address,Passive\nUma Roy,uma@roy.example,Nonsense\n"
PEOPLE = "Name,Mail\nIda Berg,ida@berg.example\nBo Lund,not-an-address\n"
HOSTILE = (
    '"<img src=x onerror=alert(1)>",Mail,"=cmd|\' /C calc\'!A0"\n'
    '"<script>document.title=\'owned\'</script>",evil@x.example,"=HYPERLINK(""http://x"")"\n'
    '"\'><svg onload=alert(2)>",not<b>an</b>address,@SUM(1)\n'
)


@pytest.fixture
def door(page: Page, live_server: LiveServer, as_ada: Client, workspace: Workspace) -> Page:
    """A browser in which Ada is about to choose a file."""
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/")
    page.get_by_role("link", name="Import a spreadsheet").click()
    return page


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Drop a spreadsheet here").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Match the columns")).to_be_visible()


def test_the_sample_comes_in_and_is_found_again(door: Page) -> None:
    choose(door, "contacts.csv", SAMPLE.read_bytes())
    expect(door.get_by_role("combobox", name="Email", exact=True)).to_have_value("email")
    expect(door.locator("#preview")).to_contain_text("amara.okafor@brightpath.example")
    door.get_by_role("combobox", name="Notice period", exact=True).select_option(label="New field: text")
    expect(door.locator("#preview")).to_contain_text("3 months")
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_text("The import is done.")).to_be_visible()
    assert Contact.objects.count() == 40
    door.get_by_role("button", name="Add them to a cohort").click()
    expect(door.get_by_role("heading", name="Add to cohort")).to_be_visible()
    door.keyboard.press("Escape")
    door.get_by_role("link", name="See these contacts").click()
    expect(door.get_by_text("40 contacts")).to_be_visible()
    door.get_by_role("link", name="Amara Okafor").click()
    expect(door.locator("#drawer").get_by_text("3 months")).to_be_visible()


def test_bad_rows_are_explained_and_handed_back(door: Page) -> None:
    choose(door, "mixed.csv", MIXED.encode("utf-16"))
    door.get_by_role("combobox", name="Stage", exact=True).select_option(label="Candidate state")
    expect(door.locator("#preview").get_by_text("“Nonsense” is not a value of Candidate state")).to_be_visible()
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_role("heading", name="Rows that were not taken")).to_be_visible()
    expect(door.get_by_role("cell", name="“not-an-address” is not an e-mail address")).to_be_visible()
    with door.expect_download() as download:
        door.get_by_role("link", name="Download all 2").click()
    assert "Uma Roy" in download.value.path().read_text(encoding="utf-8-sig")
    assert [contact.name for contact in Contact.objects.all()] == ["Ida Berg"]


def test_a_hostile_file_does_nothing_but_come_in(door: Page) -> None:
    said: list[str] = []
    door.on("dialog", lambda dialog: said.append(dialog.message))
    door.on("console", lambda message: said.append(message.text))
    choose(door, "<b>hostile</b>.csv", HOSTILE.encode())
    door.locator("[name=column-0]").select_option("name")
    door.locator("[name=column-2]").select_option("title")
    expect(door.locator("#preview")).to_contain_text("<script>document.title='owned'</script>")
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_text("not<b>an</b>address").first).to_be_visible()
    door.get_by_role("link", name="See these contacts").click()
    door.get_by_role("link", name="<script>").click()
    expect(door.locator("#drawer").get_by_text('=HYPERLINK("http://x")').first).to_be_visible()
    assert "owned" not in door.title()
    assert said == []


def test_what_is_no_spreadsheet_is_refused_beside_the_field(door: Page) -> None:
    picture: FilePayload = {"name": "x.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(200)}
    door.get_by_label("Drop a spreadsheet here").set_input_files(picture)
    door.get_by_role("button", name="Continue").click()
    expect(door.get_by_role("alert")).to_be_visible()
    expect(door).to_have_url(re.compile("/imports/new/$"))


def test_an_import_survives_leaving_and_can_be_stopped(door: Page) -> None:
    choose(door, "mixed.csv", MIXED.encode())
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    door.get_by_role("link", name="Imports").click()
    door.get_by_role("link", name="mixed.csv").click()
    door.get_by_role("button", name="Stop the import").click()
    door.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(door.get_by_text("Stopped before any row was in.")).to_be_visible()
    assert Import.objects.get().status == Import.Status.CANCELLED


def test_an_import_is_paused_let_go_on_and_undone(door: Page) -> None:
    door.emulate_media(reduced_motion="reduce")
    choose(door, "mixed.csv", PEOPLE.encode())
    door.get_by_role("button", name="Start the import").click()
    door.get_by_role("button", name="Pause").click()
    expect(door.get_by_text("It stands still until you let it go on.")).to_be_visible()
    work(utc_now(), "tester")
    assert not Contact.objects.exists()
    assert Axe().run(door).response["violations"] == []
    door.get_by_role("button", name="Go on").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_text("The import is done.")).to_be_visible()
    door.get_by_role("link", name="Undo this import").click()
    asked = door.get_by_role("dialog")
    expect(asked.get_by_text("1 contact that came with it is removed")).to_be_visible()
    expect(asked.get_by_role("heading", name="What it cannot take back")).to_be_visible()
    assert Axe().run(door).response["violations"] == []
    asked.get_by_role("button", name="Undo the import").click()
    expect(door.get_by_text("Taking the import back")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_text("Undone by Ada Lovelace")).to_be_visible()
    assert not Contact.objects.exists()


def test_each_column_is_read_anew_as_it_is_chosen(door: Page) -> None:
    choose(door, "people.csv", b"Name,What,Known for\nIda Berg,VP of Engineering,C/Python3\n")
    door.get_by_role("combobox", name="What", exact=True).select_option(label="Job title")
    expect(door.locator("#readings-1")).to_contain_text("Engineering")
    expect(door.locator("#readings-1 .badge").first).to_be_visible()
    door.get_by_role("combobox", name="Known for", exact=True).select_option(label="Skills")
    between = door.get_by_role("combobox", name="What stands between the values of Known for")
    between.select_option(label="a slash /")
    expect(door.locator("#readings-2")).to_contain_text("C, Python")


def test_mended_rows_are_dropped_in_again(door: Page) -> None:
    choose(door, "mixed.csv", PEOPLE.encode())
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    with door.expect_download() as download:
        door.get_by_role("link", name="Download 1 row").click()
    mended = download.value.path().read_bytes().replace(b"not-an-address", b"bo@lund.example")
    door.get_by_label("Mended? Drop the file in again").set_input_files(
        {"name": "mended.csv", "mimeType": "text/csv", "buffer": mended}
    )
    door.get_by_role("button", name="Import the mended rows").click()
    expect(door.get_by_text("These are rows of mixed.csv that were mended.")).to_be_visible()
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    work(utc_now(), "tester")
    expect(door.get_by_text("The import is done.")).to_be_visible()
    assert Contact.objects.filter(email="bo@lund.example").exists()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_step_is_fit_for_everyone(door: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    door.set_viewport_size({"width": width, "height": 844})
    door.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    door.reload()
    assert Axe().run(door).response["violations"] == []
    choose(door, "mixed.csv", MIXED.encode())
    assert Axe().run(door).response["violations"] == []
    assert door.evaluate("document.documentElement.scrollWidth") <= width
    door.get_by_role("button", name="Start the import").click()
    expect(door.get_by_text("Counting the rows")).to_be_visible()
    assert Axe().run(door).response["violations"] == []
    work(utc_now(), "tester")
    expect(door.get_by_text("The import is done.")).to_be_visible()
    assert Axe().run(door).response["violations"] == []
    assert door.evaluate("document.documentElement.scrollWidth") <= width
    door.get_by_role("link", name="Imports").click()
    assert Axe().run(door).response["violations"] == []

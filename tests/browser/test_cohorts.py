"""Cohorts in a real browser: made in three steps, gone on with, and worked with on the board."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.workflows.models import Workflow
from tests.conftest import PASSWORD
from tests.web.cohort_pages import at_work, url

Contacts = Callable[..., list[Contact]]


@pytest.fixture
def ada_at(faultless: Page, live_server: LiveServer, ada: User, workspace: Workspace) -> Callable[[str], Page]:
    """A way to open a page as Ada, in a browser whose scripts must not fail."""
    cache.clear()
    page = faultless
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    def at(address: str) -> Page:
        page.goto(live_server.url + address)
        return page

    return at


@pytest.fixture
def workflow(workspace: Workspace, ada: User, contacts: Contacts) -> Workflow:
    """A cohort at work with three contacts on the first of three steps."""
    return at_work(workspace, ada, contacts(3, title="React engineer"), now=utc_now())


def column(page: Page, name: str) -> Locator:
    """Return a column of the board."""
    return page.get_by_role("region", name=name, exact=True)


def card(page: Page, name: str) -> Locator:
    """Return a card of the board."""
    return page.locator("[data-card]").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_cohort_is_created_in_three_steps(
    ada_at: Callable[[str], Page], workspace: Workspace, bob: User, contacts: Contacts
) -> None:
    contacts(4, title="React engineer")
    page = ada_at(url("cohorts"))
    page.get_by_role("link", name="Create cohort").first.click()

    page.get_by_label("Name", exact=True).fill("React engineers")
    page.get_by_label("Goal").select_option("candidate_state:active")
    page.get_by_role("button", name=re.compile("What is their job title")).click()
    page.get_by_label("Value", exact=True).fill("react")
    expect(page.get_by_text("4 contacts")).to_be_visible()
    page.get_by_role("button", name="Next: with whom").click()

    page.get_by_label("Member or e-mail").fill("Bob Kahn")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("list", name="Collaborators").get_by_text("Bob Kahn")).to_be_visible()
    page.get_by_role("link", name="Next: what happens").click()

    page.get_by_role("button", name=re.compile("An empty board")).click()
    page.get_by_label("Name of the step").fill("To contact")
    page.get_by_label("Name of the step").press("Enter")
    page.get_by_role("button", name="Add step").click()
    expect(page.get_by_label("Name of the step")).to_have_count(2)
    first = page.get_by_role("region", name="To contact")
    first.get_by_role("button", name="Add action").click()
    page.get_by_role("menuitem", name="Add tag").click()
    page.get_by_role("dialog").get_by_label("Tag").fill("hot")
    page.get_by_role("dialog").get_by_role("button", name="Add action").click()
    expect(first.get_by_text("Add the tag “hot”")).to_be_visible()
    first.get_by_role("button", name="Add rule").click()
    page.get_by_role("menuitem", name="When all actions are done").click()
    page.get_by_role("dialog").get_by_label("Then").select_option(label="Move to “Step 2”")
    page.get_by_role("dialog").get_by_role("button", name="Add rule").click()
    expect(first.locator(".design-line-main", has_text="Move to “Step 2”")).to_be_visible()
    page.get_by_role("link", name="Next: review").click()

    expect(page.get_by_text("4 contacts meet the criteria")).to_be_visible()
    page.get_by_role("button", name="Publish cohort").click()
    expect(page.get_by_text("“React engineers” is published.")).to_be_visible()
    expect(column(page, "To contact")).to_be_visible()
    cohort = Cohort.objects.get()
    assert (cohort.status, cohort.additions.get().total) == ("published", 4)
    assert cohort.role_of(workspace.members.get(user=bob)) == "editor"


def test_what_is_written_is_kept_while_it_is_written(ada_at: Callable[[str], Page]) -> None:
    page = ada_at(url("cohort_new"))
    page.get_by_label("Name", exact=True).fill("Half done")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_label("Description").fill("Left in the middle of a sent")
    page = ada_at(url("cohorts") + "?status=draft")
    page.get_by_role("link", name="Half done").click()
    expect(page.get_by_label("Description")).to_have_value("Left in the middle of a sent")


def test_steps_and_actions_are_put_in_order_by_dragging_and_by_menu(
    ada_at: Callable[[str], Page], workflow: Workflow
) -> None:
    page = ada_at(url("cohort_workflow", cohort=workflow.cohort_id))
    names = page.get_by_label("Name of the step")
    page.get_by_role("region", name="New").locator(".design-step-handle").drag_to(
        page.get_by_role("region", name="Talking")
    )
    expect(names.nth(2)).to_have_value("New")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Step “New”").click()
    page.get_by_role("menuitem", name="Move left").click()
    expect(names.nth(1)).to_have_value("New")
    workflow.refresh_from_db()
    assert [step["name"] for step in workflow.draft["steps"]] == ["Contacted", "New", "Talking"]


def test_the_dialog_offers_the_values_of_a_field(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort_workflow", cohort=workflow.cohort_id))
    page.get_by_role("region", name="Talking").get_by_role("button", name="Add action").click()
    page.get_by_role("menuitem", name="Set field or stage").click()
    page.get_by_label("Field", exact=True).select_option("candidate_state")
    page.locator("select[name=set-value]").select_option("engaged")
    page.get_by_role("dialog").get_by_role("button", name="Add action").click()
    expect(page.get_by_text("Set candidate state to Engaged")).to_be_visible()


def test_an_email_is_written_with_merge_fields_and_previewed(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort_workflow", cohort=workflow.cohort_id))
    page.get_by_role("region", name="New").get_by_role("button", name="Add action").click()
    page.get_by_role("menuitem", name="Send e-mail").click()
    page.get_by_label("Template", exact=True).select_option("new")
    page.get_by_label("Name of the template").fill("Hello")
    page.get_by_label("Message").fill("Shall we talk?")
    page.get_by_label("Subject").fill("Hi ")
    page.get_by_role("button", name="Insert a field").click()
    page.get_by_role("menuitem", name="First name").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Hi Pat", exact=True)).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Add action").click()
    expect(page.get_by_text("Send the e-mail “Hello”")).to_be_visible()


def test_a_card_is_dragged_to_another_step_and_taken_back(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    name = str(workflow.enrollments.order_by("pk")[0].contact)
    card(page, name).drag_to(column(page, "Talking").get_by_role("list"))
    expect(page.get_by_text("Moved to “Talking”.")).to_be_visible()
    expect(column(page, "Talking").get_by_role("link", name=name)).to_be_visible()
    expect(column(page, "Talking").locator(".count-badge")).to_have_text("1")
    page.get_by_role("button", name="Undo").click()
    expect(column(page, "New").get_by_role("link", name=name)).to_be_visible()
    expect(column(page, "New").locator(".count-badge")).to_have_text("3")


def test_a_refused_drag_goes_back_and_says_why(ada_at: Callable[[str], Page], workflow: Workflow, ada: User) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    workflow.workspace.members.update(role="viewer")
    card(page, str(workflow.enrollments.order_by("pk")[0].contact)).drag_to(column(page, "Talking").get_by_role("list"))
    expect(page.get_by_text("That could not be moved, so it went back.")).to_be_visible()
    expect(column(page, "New").locator("[data-card]")).to_have_count(3)


def test_a_card_is_moved_by_its_menu(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    name = str(workflow.enrollments.order_by("pk")[0].contact)
    card(page, name).get_by_role("button").click()
    page.get_by_role("menuitem", name="Contacted").click()
    expect(column(page, "Contacted").get_by_role("link", name=name)).to_be_visible()
    expect(column(page, "Contacted").locator(".count-badge")).to_have_text("1")


def test_cards_are_walked_and_moved_by_keys_alone(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    page.keyboard.press("j")
    focused = page.locator("[data-card] a:focus")
    name = focused.inner_text()
    page.keyboard.press("]")
    expect(column(page, "Contacted").get_by_role("link", name=name)).to_be_focused()
    expect(column(page, "Contacted").locator(".count-badge")).to_have_text("1")
    page.keyboard.press("ArrowLeft")
    other = focused.inner_text()
    assert other != name
    page.keyboard.press("m")
    expect(page.locator("[role=menuitem]:focus")).to_be_visible()
    page.keyboard.press("T")
    page.keyboard.press("Enter")
    expect(column(page, "Talking").get_by_role("link", name=other)).to_be_visible()


def test_several_cards_are_selected_and_moved_together(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    for place in range(2):
        page.locator("[data-card]").nth(place).hover()
        page.locator("[data-card]").nth(place).get_by_role("checkbox").check()
    page.get_by_role("button", name="Move to").click()
    page.get_by_role("menuitem", name="Talking").click()
    expect(page.get_by_text("2 cards moved to “Talking”.")).to_be_visible()
    expect(column(page, "Talking").locator("[data-card]")).to_have_count(2)


def test_a_failed_card_tries_again(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    failed = workflow.enrollments.order_by("pk")[:1]
    workflow.enrollments.filter(pk__in=failed.values("pk")).park(reason="The mail server refused", now=utc_now())
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    expect(page.get_by_text("1 needs attention")).to_be_visible()
    card(page, str(failed[0].contact)).get_by_role("button").click()
    page.get_by_role("menuitem", name="Try again").click()
    expect(page.get_by_text("1 card tries again.")).to_be_visible()
    expect(page.get_by_text("1 needs attention")).to_be_hidden()


def test_what_others_do_shows_up_by_itself(
    ada_at: Callable[[str], Page], workflow: Workflow, ada: User, now: datetime
) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    expect(column(page, "Talking").locator(".count-badge")).to_have_text("0")
    step = workflow.draft["steps"][2]["key"]
    workflow.enrollments.all().move_to(step, now=utc_now(), by=ada)
    expect(column(page, "Talking").locator("[data-card]")).to_have_count(3, timeout=10_000)


def test_an_opened_card_says_why_it_is_here(ada_at: Callable[[str], Page], workflow: Workflow) -> None:
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    name = str(workflow.enrollments.order_by("pk")[0].contact)
    page.get_by_role("link", name=name).click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_text("Added by hand, by Ada Lovelace")).to_be_visible()
    drawer.get_by_role("button", name="Move to").click()
    page.get_by_role("menuitem", name="Talking").click()
    expect(column(page, "Talking").get_by_role("link", name=name)).to_be_visible()


def test_contacts_are_found_and_added_on_the_board(
    ada_at: Callable[[str], Page], workflow: Workflow, contacts: Contacts
) -> None:
    (zoe,) = contacts(1, first_name="Zoe")
    page = ada_at(url("cohort", cohort=workflow.cohort_id))
    page.get_by_role("button", name="Add contacts").click()
    page.get_by_label("Who").press_sequentially("zoe")
    page.get_by_role("option", name=re.compile("Zoe")).click()
    page.get_by_role("button", name="Add to cohort").click()
    expect(column(page, "New").get_by_role("link", name=str(zoe))).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_cohort_pages_are_fit_for_everyone(
    ada_at: Callable[[str], Page], workflow: Workflow, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = ada_at("/account/")
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    workflow.enrollments.filter(pk=workflow.enrollments.values("pk")[:1]).park(reason="It broke", now=utc_now())
    names = ("cohort", "cohort_who", "cohort_team", "cohort_workflow", "cohort_review")
    addresses = [url("cohorts"), url("cohort_new"), *(url(name, cohort=workflow.cohort_id) for name in names)]
    for address in addresses:
        ada_at(address).wait_for_load_state("networkidle")
        assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

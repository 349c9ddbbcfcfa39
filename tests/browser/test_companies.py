"""A company in a real browser: found, looked at, and its decision makers put into a cohort."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Company, Contact

Contacts = Callable[..., list[Contact]]


@pytest.fixture
def companies(
    page: Page,
    live_server: LiveServer,
    as_ada: Client,
    ada: User,
    workspace: Workspace,
    contacts: Contacts,
    now: datetime,
) -> Page:
    """A browser in which Ada looks at the companies: Navy with its people, and Army without."""
    navy = Company.objects.create_one(workspace=workspace, values={"name": "Navy", "industry": "Defence"}, now=now)
    Company.objects.create_one(workspace=workspace, values={"name": "Army"}, now=now)
    contacts(company=navy, first_name="Vicky", title="VP Sales", seniority="vp", department="sales")
    contacts(company=navy, first_name="Dora", title="Buyer", decision_role="decision_maker")
    contacts(company=navy, first_name="Una", title="Sailor")
    Cohort.objects.open_for(workspace=workspace, owner=ada, name="Those who buy", now=now)
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/")
    page.get_by_role("link", name="Companies").click()
    page.wait_for_url("**/companies/")
    return page


def test_decision_makers_are_found_and_added_to_a_cohort(companies: Page) -> None:
    search = companies.get_by_role("searchbox")
    companies.wait_for_load_state("networkidle")
    companies.keyboard.press("/")
    expect(search).to_be_focused()
    search.fill("nav")
    expect(companies.get_by_role("link", name="Army")).to_have_count(0)
    companies.get_by_role("link", name="Navy").click()
    expect(companies.get_by_role("heading", name="No role known")).to_be_visible()
    companies.get_by_role("link", name="Find the decision makers").click()
    people = companies.get_by_role("list", name="Decision makers")
    expect(people.get_by_role("listitem")).to_have_count(2)
    expect(people).to_contain_text("VP: decides for Sales")
    companies.get_by_role("checkbox", name="Select Vicky").uncheck()
    companies.get_by_role("button", name="Add to cohort").click()
    dialog = companies.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("Those who buy")).check()
    expect(dialog.get_by_text("1 of 1 contact enters the cohort")).to_be_visible()
    dialog.get_by_role("button", name="Add to cohort").click()
    expect(companies.get_by_text("Add to the cohort “Those who buy”: 1 contact.")).to_be_visible()
    members = Contact.objects.filter(memberships__cohort__name="Those who buy")
    assert [contact.first_name for contact in members] == ["Dora"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_never_scroll_sideways(companies: Page, width: int) -> None:
    companies.set_viewport_size({"width": width, "height": 800})
    for link in ("", "Navy", "Find the decision makers"):
        if link:
            companies.get_by_role("link", name=link).click()
            companies.wait_for_load_state("networkidle")
        found = Axe().run(companies)
        assert [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}] == []
        assert companies.evaluate("document.documentElement.scrollWidth") <= width

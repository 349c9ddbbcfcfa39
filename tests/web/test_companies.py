"""Companies on screen: the list, the page of each with its people, the form, and who decides there."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kindred.accounts.models import Workspace
from kindred.contacts.models import Company, Contact

Contacts = Callable[..., list[Contact]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def navy(workspace: Workspace, now: datetime) -> Company:
    """A company."""
    values = {"name": "Navy", "domains": ["navy.example"], "industry": "Defence", "size": "51-200", "country": "DE"}
    return Company.objects.create_one(workspace=workspace, values=values, now=now)


@pytest.fixture
def url(navy: Company) -> str:
    """The address of the company's page."""
    return f"/w/acme/companies/{navy.pk}/"


def test_the_list_shows_companies_with_their_people(as_vera: Client, navy: Company, contacts: Contacts) -> None:
    contacts(3, company=navy)
    page = as_vera.get("/w/acme/companies/").content.decode()
    for words in ("Navy", "navy.example", "Defence", "51–200", "Germany", "1 company", ">3<"):
        assert words in page
    assert "New company" not in page


def test_the_list_is_searched_narrowed_sorted_and_paged(as_vera: Client, workspace: Workspace, now: datetime) -> None:
    for n in range(60):
        Company.objects.create_one(
            workspace=workspace,
            values={"name": f"Firm {n:02}", "size": "2-10" if n % 2 else "11-50"},
            now=now + timedelta(minutes=n),
        )

    def names(query: str) -> list[str]:
        page = as_vera.get(f"/w/acme/companies/?{query}").content.decode()
        return [part.split("<")[0] for part in page.split("data-keys-focus>")[1:]]

    assert names("q=firm+07") == ["Firm 07"]
    assert names("size=2-10")[:2] == ["Firm 01", "Firm 03"]
    assert names("sort=-created")[0] == "Firm 59"
    assert names("sort=-name&q=firm+0") == [f"Firm {n:02}" for n in reversed(range(10))]
    first = as_vera.get("/w/acme/companies/").content.decode()
    [after] = re.findall(r'href="/w/acme/companies/\?(at=[^"]+)"', first)
    assert names(after) == [f"Firm {n:02}" for n in range(50, 60)]
    assert names("size=nonsense&sort=nonsense&at=nonsense")[0] == "Firm 00"
    assert names("q=%00") == names("")


def test_the_list_takes_a_bounded_number_of_queries(
    as_vera: Client, workspace: Workspace, contacts: Contacts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        contacts(2, company=Company.objects.named(workspace, f"Firm {n}"))
    with django_assert_max_num_queries(12):
        as_vera.get("/w/acme/companies/")


def test_the_page_groups_people_by_their_part_in_decisions(
    as_vera: Client, navy: Company, url: str, contacts: Contacts
) -> None:
    contacts(company=navy, first_name="Dora", decision_role="decision_maker")
    contacts(30, company=navy, first_name="Una", decision_role="user")
    contacts(company=navy, first_name="Nele")
    page = as_vera.get(url).content.decode()
    places = [page.index(heading) for heading in ("Decision makers <", "Users <", "No role known <")]
    assert places == sorted(places)
    assert page.count(">Una Person") == 25
    assert "Champions" not in page
    [more] = re.findall(rf'hx-get="{url}people/\?([^"]+)"', page)
    more = more.replace("&amp;", "&")
    rest = as_vera.get(f"{url}people/?{more}", headers=HTMX).content.decode()
    assert rest.count(">Una Person") == 5
    assert "Show more" not in rest
    assert as_vera.get(f"{url}people/?role=boss").status_code == 404


def test_a_company_is_created_and_its_people_are_linked(as_bob: Client, contacts: Contacts) -> None:
    [pat] = contacts(email="pat@navy.example")
    entered = {"name": "Navy", "domains": "navy.example, sea.example", "size": "11-50", "website": "navy.example"}
    answer = as_bob.post("/w/acme/companies/new/", entered, follow=True)
    navy = Company.objects.get()
    pat.refresh_from_db()
    assert (navy.size, navy.domains.count(), pat.company) == ("11-50", 2, navy)
    assert "1 contact with an address there was linked." in answer.content.decode()


def test_nothing_entered_is_lost_when_something_is_wrong(as_bob: Client, navy: Company, url: str) -> None:
    entered = {"name": "Navy", "domains": "navy.example; gmail.com", "industry": "Tools & more"}
    page = as_bob.post("/w/acme/companies/new/", entered)
    assert page.status_code == 422
    for kept in ('value="navy.example, gmail.com"', 'value="Tools &amp; more"', "Anybody can have an address at gmail"):
        assert kept in page.content.decode()
    assert as_bob.post(f"{url}edit/", {"name": ""}).status_code == 422
    navy.refresh_from_db()
    assert navy.name == "Navy"


def test_a_company_is_edited(as_bob: Client, navy: Company, url: str) -> None:
    assert 'value="navy.example"' in as_bob.get(f"{url}edit/").content.decode()
    answer = as_bob.post(f"{url}edit/", {"name": "The Navy", "country": "FR"})
    assert answer.headers["Location"] == url
    navy.refresh_from_db()
    assert (navy.name, navy.country, navy.size, navy.domain) == ("The Navy", "FR", "", "")


def test_deleting_a_company_keeps_its_people(as_bob: Client, navy: Company, url: str, contacts: Contacts) -> None:
    [pat] = contacts(company=navy)
    assert "1 person stays in the pool" in as_bob.get(f"{url}deletion/", headers=HTMX).content.decode()
    assert as_bob.post(f"{url}deletion/").headers["Location"] == "/w/acme/companies/"
    pat.refresh_from_db()
    assert pat.company is None
    assert not Company.objects.exists()


def test_decision_makers_are_found_with_the_reason(as_bob: Client, navy: Company, url: str, contacts: Contacts) -> None:
    contacts(company=navy, first_name="Vicky", seniority="vp", department="sales")
    contacts(company=navy, first_name="Mara", seniority="manager", department="marketing")
    page = as_bob.get(f"{url}decision-makers/").content.decode()
    assert "VP: decides for Sales" in page
    assert "Mara" not in page
    assert "Add to cohort" in page
    page = as_bob.get(f"{url}decision-makers/?department=marketing").content.decode()
    assert "Manager: the most senior known here" in page
    assert "By the rules nobody here decides" in page
    Contact.objects.update(seniority="")
    assert "Nobody found who decides" in as_bob.get(f"{url}decision-makers/").content.decode()


def test_a_contact_leads_to_the_company(as_vera: Client, navy: Company, url: str, contacts: Contacts) -> None:
    [pat] = contacts(company=navy)
    assert f'href="{url}"' in as_vera.get(f"/w/acme/contacts/{pat.pk}/").content.decode()


@pytest.mark.parametrize("place", ["edit/", "deletion/"])
def test_a_viewer_changes_nothing(as_vera: Client, navy: Company, url: str, place: str) -> None:
    assert as_vera.post(f"{url}{place}", {"name": "x"}).status_code == 403
    assert as_vera.post("/w/acme/companies/new/", {"name": "x"}).status_code == 403
    page = as_vera.get(url).content.decode()
    assert f"{url}edit/" not in page
    assert Company.objects.get().name == "Navy"


@pytest.mark.parametrize("place", ["", "edit/", "people/?role=user", "decision-makers/", "deletion/"])
def test_a_company_of_another_workspace_does_not_exist(as_mallory: Client, navy: Company, place: str) -> None:
    for slug in ("acme", "elsewhere"):
        for ask in (as_mallory.get, as_mallory.post):
            assert ask(f"/w/{slug}/companies/{navy.pk}/{place}").status_code in {404, 405}
    assert Company.objects.filter(pk=navy.pk).exists()

"""The list of all contacts: what it shows, how it is narrowed, and to whom."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kindred.accounts.models import Workspace
from kindred.contacts.models import Company, Contact, Tag

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/contacts/"


def names(html: str) -> list[str]:
    return re.findall(r"data-keys-focus>([^<]+)</a>", html)


def test_a_newcomer_is_shown_how_to_begin(as_ada: Client) -> None:
    page = as_ada.get(URL).content.decode()
    assert "Import a spreadsheet" in page
    assert "samples/contacts.csv" in page


def test_contacts_stand_in_the_order_of_their_names(as_ada: Client, contacts: Contacts) -> None:
    contacts(first_name="Zoë")
    contacts(first_name="Amara")
    page = as_ada.get(URL).content.decode()
    assert names(page) == ["Amara Person0002", "Zoë Person0001"]
    assert "2 contacts" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=zoe", ["Zoë Person0001"]),
        ("kind=lead", ["Amara Person0002"]),
        ("stage=candidate_state:active", ["Zoë Person0001"]),
        ("stage=lifecycle_stage:sql", ["Amara Person0002"]),
        ("tag=backend", ["Zoë Person0001"]),
        ("tag=Backend&tag=nobody", []),
        ("kind=lead&tag=backend", []),
        ("kind=nonsense&stage=nonsense&sort=nonsense&at=nonsense", ["Amara Person0002", "Zoë Person0001"]),
        ("q=%00&tag=%00", ["Amara Person0002", "Zoë Person0001"]),
        ("sort=-name", ["Zoë Person0001", "Amara Person0002"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_by_its_address(
    as_ada: Client, workspace: Workspace, contacts: Contacts, now: datetime, query: str, found: list[str]
) -> None:
    [zoe] = contacts(first_name="Zoë", kinds=1, candidate_state="active")
    contacts(first_name="Amara", kinds=2 | 16, lifecycle_stage="sql")
    Contact.objects.filter(pk=zoe.pk).add_tag(Tag.objects.named(workspace, "backend"), at=now)
    assert names(as_ada.get(f"{URL}?{query}").content.decode()) == found


def test_where_nothing_matches_the_way_back_is_offered(as_ada: Client, contacts: Contacts) -> None:
    contacts()
    page = as_ada.get(f"{URL}?q=nobody").content.decode()
    assert "Nobody matches" in page
    assert "Clear filters" in page


def test_a_page_leads_to_the_next_and_back(as_ada: Client, contacts: Contacts) -> None:
    contacts(120)
    seen: list[str] = []
    address = URL
    for _page in range(3):
        page = as_ada.get(address).content.decode()
        seen += names(page)
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "").replace("&amp;", "&")
    assert seen == sorted(seen)
    assert len(set(seen)) == 120
    assert not address
    back = re.findall(r'rel="prev" href="([^"]+)"', page)[0].replace("&amp;", "&")
    assert names(as_ada.get(back).content.decode()) == seen[50:100]


def test_to_htmx_only_the_list_is_answered_with_its_address(as_ada: Client, contacts: Contacts) -> None:
    contacts()
    response = as_ada.get(
        f"{URL}?q=pat&kind=&stage=",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/w/acme/contacts/"},
    )
    assert response.headers["HX-Push-Url"] == f"{URL}?q=pat"
    assert response.content.decode().lstrip().startswith('<div id="results"')


def test_looking_again_at_the_same_place_leaves_the_history_alone(as_ada: Client, contacts: Contacts) -> None:
    contacts()
    response = as_ada.get(URL, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{URL}"})
    assert "HX-Push-Url" not in response.headers


def test_what_people_typed_is_shown_and_never_run(as_ada: Client, contacts: Contacts) -> None:
    contacts(first_name="<script>alert(1)</script>")
    page = as_ada.get(f'{URL}?q="><script>').content.decode() + as_ada.get(URL).content.decode()
    assert "<script>alert" not in page
    assert '"><script>' not in page


def test_a_viewer_sees_no_button_that_would_be_refused(as_vera: Client, contacts: Contacts) -> None:
    contacts()
    page = as_vera.get(URL).content.decode()
    assert "Pat Person0001" in page
    for button in ("New contact", "Import</a>", "Add to cohort", 'type="checkbox" name="ids"'):
        assert button not in page


def test_other_peoples_contacts_do_not_exist(as_mallory: Client, as_ada: Client, contacts: Contacts) -> None:
    contacts()
    assert as_mallory.get(URL).status_code == 404
    assert "Pat Person0001" not in as_mallory.get("/w/elsewhere/contacts/").content.decode()


def test_strangers_are_asked_to_log_in(client: Client, workspace: Workspace) -> None:
    assert client.get(URL).headers["Location"].startswith("/accounts/login/")


def test_a_full_page_takes_as_many_queries_as_a_single_row(
    as_ada: Client,
    workspace: Workspace,
    contacts: Contacts,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    everybody = contacts(60, company=Company.objects.named(workspace, "Brightpath"))
    Contact.objects.filter(pk__in=[one.pk for one in everybody]).add_tag(
        Tag.objects.named(workspace, "backend"), at=now
    )
    as_ada.get(URL)
    with django_assert_max_num_queries(12):
        as_ada.get(URL)
    with django_assert_max_num_queries(14):
        as_ada.get(f"{URL}?q=pat&tag=backend&kind=&sort=-company")

"""What selected people have in common, from the list to a cohort."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from tests.web.cohort_pages import url

Contacts = Callable[..., list[Contact]]


def test_what_selected_people_share_is_ready_to_become_a_cohort_a_segment_or_a_filter(
    as_ada: Client, workspace: Workspace, contacts: Contacts
) -> None:
    people = contacts(6, city="Berlin", department="design")
    contacts(1, city="Berlin", department="design")
    contacts(40, city="Rome", department="sales")
    answer = as_ada.post(url("contacts_common"), {"ids": [one.pk for one in people]})
    page = " ".join(answer.content.decode().split())
    assert "What 6 people have in common" in page
    assert "Covers <strong>6 of 6</strong>" in page
    assert "1 other matches" in page
    shown = answer.context["found"][0]
    assert json.loads(parse_qs(urlsplit(shown["cohort_url"]).query)["criteria"][0]) == shown["common"].document
    for address in (shown["cohort_url"], shown["segment_url"]):
        form = as_ada.get(address).context["form"]
        assert form.initial["criteria"] == shown["common"].document
    assert "7 contacts" in as_ada.get(shown["list_url"]).content.decode()


def test_too_few_are_sent_back_with_the_reason_and_strangers_are_not_looked_at(
    as_ada: Client, as_mallory: Client, workspace: Workspace, contacts: Contacts
) -> None:
    ids = [one.pk for one in contacts(6)]
    answer = as_ada.post(url("contacts_common"), {"ids": ids[:2]}, follow=True)
    assert "Select from 5 to 500 people" in answer.content.decode()
    assert as_mallory.post(url("contacts_common"), {"ids": ids}).status_code == 404
    elsewhere = as_mallory.post(url("contacts_common").replace("acme", "elsewhere"), {"ids": ids}, follow=True)
    assert "Select from 5 to 500 people" in elsewhere.content.decode()


def test_a_pool_that_shares_everything_says_so(as_vera: Client, contacts: Contacts) -> None:
    people = contacts(20, city="Berlin")
    answer = as_vera.post(url("contacts_common"), {"ids": [one.pk for one in people[:5]]})
    assert "Nothing that others do not have as well" in answer.content.decode()

"""The pages on which people decide who is one person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.contacts.duplicates.merging import run
from kindred.contacts.duplicates.work import match_changed, search
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Duplicate, DuplicateSearch, Import, Merge, MergeRun
from kindred.kit.clock import utc_now

URL = "/w/acme/contacts/duplicates/"
Twins = Callable[..., Duplicate]


@pytest.fixture
def twins(workspace: Workspace, now: datetime) -> Twins:
    """A way to have two contacts in the pool that may be one person."""

    def make(name: str = "Robert Kahn", other: str = "Bob Kahn", **values: str) -> Duplicate:
        known = {"phone": "+4930123456"} | values
        created = [
            Contact.objects.create_one(workspace=workspace, values={"name": one} | known | more, now=now)
            for one, more in ((name, {"title": "CTO", "city": "Berlin"}), (other, {"title": "Chief", "source": "Fair"}))
        ]
        while match_changed(now, "test").done:
            pass
        return Duplicate.objects.get(first=created[0], second=created[1])

    return make


def form(pair: Duplicate, **choices: int) -> dict[str, object]:
    """Return what a card posts."""
    return {"survivor": pair.first_id, "with": [pair.first_id, pair.second_id]} | {
        f"choice-{key}": value for key, value in choices.items()
    }


def test_an_empty_queue_says_how_to_begin(as_bob: Client, as_vera: Client) -> None:
    page = as_bob.get(URL).content.decode()
    assert "Find who is in the pool twice" in page
    assert "Search the whole pool" in page
    assert "Search the whole pool</button>" not in as_vera.get(URL).content.decode()


def test_a_card_shows_the_evidence_and_the_values_side_by_side(as_bob: Client, twins: Twins) -> None:
    pair = twins()
    page = as_bob.get(URL).content.decode()
    assert "The same number, +4930123456" in page
    assert "Forms of one name: Robert Kahn and Bob Kahn" in page
    assert f'name="choice-job" value="{pair.first_id}" checked' in page
    assert "Berlin" in page
    # What only one has is no choice: it is kept.
    assert 'name="choice-place"' not in page
    assert "Certain" in as_bob.get(f"{URL}?which=certain").content.decode()
    assert "None of these" in as_bob.get(f"{URL}?which=likely").content.decode()


def test_merging_as_chosen_and_undoing_it(as_bob: Client, twins: Twins, bob: User) -> None:
    pair = twins()
    answer = as_bob.post(f"{URL}{pair.pk}/merge/", form(pair, job=pair.second_id)).content.decode()
    assert "Bob Kahn became part of" in answer
    merge = Merge.objects.get()
    assert merge.by == bob
    survivor = Contact.objects.get()
    assert (survivor.pk, survivor.title, survivor.city, survivor.source) == (pair.first_id, "Chief", "Berlin", "Fair")
    answer = as_bob.post(f"{URL}merges/{merge.pk}/undo/", {"pair": pair.pk}).content.decode()
    assert f'id="duplicate-{pair.pk}"' in answer
    assert Contact.objects.get(pk=pair.first_id).title == "CTO"
    assert Contact.objects.count() == 2


def test_not_the_same_is_remembered_and_can_be_taken_back(as_bob: Client, twins: Twins, bob: User) -> None:
    pair = twins()
    assert "not the same person" in as_bob.post(f"{URL}{pair.pk}/apart/").content.decode()
    pair.refresh_from_db()
    assert pair.set_apart_by == bob
    assert "The same number" not in as_bob.get(URL).content.decode()
    assert "The same number" in as_bob.post(f"{URL}{pair.pk}/return/", {"ids": [pair.pk]}).content.decode()
    assert Duplicate.objects.undecided().count() == 1


def test_three_of_one_person_stand_on_one_card_and_one_can_be_left_out(as_bob: Client, twins: Twins) -> None:
    pair = twins()
    third = twins("Robert A. Kahn", "Rob Kahn").first
    page = as_bob.get(URL).content.decode()
    assert page.count('<article class="card twins"') < 6
    assert "is one of them" in page
    answer = as_bob.post(f"{URL}{pair.pk}/merge/", form(pair) | {"with": [pair.first_id, third.pk]})
    assert "Robert A. Kahn became part of" in answer.content.decode()
    assert Contact.objects.filter(pk=pair.second_id).exists()


def test_who_is_not_on_the_card_is_not_merged(
    as_bob: Client, twins: Twins, workspace: Workspace, now: datetime
) -> None:
    pair = twins()
    stranger = Contact.objects.create_one(workspace=workspace, values={"name": "Grace Hopper"}, now=now)
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair) | {"with": [pair.first_id, stranger.pk]})
    assert Contact.objects.count() == 3
    answer = as_bob.post(f"{URL}{pair.pk}/merge/", {"survivor": "x", "with": [pair.first_id]})
    assert f'id="duplicate-{pair.pk}"' in answer.content.decode()


def test_what_somebody_else_has_dealt_with_says_so(as_bob: Client, twins: Twins) -> None:
    pair = twins()
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair))
    assert "dealt with these already" in as_bob.post(f"{URL}{pair.pk}/merge/", form(pair)).content.decode()
    assert "dealt with these already" in as_bob.post(f"{URL}{pair.pk}/apart/").content.decode()


def test_a_merge_that_cannot_be_undone_says_why(as_bob: Client, twins: Twins) -> None:
    pair = twins(other="Rob Kahn", email="")
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair))
    merge = Merge.objects.get()
    merge.undo(now=utc_now(), by=None)
    answer = as_bob.post(f"{URL}merges/{merge.pk}/undo/", {"pair": pair.pk}, headers={"HX-Request": "true"})
    assert "can no longer be undone" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("path", ["search/", "certain/", "1/merge/", "1/apart/", "1/return/", "merges/1/undo/"])
def test_who_only_looks_on_changes_nothing(as_vera: Client, path: str) -> None:
    assert as_vera.post(f"{URL}{path}").status_code == 403


def test_to_another_workspace_none_of_it_exists(as_mallory: Client, as_bob: Client, twins: Twins) -> None:
    pair = twins()
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair))
    merge = Merge.objects.get()
    assert as_mallory.get(URL).status_code == 404
    elsewhere = "/w/elsewhere/contacts/duplicates/"
    assert "Robert" not in as_mallory.get(elsewhere).content.decode()
    assert as_mallory.post(f"{elsewhere}merges/{merge.pk}/undo/").status_code == 404
    assert as_mallory.post(f"{elsewhere}merges/{merge.pk}/return/").status_code == 404
    assert as_mallory.post(f"{elsewhere}{pair.pk}/return/").status_code == 404
    assert as_mallory.get(f"/w/elsewhere/contacts/{pair.second_id}/").status_code == 404


def test_the_page_of_who_is_gone_leads_to_the_survivor(as_bob: Client, twins: Twins) -> None:
    pair = twins()
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair))
    answer = as_bob.get(f"/w/acme/contacts/{pair.second_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/w/acme/contacts/{pair.first_id}/")
    assert as_bob.get("/w/acme/contacts/987654/").status_code == 404


def test_all_certain_ones_are_merged_after_a_plain_preview_and_undone(
    as_bob: Client, twins: Twins, now: datetime
) -> None:
    twins()
    preview = as_bob.get(f"{URL}certain/").content.decode()
    assert "Merge 1 group of certain duplicates?" in preview
    assert "<b>Robert Kahn</b>" in preview
    assert as_bob.post(f"{URL}certain/").status_code == 302
    assert "Merging: 0 of 1" in as_bob.get(URL).content.decode()
    assert "Merging: 0 of 1" in as_bob.get(f"{URL}progress/").content.decode()
    while run(utc_now(), "test").done:
        pass
    assert as_bob.get(f"{URL}progress/").headers["HX-Refresh"] == "true"
    assert "1 contact became part of another" in as_bob.get(URL).content.decode()
    one = MergeRun.objects.get()
    as_bob.post(f"{URL}certain/{one.pk}/undo/")
    while run(utc_now(), "test").done:
        pass
    one.refresh_from_db()
    assert one.status == "undone"
    assert Contact.objects.count() == 2
    as_bob.post(f"{URL}certain/{one.pk}/undo/")
    assert "can no longer be undone" in as_bob.get(URL).content.decode()


def test_a_bulk_merge_can_be_stopped(as_bob: Client, twins: Twins) -> None:
    twins()
    as_bob.post(f"{URL}certain/")
    as_bob.post(f"{URL}certain/{MergeRun.objects.get().pk}/stop/")
    run(utc_now(), "test")
    assert Contact.objects.count() == 2


def test_the_whole_pool_is_searched_in_the_background(as_bob: Client, twins: Twins) -> None:
    twins()
    Duplicate.objects.all().delete()
    assert as_bob.post(f"{URL}search/").status_code == 302
    assert "Reading the contacts" in as_bob.get(f"{URL}progress/").content.decode()
    while search(utc_now(), "test").done:
        pass
    assert DuplicateSearch.objects.get().step == "done"
    assert "The same number" in as_bob.get(URL).content.decode()


def test_the_merges_are_listed_with_their_way_back(as_bob: Client, twins: Twins) -> None:
    assert "No merges yet" in as_bob.get(f"{URL}merges/").content.decode()
    pair = twins()
    as_bob.post(f"{URL}{pair.pk}/merge/", form(pair))
    assert "Robert Kahn" in as_bob.get(f"{URL}merges/").content.decode()
    as_bob.post(f"{URL}merges/{Merge.objects.get().pk}/return/")
    assert Contact.objects.count() == 2
    assert "Undone" in as_bob.get(f"{URL}merges/").content.decode()


def test_the_queue_can_be_narrowed_to_one_contact_and_to_an_import(
    as_bob: Client, twins: Twins, workspace: Workspace, ada: User, now: datetime
) -> None:
    pair = twins()
    twins("Grace Hopper", "Hopper Grace", phone="+4930999999")
    page = as_bob.get(f"{URL}?contact={pair.first_id}").content.decode()
    assert "Only those about Robert Kahn." in page
    assert "1 other contact may be the same person" in as_bob.get(f"/w/acme/contacts/{pair.first_id}/").content.decode()
    assert "Grace" not in page
    at = now + timedelta(days=1)
    file = ContentFile(b"Name,Phone\nBobby Kahn,+4930123456\n", name="new.csv")
    spreadsheet = Import.objects.upload(workspace=workspace, file=file, filename="new.csv", by=ada, now=at)
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=at)
    while work(at, "test").done + match_changed(at, "test").done:
        pass
    assert f"?import={spreadsheet.pk}" in as_bob.get(f"/w/acme/contacts/imports/{spreadsheet.pk}/").content.decode()
    page = as_bob.get(f"{URL}?import={spreadsheet.pk}").content.decode()
    assert "Only those about new.csv." in page
    assert "Bobby Kahn" in page
    assert "Grace" not in page
    assert as_bob.get(f"{URL}?import=987").status_code == 404
    assert as_bob.get(f"{URL}?contact=x").status_code == 404

"""What is done to a selection: ticked rows, or everybody the list was narrowed to."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts import adding
from kindred.cohorts.models import Addition, Cohort
from kindred.contacts.models import Contact, Tag

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/contacts/selection"


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """Ada's draft."""
    return Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)


def test_a_tag_is_hung_on_the_ticked_rows(as_bob: Client, contacts: Contacts) -> None:
    first, second, third = contacts(3)
    answer = as_bob.post(f"{URL}/tags/", {"ids": [first.pk, third.pk], "tag": "Met in Lyon"})
    assert answer.status_code == 204
    assert "contacts:changed" in answer.headers["HX-Trigger"]
    assert set(Contact.objects.filter(tags__name="Met in Lyon")) == {first, third}
    assert not second.tags.exists()


def test_a_tag_is_hung_on_everybody_who_matches(as_bob: Client, contacts: Contacts) -> None:
    contacts(70, title="CTO")
    contacts(5, title="Nurse")
    as_bob.post(f"{URL}/tags/", {"everything": "1", "narrowing": "q=cto", "ids": [1], "tag": "leaders"})
    assert Contact.objects.filter(tags__name="leaders", title="CTO").count() == 70
    assert Contact.objects.filter(tags__name="leaders").count() == 70


def test_a_tag_is_taken_off(as_bob: Client, workspace: Workspace, contacts: Contacts, now: datetime) -> None:
    first, second = contacts(2)
    Contact.objects.all().add_tag(Tag.objects.named(workspace, "old"), at=now)
    as_bob.post(f"{URL}/tags/removal/", {"ids": [first.pk], "tag": "OLD"})
    assert list(Contact.objects.filter(tags__name="old")) == [second]


def test_a_stage_is_set_and_stands_on_the_timeline(as_bob: Client, bob: User, contacts: Contacts) -> None:
    [one] = contacts(1, candidate_state="passive")
    assert as_bob.post(f"{URL}/stage/", {"ids": [one.pk], "stage": "candidate_state:active"}).status_code == 204
    one.refresh_from_db()
    assert one.candidate_state == "active"
    event = one.events.get()
    assert (event.kind, event.by, event.data) == ("stage.reached", bob, {"ladder": "candidate_state", "to": "active"})


@pytest.mark.parametrize(
    ("path", "said", "error"),
    [
        ("tags/", {"tag": " "}, "Choose a tag"),
        ("tags/removal/", {"tag": "never heard of"}, "Choose one of the tags"),
        ("stage/", {"stage": "name:Bob"}, "Choose a state"),
        ("cohort/", {"cohort": "none"}, "Choose a cohort"),
    ],
)
def test_a_faulty_choice_is_said_in_the_dialog(
    as_bob: Client, contacts: Contacts, path: str, said: dict[str, str], error: str
) -> None:
    [one] = contacts()
    answer = as_bob.post(f"{URL}/{path}", {"ids": [one.pk]} | said)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert not one.events.exists()


def test_the_dialog_says_how_many_are_meant(as_bob: Client, contacts: Contacts) -> None:
    everybody = contacts(3)
    assert (
        "Delete 2 contacts?" in as_bob.get(f"{URL}/deletion/", {"ids": [c.pk for c in everybody[:2]]}).content.decode()
    )
    assert "Delete 3 contacts?" in as_bob.get(f"{URL}/deletion/", {"everything": "1"}).content.decode()


def test_deleted_contacts_are_gone_with_all_that_hung_on_them(
    as_bob: Client, workspace: Workspace, contacts: Contacts, now: datetime
) -> None:
    first, second = contacts(2)
    Contact.objects.all().add_tag(Tag.objects.named(workspace, "x"), at=now)
    answer = as_bob.post(f"{URL}/deletion/", {"ids": [first.pk]})
    assert answer.status_code == 204
    assert list(Contact.objects.all()) == [second]


def test_a_selection_is_on_its_way_into_a_cohort_and_arrives(
    as_ada: Client, contacts: Contacts, cohort: Cohort, now: datetime
) -> None:
    everybody = contacts(30)
    answer = as_ada.post(f"{URL}/cohort/", {"everything": "1", "narrowing": "", "cohort": cohort.pk})
    assert "You can close this" in answer.content.decode()
    while adding.work(now, "tester").done:
        pass
    addition = Addition.objects.get()
    assert "<b>30 contacts</b> added" in as_ada.get(f"/w/acme/contacts/additions/{addition.pk}/").content.decode()
    assert cohort.members().count() == len(everybody)


def test_a_member_adds_only_to_cohorts_they_work_on(
    as_bob: Client, contacts: Contacts, cohort: Cohort, bob: User
) -> None:
    [one] = contacts()
    assert cohort.name not in as_bob.get(f"{URL}/cohort/", {"ids": [one.pk]}).content.decode()
    assert as_bob.post(f"{URL}/cohort/", {"ids": [one.pk], "cohort": cohort.pk}).status_code == 404
    cohort.share_with(role="runner", user=bob)
    assert cohort.name in as_bob.get(f"{URL}/cohort/choices/", {"cohort_name": "spr"}).content.decode()
    assert as_bob.post(f"{URL}/cohort/", {"ids": [one.pk], "cohort": cohort.pk}).status_code == 200


def test_a_selection_is_exported_without_formulas(as_vera: Client, contacts: Contacts) -> None:
    first, _second = contacts(2, title='=HYPERLINK("x")')
    answer = as_vera.post(f"{URL}/export/", {"ids": [first.pk]})
    body = b"".join(answer).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(body))
    assert row["email"] == first.email
    assert row["title"] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("path", ["tags/", "tags/removal/", "stage/", "deletion/", "cohort/", "cohort/choices/"])
def test_a_viewer_changes_nothing(as_vera: Client, contacts: Contacts, path: str) -> None:
    [one] = contacts()
    assert as_vera.get(f"{URL}/{path}").status_code == 403
    said = {"ids": [one.pk], "tag": "x", "stage": "candidate_state:active"}
    assert as_vera.post(f"{URL}/{path}", said).status_code in {403, 405}
    assert Contact.objects.filter(pk=one.pk, tags=None, candidate_state="").exists()


@pytest.mark.parametrize("path", ["tags/", "tags/removal/", "stage/", "deletion/", "cohort/", "export/"])
def test_ids_of_another_workspace_mean_nobody(
    as_mallory: Client, as_ada: Client, workspace: Workspace, contacts: Contacts, now: datetime, path: str
) -> None:
    [one] = contacts()
    Contact.objects.all().add_tag(Tag.objects.named(workspace, "acme's"), at=now)
    said = {"ids": [one.pk], "tag": "acme's", "stage": "candidate_state:active"}
    answer = as_mallory.post(f"/w/elsewhere/contacts/selection/{path}", said)
    if path == "export/":
        assert one.email not in b"".join(answer).decode()
    assert as_mallory.post(f"{URL}/{path}", said).status_code == 404
    one.refresh_from_db()
    assert (one.candidate_state, [tag.name for tag in one.tags.all()]) == ("", ["acme's"])


def test_another_workspaces_addition_and_cohort_do_not_exist(
    as_mallory: Client, ada: User, contacts: Contacts, cohort: Cohort, now: datetime
) -> None:
    contacts()
    addition = Addition.objects.start(cohort=cohort, who={"criteria": None}, by=ada, now=now)
    assert as_mallory.get(f"/w/elsewhere/contacts/additions/{addition.pk}/").status_code == 404
    assert as_mallory.post("/w/elsewhere/contacts/selection/cohort/", {"cohort": cohort.pk}).status_code == 404


def test_a_post_without_its_token_is_refused(ada: User, workspace: Workspace, contacts: Contacts) -> None:
    [one] = contacts()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)
    assert careful.post(f"{URL}/deletion/", {"ids": [one.pk]}).status_code == 403
    assert Contact.objects.exists()

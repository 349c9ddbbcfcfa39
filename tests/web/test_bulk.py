"""What is done to many contacts at once: asked, previewed, begun, followed and taken back."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.bulk.models import BulkAction, bulk_action
from kindred.bulk.work import act, export
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, CustomField, Tag
from kindred.jobs.worker import work_until_idle

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/contacts/bulk"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """Ada's draft."""
    return Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)


@pytest.fixture
def in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done while one waits."""
    monkeypatch.setattr(bulk_action, "AT_ONCE", 0)


def work() -> None:
    """Do all that is due."""
    work_until_idle(work=[act, export])


def test_a_tag_is_hung_on_the_ticked_rows_and_the_way_back_is_offered(as_bob: Client, contacts: Contacts) -> None:
    first, second, third = contacts(3)
    answer = as_bob.post(f"{URL}/new/add_tag/", {"ids": [first.pk, third.pk], "tag": "Met in Lyon"}, headers=HTMX)
    assert answer.status_code == 204
    told = json.loads(answer.headers["HX-Trigger"])
    assert {"dialog:close", "contacts:changed"} <= told.keys()
    [toast] = told["toast"]["all"]
    assert toast["text"] == "Add the tag “Met in Lyon”: 2 contacts."
    assert set(Contact.objects.filter(tags__name="Met in Lyon")) == {first, third}
    assert not second.tags.exists()
    answer = as_bob.post(toast["offer"]["detail"]["url"], headers=HTMX)
    assert "Undone for 2 contacts." in answer.headers["HX-Trigger"]
    assert not Contact.objects.exclude(tags=None).exists()


def test_everybody_who_matches_is_meant(as_bob: Client, contacts: Contacts) -> None:
    contacts(70, title="CTO")
    contacts(5, title="Nurse")
    as_bob.post(f"{URL}/new/add_tag/", {"everything": "1", "narrowing": "q=cto", "ids": [1], "tag": "leaders"})
    assert Contact.objects.filter(tags__name="leaders", title="CTO").count() == 70
    assert Contact.objects.filter(tags__name="leaders").count() == 70


@pytest.mark.usefixtures("in_the_background")
def test_many_are_followed_stopped_and_undone_on_a_page_of_their_own(as_bob: Client, contacts: Contacts) -> None:
    contacts(3)
    begun = as_bob.post(f"{URL}/new/add_tag/", {"everything": "1", "tag": "x"}, headers=HTMX)
    assert "You can close this" in begun.content.decode()
    action = BulkAction.objects.get()
    page = f"{URL}/{action.pk}/"
    assert "every 1s" in as_bob.get(page).content.decode()
    work()
    assert "Done for 3 contacts." in as_bob.get(page, headers=HTMX).content.decode()
    shown = as_bob.get(page).content.decode()
    assert "All contacts" in shown
    assert "every 1s" not in shown
    assert "Add the tag “x”" in as_bob.get(f"{URL}/").content.decode()
    assert as_bob.post(f"{page}undo/", follow=True).status_code == 200
    work()
    assert "Undone for 3 contacts." in as_bob.get(page).content.decode()
    assert as_bob.post(f"{page}undo/", follow=True).context["messages"]


@pytest.mark.usefixtures("in_the_background")
def test_one_that_has_not_begun_is_stopped(as_bob: Client, contacts: Contacts) -> None:
    contacts(3)
    as_bob.post(f"{URL}/new/delete/", {"everything": "1"})
    as_bob.post(f"{URL}/{BulkAction.objects.get().pk}/cancellation/")
    work()
    assert Contact.objects.count() == 3
    assert BulkAction.objects.get().status == "cancelled"


def test_the_effect_is_counted_beforehand(
    as_bob: Client, contacts: Contacts, workspace: Workspace, now: datetime
) -> None:
    first, *_rest = contacts(3)
    Contact.objects.filter(pk=first.pk).add_tag(Tag.objects.named(workspace, "Lyon"), at=now)
    shown = as_bob.post(f"{URL}/new/add_tag/preview/", {"everything": "1", "tag": "Lyon"}).content.decode()
    assert "<b>2</b> of 3 contacts get the tag; 1 has it already." in " ".join(shown.split())
    assert not as_bob.post(f"{URL}/new/add_tag/preview/", {"everything": "1"}).content.strip()
    wrong = {"everything": "1", "field": "country", "value": "Atlantis"}
    assert "field-error" in as_bob.post(f"{URL}/new/set_field/preview/", wrong).content.decode()


@pytest.mark.parametrize(
    ("act", "said", "error"),
    [
        ("add_tag", {"tag": " "}, "Choose a tag"),
        ("remove_tag", {"tag": "never heard of"}, "Choose one of the tags"),
        ("set_stage", {"stage": "name:Bob"}, "Choose a state"),
        ("set_field", {"field": "custom:none"}, "cannot be set"),
        ("assign_owner", {"owner": "none"}, "Choose a member"),
        ("add_to_cohort", {"cohort": "none"}, "Choose a cohort"),
        ("start_sequence", {"sequence": "none"}, "Choose a sequence"),
    ],
)
def test_a_faulty_choice_is_said_in_the_dialog(
    as_bob: Client, contacts: Contacts, act: str, said: dict[str, str], error: str
) -> None:
    [one] = contacts()
    answer = as_bob.post(f"{URL}/new/{act}/", {"ids": [one.pk]} | said)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert not one.events.exists()


@pytest.mark.parametrize(
    ("act", "asks"),
    [
        ("add_tag", "bulk-tag"),
        ("remove_tag", "bulk-tag"),
        ("set_stage", "candidate_state:active"),
        ("set_field", "custom:score"),
        ("assign_owner", "Bob Kahn"),
        ("add_to_cohort", "Spring"),
        ("start_sequence", "No sequence is published yet."),
        ("export", "CSV"),
        ("delete", "this can be undone"),
    ],
)
def test_every_dialog_asks_what_it_needs(
    as_ada: Client, bob: User, contacts: Contacts, cohort: Cohort, workspace: Workspace, act: str, asks: str
) -> None:
    [one] = contacts()
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    shown = as_ada.get(f"{URL}/new/{act}/", {"ids": [one.pk]}).content.decode()
    assert asks in shown
    assert f'name="ids" value="{one.pk}"' in shown


def test_the_value_is_entered_as_its_field_wants_it(as_bob: Client) -> None:
    assert "<select" in as_bob.get(f"{URL}/value/", {"field": "seniority"}).content.decode()
    assert 'type="text"' in as_bob.get(f"{URL}/value/", {"field": "title"}).content.decode()
    assert "<input" not in as_bob.get(f"{URL}/value/", {"field": "no such"}).content.decode()


def test_a_member_adds_only_to_cohorts_they_work_on(
    as_bob: Client, contacts: Contacts, cohort: Cohort, bob: User
) -> None:
    [one] = contacts()
    chosen = {"ids": [one.pk], "cohort": cohort.pk}
    assert cohort.name not in as_bob.get(f"{URL}/new/add_to_cohort/", {"ids": [one.pk]}).content.decode()
    assert as_bob.post(f"{URL}/new/add_to_cohort/", chosen).status_code == 422
    cohort.share_with(role="runner", user=bob)
    assert cohort.name in as_bob.get(f"{URL}/cohorts/", {"cohort_name": "spr"}).content.decode()
    assert as_bob.post(f"{URL}/new/add_to_cohort/", chosen).status_code == 204
    assert cohort.members().count() == 1


def test_an_export_is_written_and_downloaded(as_bob: Client, contacts: Contacts) -> None:
    first, _second = contacts(2)
    assert as_bob.post(f"{URL}/new/export/", {"ids": [first.pk]}).status_code == 200
    work()
    action = BulkAction.objects.get()
    assert "Download" in as_bob.get(f"{URL}/{action.pk}/").content.decode()
    answer = as_bob.get(f"{URL}/{action.pk}/file/")
    assert first.email in b"".join(answer).decode("utf-8-sig")
    assert "acme-contacts-" in answer.headers["Content-Disposition"]


def test_one_contact_is_deleted_and_comes_back(as_bob: Client, contacts: Contacts) -> None:
    [one] = contacts()
    shown = as_bob.post(f"/w/acme/contacts/{one.pk}/deletion/", follow=True).content.decode()
    assert not Contact.objects.exists()
    undo = f"{URL}/{BulkAction.objects.get().pk}/undo/"
    assert undo in shown
    as_bob.post(undo)
    assert list(Contact.objects.all()) == [one]


def test_only_who_did_it_or_manages_takes_it_back(as_bob: Client, as_ada: Client, contacts: Contacts) -> None:
    contacts()
    as_ada.post(f"{URL}/new/add_tag/", {"everything": "1", "tag": "x"})
    page = f"{URL}/{BulkAction.objects.get().pk}/"
    assert as_bob.post(f"{page}undo/").status_code == 403
    assert as_bob.post(f"{page}cancellation/").status_code == 403
    assert "undo/" not in as_bob.get(page).content.decode()
    assert Contact.objects.filter(tags__name="x").exists()
    as_bob.post(f"{URL}/new/add_tag/", {"everything": "1", "tag": "y"})
    as_ada.post(f"{URL}/{BulkAction.objects.latest('pk').pk}/undo/")
    assert not Contact.objects.filter(tags__name="y").exists()


@pytest.mark.parametrize("path", ["", "new/add_tag/", "new/delete/", "cohorts/", "value/"])
def test_a_viewer_has_no_part_in_it(as_vera: Client, contacts: Contacts, path: str) -> None:
    contacts()
    assert as_vera.get(f"{URL}/{path}").status_code == 403


@pytest.mark.parametrize("act", ["add_tag", "set_stage", "delete", "export", "add_to_cohort", "assign_owner"])
def test_a_viewer_changes_nothing(as_vera: Client, contacts: Contacts, act: str) -> None:
    [one] = contacts()
    said = {"ids": [one.pk], "tag": "x", "stage": "candidate_state:active"}
    assert as_vera.post(f"{URL}/new/{act}/", said).status_code == 403
    assert as_vera.post(f"{URL}/new/{act}/preview/", said).status_code == 403
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("act", ["add_tag", "set_stage", "delete", "export"])
def test_ids_of_another_workspace_mean_nobody(
    as_mallory: Client, workspace: Workspace, contacts: Contacts, act: str
) -> None:
    [one] = contacts()
    said = {"ids": [one.pk], "tag": "x", "stage": "candidate_state:active"}
    answer = as_mallory.post(f"/w/elsewhere/contacts/bulk/new/{act}/", said)
    assert "Nobody is selected." in answer.content.decode()
    assert as_mallory.post(f"{URL}/new/{act}/", said).status_code == 404
    assert Contact.objects.filter(pk=one.pk, tags=None, candidate_state="").exists()


@pytest.mark.parametrize("path", ["", "undo/", "cancellation/", "file/"])
def test_another_workspaces_action_does_not_exist(
    as_mallory: Client, as_ada: Client, contacts: Contacts, path: str
) -> None:
    contacts()
    as_ada.post(f"{URL}/new/add_tag/", {"everything": "1", "tag": "x"})
    action = BulkAction.objects.get()
    for workspace in ("acme", "elsewhere"):
        url = f"/w/{workspace}/contacts/bulk/{action.pk}/{path}"
        assert (as_mallory.post(url) if path in {"undo/", "cancellation/"} else as_mallory.get(url)).status_code == 404


def test_an_act_there_is_not_is_not_found(as_ada: Client) -> None:
    assert as_ada.get(f"{URL}/new/teleport/").status_code == 404


def test_a_post_without_its_token_is_refused(ada: User, workspace: Workspace, contacts: Contacts) -> None:
    [one] = contacts()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)
    assert careful.post(f"{URL}/new/delete/", {"ids": [one.pk]}).status_code == 403
    assert Contact.objects.exists()

"""The workspace's own fields in the settings: defined, renamed, and deleted when nothing uses them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, CustomField
from kindred.messaging.models import Template
from kindred.workflows.models import Sequence, Workflow

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/settings/fields/"


@pytest.fixture
def colour(workspace: Workspace) -> CustomField:
    """A field."""
    options = [{"key": "", "label": "Red"}, {"key": "", "label": "Blue"}]
    return CustomField.objects.define(workspace=workspace, label="Colour", kind="choice", options=options)


def test_fields_are_listed_with_how_many_have_a_value(as_vera: Client, colour: CustomField, contacts: Contacts) -> None:
    contacts(2, custom={"colour": "red"})
    page = as_vera.get(URL).content.decode()
    for words in ("Colour", "Red, Blue", "{{ contact.custom.colour }}", ">2<"):
        assert words in page
    assert "New field" not in page


def test_a_field_is_defined_and_can_be_filled_in(as_bob: Client, contacts: Contacts) -> None:
    entered = {
        "label": "Size",
        "kind": "choices",
        "option-0-label": "Small",
        "option-7-label": "Large",
        "option-7-key": "",
    }
    assert as_bob.post(f"{URL}new/", entered).headers["Location"] == URL
    field = CustomField.objects.get()
    assert (field.key, field.choices) == ("size", [("small", "Small"), ("large", "Large")])
    [pat] = contacts()
    url = f"/w/acme/contacts/{pat.pk}/fields/custom:size/"
    assert 'type="checkbox"' in as_bob.get(url).content.decode()
    as_bob.post(url, {"value": ["large", "small"]})
    pat.refresh_from_db()
    assert pat.custom == {"size": ["small", "large"]}
    assert "Small, Large" in as_bob.get(f"/w/acme/contacts/{pat.pk}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "entered", "kept"), [("yes_no", "no", False), ("url", "x.example", "https://x.example")]
)
def test_each_kind_has_its_control(
    as_bob: Client, workspace: Workspace, contacts: Contacts, kind: str, entered: str, kept: object
) -> None:
    CustomField.objects.define(workspace=workspace, label="Thing", kind=kind)
    [pat] = contacts()
    url = f"/w/acme/contacts/{pat.pk}/fields/custom:thing/"
    assert as_bob.get(url).status_code == 200
    assert as_bob.post(url, {"value": entered}).status_code == 200
    pat.refresh_from_db()
    assert pat.custom == {"thing": kept}


def test_a_member_is_chosen_by_name(as_bob: Client, bob: User, workspace: Workspace, contacts: Contacts) -> None:
    CustomField.objects.define(workspace=workspace, label="Coach", kind="person")
    [pat] = contacts()
    url = f"/w/acme/contacts/{pat.pk}/fields/custom:coach/"
    assert "Bob Kahn" in as_bob.get(url).content.decode()
    as_bob.post(url, {"value": str(bob.pk)})
    as_bob.post(f"/w/acme/contacts/{pat.pk}/fields/owner/", {"value": str(bob.pk)})
    pat.refresh_from_db()
    assert (pat.custom, pat.owner) == ({"coach": str(bob.pk)}, bob)
    assert as_bob.post(url, {"value": "99999"}).status_code == 422


def test_what_is_wrong_stands_beside_it_and_nothing_is_lost(as_bob: Client, colour: CustomField) -> None:
    entered = {"label": "Colour", "kind": "choice", "option-0-label": "A, B"}
    answer = as_bob.post(f"{URL}new/", entered)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("There is a field of this name already.", "holds a comma", 'value="A, B"'):
        assert words in page


def test_a_field_is_renamed_and_keeps_its_key(as_bob: Client, colour: CustomField) -> None:
    assert 'value="Blue"' in as_bob.get(f"{URL}{colour.pk}/").content.decode()
    entered = {
        "label": "Tint",
        "option-1-label": "Navy",
        "option-1-key": "blue",
        "option-0-label": "Red",
        "option-0-key": "red",
    }
    assert as_bob.post(f"{URL}{colour.pk}/", entered).status_code == 302
    colour.refresh_from_db()
    assert (colour.key, colour.label, colour.choices) == ("colour", "Tint", [("blue", "Navy"), ("red", "Red")])


def test_a_field_that_is_used_says_where_and_stays(
    as_bob: Client, ada: User, workspace: Workspace, colour: CustomField, now: datetime
) -> None:
    criteria = {"format": 1, "all": [{"field": "custom:colour", "is": "is", "value": "red"}]}
    Cohort.objects.open_for(workspace=workspace, owner=ada, name="The red ones", now=now, criteria=criteria)
    words = {"subject": "Hi", "html": "{{ contact.custom.colour }}"}
    Template.objects.write(workspace=workspace, name="A letter", now=now, **words)
    sequence = Sequence.objects.create(workspace=workspace, name="A sequence")
    workflow = Workflow.objects.for_sequence(sequence)
    action = {"key": "a", "kind": "set_field", "settings": {"field": "custom:colour", "value": "red"}}
    Workflow.objects.filter(pk=workflow.pk).update(draft={"steps": [{"key": "s", "actions": [action]}]})
    CustomField.objects.define(workspace=workspace, label="Colours", kind="text")
    url = f"{URL}{colour.pk}/deletion/"
    page = as_bob.get(url).content.decode()
    for name in ("The red ones", "A letter", "A sequence"):
        assert name in page
    assert "Delete for good" not in page
    assert as_bob.post(url).status_code == 409
    assert CustomField.objects.filter(pk=colour.pk).exists()
    other = CustomField.objects.get(key="colours")
    assert "Nothing uses it." in as_bob.get(f"{URL}{other.pk}/deletion/").content.decode()


def test_a_field_that_is_not_used_goes_with_its_values(as_bob: Client, colour: CustomField, contacts: Contacts) -> None:
    [pat] = contacts(custom={"colour": "red"})
    url = f"{URL}{colour.pk}/deletion/"
    assert "1 contact has a value in it" in as_bob.get(url).content.decode()
    assert as_bob.post(url).status_code == 302
    pat.refresh_from_db()
    assert pat.custom == {}


def test_a_viewer_and_a_stranger_change_nothing(as_vera: Client, as_mallory: Client, colour: CustomField) -> None:
    for place in ("new/", f"{colour.pk}/", f"{colour.pk}/deletion/"):
        assert as_vera.post(f"{URL}{place}", {"label": "x", "kind": "text"}).status_code == 403
        assert as_mallory.post(f"{URL}{place}", {"label": "x", "kind": "text"}).status_code == 404
    assert as_mallory.post(f"/w/elsewhere/settings/fields/{colour.pk}/deletion/").status_code == 404
    assert CustomField.objects.get() == colour

"""Standard terms as people correct them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact, Correction

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/settings/terms/"


@pytest.fixture
def wizard(workspace: Workspace, now: datetime) -> Correction:
    """A correction: a Growth Wizard works in marketing."""
    return Correction.objects.correct(
        workspace=workspace, source="title", text="Growth Wizard", values={"department": "marketing"}, now=now, by=None
    )


def test_a_title_is_corrected_and_applied_to_all_written_alike_and_taken_back(
    as_bob: Client, contacts: Contacts, workspace: Workspace, now: datetime
) -> None:
    contacts(2, title="Kingmaker")
    contacts(1, title="kingmaker!", department="hr")
    answer = as_bob.post(f"{URL}new/title/", {"text": "Kingmaker", "department": "sales", "seniority": "lead"})
    correction = Correction.objects.get()
    assert answer["Location"] == f"{URL}{correction.pk}/"
    page = as_bob.get(answer["Location"]).content.decode()
    assert "3 contacts are written alike." in page
    assert "Change 3 contacts" in page
    as_bob.post(f"{URL}{correction.pk}/application/")
    works = Contact.objects.order_by("pk").values_list("department", "seniority")
    assert list(works) == [("sales", "lead"), ("sales", "lead"), ("hr", "lead")]
    assert "None of them would change." in as_bob.get(answer["Location"]).content.decode()
    as_bob.post(f"{URL}{correction.pk}/withdrawal/")
    assert list(works.all()) == [("", ""), ("", ""), ("hr", "")]
    assert not Correction.objects.exists()


def test_corrections_are_listed_in_words(
    as_vera: Client, wizard: Correction, workspace: Workspace, now: datetime
) -> None:
    Correction.objects.correct(
        workspace=workspace, source="location", text="Wiesn", values={"country": "DE"}, now=now, by=None
    )
    page = as_vera.get(URL).content.decode()
    for words in ("Growth Wizard", "Marketing", "Wiesn", "Germany"):
        assert words in page
    assert "Correct a term" not in page


def test_what_is_not_understood_leads_to_a_form(as_bob: Client, as_vera: Client, contacts: Contacts) -> None:
    contacts(2, title="King & maker", location="Nowhereville")
    page = as_bob.get(f"{URL}unread/").content.decode()
    assert f"{URL}new/title/?text=King%20%26%20maker" in page
    assert "Nowhereville" in page
    assert "new/title" not in as_vera.get(f"{URL}unread/").content.decode()
    assert 'value="King &amp; maker"' in as_bob.get(f"{URL}new/title/?text=King%20%26%20maker").content.decode()


def test_the_form_begins_with_how_it_is_read_now(as_bob: Client, workspace: Workspace) -> None:
    page = as_bob.get(f"{URL}new/title/?text=VP+Sales").content.decode()
    assert '<option value="vp" selected>' in page
    assert 'value="Berlin"' in as_bob.get(f"{URL}new/location/?text=10115+Berlin").content.decode()


@pytest.mark.parametrize(
    "form", [{"text": "VP"}, {"text": "", "department": "sales"}, {"text": "VP", "seniority": "king"}]
)
def test_what_says_nothing_is_shown_once_more(as_bob: Client, workspace: Workspace, form: dict[str, str]) -> None:
    assert as_bob.post(f"{URL}new/title/", form).status_code == 422
    assert not Correction.objects.exists()


def test_a_correction_is_said_otherwise_and_keeps_its_text(as_bob: Client, wizard: Correction) -> None:
    as_bob.post(f"{URL}{wizard.pk}/", {"text": "Something else", "seniority": "senior"})
    wizard.refresh_from_db()
    assert (wizard.text, wizard.values) == ("Growth Wizard", {"seniority": "senior"})


def test_viewers_look_and_strangers_see_nothing(as_vera: Client, as_mallory: Client, wizard: Correction) -> None:
    page = f"{URL}{wizard.pk}/"
    assert as_vera.get(page).status_code == 200
    assert '<button class="btn">' not in as_vera.get(page).content.decode()
    changes = (page, f"{page}application/", f"{page}withdrawal/", f"{URL}new/title/")
    assert {as_vera.post(url, {"seniority": "vp"}).status_code for url in changes} == {403}
    assert {as_mallory.post(url).status_code for url in changes} == {404}
    elsewhere = page.replace("acme", "elsewhere")
    assert as_mallory.get(elsewhere).status_code == 404
    assert as_vera.get(f"{URL}new/nonsense/").status_code in {403, 404}


def test_a_contact_says_what_was_read_and_why(
    as_bob: Client, as_vera: Client, contacts: Contacts, now: datetime
) -> None:
    (pat,) = contacts(1, title="VP Marketing", location="München")
    Contact.objects.all().read_terms(at=now)
    page = as_bob.get(f"/w/acme/contacts/{pat.pk}/").content.decode()
    assert "From the title: “vp marketing”. From the title: “vp”." in page
    assert "From the location: “München”" in page
    assert f"{URL}new/title/?text=VP+Marketing" in page
    assert "Correct it" not in as_vera.get(f"/w/acme/contacts/{pat.pk}/").content.decode()


def test_a_title_edited_in_its_place_shows_what_is_read_from_it(as_bob: Client, contacts: Contacts) -> None:
    (pat,) = contacts(1, title="Kingmaker")
    answer = as_bob.post(f"/w/acme/contacts/{pat.pk}/fields/title/", {"value": "CFO"}, headers={"HX-Request": "true"})
    assert "From the title: “cfo”." in answer.content.decode()

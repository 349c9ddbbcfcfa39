"""One contact: the page, the drawer, and what is edited there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kindred.accounts.models import Notification, User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.event_kinds import KINDS
from kindred.contacts.models import Contact, CustomField, Note, Tag, Task
from kindred.web.contacts.timeline import SORTS
from kindred.workflows.models import Workflow

Contacts = Callable[..., list[Contact]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pat(contacts: Contacts) -> Contact:
    """A candidate."""
    return contacts(kinds=1, title="Data Engineer", candidate_state="passive", country="DE")[0]


@pytest.fixture
def url(pat: Contact) -> str:
    """The address of the candidate's page."""
    return f"/w/acme/contacts/{pat.pk}/"


def test_a_contact_is_shown_with_all_that_is_known(as_vera: Client, url: str) -> None:
    page = as_vera.get(url).content.decode()
    for words in ("Pat Person0001", "Data Engineer", "Candidate", "Passive", "Germany", "mailto:pat.0001@pool.example"):
        assert words in page


def test_to_htmx_the_same_is_a_drawer_with_a_link_to_the_page(as_vera: Client, url: str) -> None:
    drawer = as_vera.get(url, headers=HTMX).content.decode()
    assert drawer.lstrip().startswith('<header class="drawer-head"')
    assert f'href="{url}"' in drawer


def test_cohorts_are_shown_even_before_their_workflow_begins(
    as_vera: Client, ada: User, workspace: Workspace, pat: Contact, url: str, now: datetime
) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring & Co", now=now)
    cohort.add(Contact.objects.filter(pk=pat.pk), cause="hand", at=now, by=ada)
    page = as_vera.get(url).content.decode()
    assert "Spring &amp; Co" in page
    assert "Not started yet" in page


def test_the_timeline_is_read_aloud_and_older_facts_are_a_click_away(
    as_vera: Client, workspace: Workspace, pat: Contact, url: str, now: datetime
) -> None:
    for n in range(40):
        pat.record("field.changed", at=now + timedelta(hours=n), data={"field": "city", "to": f"Place {n:02}"})
    page = as_vera.get(f"{url}timeline/", headers=HTMX).content.decode()
    assert "City set to “Place 39”" in page
    assert "Place 14" not in page
    older = page.split(f'hx-get="{url}timeline/?')[1].split('"')[0].replace("&amp;", "&")
    rest = as_vera.get(f"{url}timeline/?{older}", headers=HTMX).content.decode()
    assert "Place 14" in rest
    assert "Place 15" not in rest
    assert "Older" not in rest


@pytest.mark.parametrize(
    ("key", "entered", "kept"),
    [
        ("title", " Head of  Data ", "Head of Data"),
        ("email", "New@Pool.Example", "New@pool.example"),
        ("country", "FR", "FR"),
        ("candidate_state", "active", "active"),
        ("link", "linkedin.com/in/pat", "https://linkedin.com/in/pat"),
    ],
)
def test_a_field_is_edited_in_its_place(
    as_bob: Client, bob: User, pat: Contact, url: str, key: str, entered: str, kept: str
) -> None:
    assert 'name="value"' in as_bob.get(f"{url}fields/{key}/", headers=HTMX).content.decode()
    answer = as_bob.post(f"{url}fields/{key}/", {"value": entered}, headers=HTMX)
    assert answer.status_code == 200
    pat.refresh_from_db()
    assert getattr(pat, key) == kept
    assert pat.events.get().by == bob


def test_kinds_skills_and_own_fields_are_edited_too(
    as_bob: Client, workspace: Workspace, pat: Contact, url: str
) -> None:
    CustomField.objects.labelled(workspace, "Notice period", kind="number")
    as_bob.post(f"{url}fields/kinds/", {"value": ["candidate", "referee"]})
    as_bob.post(f"{url}fields/skills/", {"value": "SQL, Python"})
    as_bob.post(f"{url}fields/custom:notice-period/", {"value": "3"})
    pat.refresh_from_db()
    assert pat.kinds == 1 | 16
    assert {skill.name for skill in pat.skills.all()} == {"SQL", "Python"}
    assert pat.custom == {"notice-period": 3}


@pytest.mark.parametrize(
    ("key", "entered", "error"),
    [
        ("email", "nobody@", "is not an e-mail address"),
        ("email", "pat.0002@pool.example", "has the address"),
        ("link", "javascript:alert(1)", "is not a link"),
        ("country", "Atlantis", "is not a country"),
        ("kinds", "alien", "no such kind"),
    ],
)
def test_a_faulty_value_stays_in_its_field_with_the_reason(
    as_bob: Client, pat: Contact, contacts: Contacts, url: str, key: str, entered: str, error: str
) -> None:
    contacts()
    answer = as_bob.post(f"{url}fields/{key}/", {"value": entered}, headers=HTMX)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    if key in {"email", "link"}:
        assert f'value="{entered}"' in answer.content.decode()
    assert not pat.events.exists()


def test_a_field_there_is_not_is_not_found(as_bob: Client, url: str) -> None:
    for key in ("workspace", "password", "custom:nothing", "id"):
        assert as_bob.post(f"{url}fields/{key}/", {"value": "x"}).status_code == 404


def test_tags_that_others_hung_on_meanwhile_stay(
    as_bob: Client, workspace: Workspace, pat: Contact, url: str, now: datetime
) -> None:
    one = Contact.objects.filter(pk=pat.pk)
    for name in ("old", "meanwhile"):
        one.add_tag(Tag.objects.named(workspace, name), at=now)
    answer = as_bob.post(f"{url}tags/", {"had": ["old"], "tag": ["new"]}, headers=HTMX)
    assert {tag.name for tag in pat.tags.all()} == {"meanwhile", "new"}
    assert "meanwhile" in answer.content.decode()


def test_a_note_is_kept_and_shown_whole(as_bob: Client, bob: User, pat: Contact, url: str) -> None:
    text = "Spoke on the phone.\n" * 20
    assert as_bob.post(f"{url}notes/", {"text": text}, headers=HTMX).status_code == 200
    assert Note.objects.get(contact=pat).by == bob
    assert as_bob.get(f"{url}timeline/", headers=HTMX).content.decode().count("Spoke on the phone.") == 20


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 10_001])
def test_a_note_without_words_or_end_is_refused(as_bob: Client, pat: Contact, url: str, text: str) -> None:
    answer = as_bob.post(f"{url}notes/", {"text": text}, headers=HTMX)
    assert answer.status_code == 422
    assert "note-error" in answer.content.decode()
    assert not pat.notes.exists()


def test_a_task_is_given_and_ticked_off(as_bob: Client, bob: User, pat: Contact, url: str) -> None:
    as_bob.post(f"{url}tasks/", {"title": "Call back", "assignee": bob.pk, "due_at": "2026-12-01T09:00"}, headers=HTMX)
    task = Task.objects.get(contact=pat)
    assert (task.title, task.assignee) == ("Call back", bob)
    assert "Done: Call back" not in as_bob.post(f"{url}tasks/{task.pk}/done/", headers=HTMX).content.decode()
    task.refresh_from_db()
    assert task.done_by == bob


def test_a_task_is_given_to_people_of_the_workspace_only(as_bob: Client, mallory: User, pat: Contact, url: str) -> None:
    answer = as_bob.post(f"{url}tasks/", {"title": "", "assignee": mallory.pk, "due_at": "soon"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Say what is to be done." in answer.content.decode()
    assert not pat.tasks.exists()


def test_a_new_contact_is_created_with_tags(as_bob: Client, workspace: Workspace) -> None:
    entered = {
        "first_name": "Ida",
        "last_name": "Berg",
        "email": "ida@berg.example",
        "kinds": ["lead"],
        "tag": ["fair"],
    }
    answer = as_bob.post("/w/acme/contacts/new/", entered)
    ida = Contact.objects.get()
    assert answer.headers["Location"] == f"/w/acme/contacts/{ida.pk}/"
    assert (ida.name, ida.kinds, [tag.name for tag in ida.tags.all()]) == ("Ida Berg", 2, ["fair"])


def test_nothing_entered_is_lost_when_something_is_wrong(as_bob: Client, pat: Contact) -> None:
    entered = {"first_name": "Ida", "emails-0-value": pat.email, "kinds": ["lead"], "tag": ["fair"], "skills": "SQL, R"}
    answer = as_bob.post("/w/acme/contacts/new/", entered)
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ('value="Ida"', f'value="{pat.email}"', 'value="fair"', 'value="lead" checked', "has the address"):
        assert kept in page
    assert f"/w/acme/contacts/{pat.pk}/" in page
    assert as_bob.post("/w/acme/contacts/new/", {}).status_code == 422
    assert Contact.objects.count() == 1


def test_everything_of_a_contact_is_edited_at_once(as_bob: Client, pat: Contact, url: str) -> None:
    page = as_bob.get(f"{url}edit/").content.decode()
    assert 'value="Data Engineer"' in page
    entered = {"first_name": "Pat", "last_name": "Doe", "emails-0-value": pat.email, "title": "CTO"}
    assert as_bob.post(f"{url}edit/", entered).status_code == 302
    pat.refresh_from_db()
    assert (pat.name, pat.title, pat.kinds, pat.country) == ("Pat Doe", "CTO", 0, "")


def test_several_addresses_are_shown_and_edited_at_once(as_bob: Client, pat: Contact, url: str) -> None:
    entered = {
        "first_name": "Pat",
        "emails-0-value": pat.email,
        "emails-0-type": "personal",
        "emails-5-value": "Pat@WORK.example",
        "emails-5-type": "work",
        "emails-5-state": "verified",
        "emails-primary": "5",
        "phones-0-value": "",
        "links-0-value": "github.com/pat",
        "links-1-value": "linkedin.com/in/pat",
        "links-primary": "1",
        "salary_expectation": "80k EUR",
        "communities": "PyData, DevOps Days",
    }
    assert as_bob.post(f"{url}edit/", entered).status_code == 302
    pat.refresh_from_db()
    assert (pat.email, pat.email_state, pat.link) == ("Pat@work.example", "verified", "https://linkedin.com/in/pat")
    page = as_bob.get(url).content.decode()
    for words in ("mailto:pat.0001@pool.example", "Verified", "GitHub", "80,000 EUR", "DevOps Days, PyData"):
        assert words in page
    form = as_bob.get(f"{url}fields/emails/", headers=HTMX).content.decode()
    assert form.count('data-repeat-target="row"') == 3  # two, and the one to add
    answer = as_bob.post(
        f"{url}fields/emails/", {"value-0-value": "pat.0001@pool.example", "value-primary": "0"}, headers=HTMX
    )
    assert answer.status_code == 200
    pat.refresh_from_db()
    assert (pat.email, pat.points.filter(medium="email").count()) == ("pat.0001@pool.example", 0)


def test_a_faulty_address_is_marked_in_its_row(as_bob: Client, pat: Contact, url: str) -> None:
    entered = {
        "first_name": "Pat",
        "emails-0-value": pat.email,
        "emails-1-value": "nobody@",
        "emails-2-value": "x@y.example",
    }
    for place, name in ((f"{url}edit/", "emails"), (f"{url}fields/emails/", "value")):
        answer = as_bob.post(
            place, {key.replace("emails", name): value for key, value in entered.items()}, headers=HTMX
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count("is not an e-mail address") == 1
        assert f'name="{name}-1-value" value="nobody@"' in page
        assert 'aria-describedby="error-emails-1"' in page
    pat.refresh_from_db()
    assert not pat.points.exists()


def test_a_contact_is_deleted_after_being_asked(as_bob: Client, pat: Contact, url: str) -> None:
    assert "this can be undone" in as_bob.get(f"{url}deletion/", headers=HTMX).content.decode()
    assert as_bob.post(f"{url}deletion/").headers["Location"] == "/w/acme/contacts/"
    assert not Contact.objects.exists()


PLACES = ["edit/", "deletion/", "fields/title/", "notes/", "tasks/", "tasks/1/done/", "tags/"]


@pytest.mark.parametrize("place", PLACES)
def test_a_viewer_changes_nothing(as_vera: Client, pat: Contact, url: str, place: str) -> None:
    assert as_vera.post(f"{url}{place}", {"value": "x", "text": "x", "title": "x", "tag": "x"}).status_code == 403
    assert as_vera.post("/w/acme/contacts/new/", {"email": "x@x.example"}).status_code == 403
    assert not pat.events.exists()


def test_a_viewer_sees_no_dead_button(as_vera: Client, url: str) -> None:
    page = as_vera.get(url).content.decode()
    for button in ("Add to cohort", "Add note", "Add a task", "Edit everything", "detail-edit", "Add a tag"):
        assert button not in page


@pytest.mark.parametrize("place", ["", "timeline/", "messages/", *PLACES])
def test_a_contact_of_another_workspace_does_not_exist(as_mallory: Client, pat: Contact, place: str) -> None:
    for slug in ("acme", "elsewhere"):
        for ask in (as_mallory.get, as_mallory.post):
            assert ask(f"/w/{slug}/contacts/{pat.pk}/{place}").status_code in {404, 405}
    assert Contact.objects.filter(pk=pat.pk, title="Data Engineer").exists()


def test_the_page_takes_a_bounded_number_of_queries(
    as_ada: Client,
    workspace: Workspace,
    ada: User,
    pat: Contact,
    url: str,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(30):
        pat.record("field.changed", at=now, data={"field": "city", "to": str(n)}, by=ada)
        Note.objects.write(contact=pat, text=str(n), by=ada, at=now)
    Task.objects.create_for(Contact.objects.filter(pk=pat.pk), title="x", at=now, assignee=ada)
    as_ada.get(url)
    with django_assert_max_num_queries(23):
        as_ada.get(url)


def test_a_note_tells_those_whom_it_mentions_and_nobody_else(
    as_ada: Client, ada: User, bob: User, vera: User, mallory: User, pat: Contact, url: str
) -> None:
    text = f"@{bob} and @{ada}: see <b>this</b>. @{mallory} is not here, mail@{vera} is no mention, nor is @{vera}x."
    assert as_ada.post(f"{url}notes/", {"text": text}, headers=HTMX).status_code == 200
    [news] = Notification.objects.all()
    assert (news.user, news.path) == (bob, url)
    assert str(pat) in news.text
    assert Note.objects.get().mentions == sorted([ada.pk, bob.pk])
    page = as_ada.get(f"{url}timeline/", headers=HTMX).content.decode()
    assert f'<strong class="mention">@{bob}</strong>' in page
    assert "&lt;b&gt;this&lt;/b&gt;" in page
    assert f">@{mallory}<" not in page


def test_of_two_names_the_longer_one_is_mentioned(as_ada: Client, ada: User, bob: User, vera: User, url: str) -> None:
    User.objects.filter(pk=bob.pk).update(name="Jo")
    User.objects.filter(pk=vera.pk).update(name="Jo Lee (Ops)")
    as_ada.post(f"{url}notes/", {"text": "Ask @jo lee (ops), please"}, headers=HTMX)
    assert [news.user for news in Notification.objects.all()] == [vera]


def test_the_form_of_a_note_knows_whom_it_can_mention(as_bob: Client, ada: User, mallory: User, url: str) -> None:
    page = as_bob.get(url).content.decode()
    people = page.partition('data-mention-people-value="')[2].partition('"')[0]
    assert str(ada) in people
    assert str(mallory) not in people


def test_the_timeline_shows_one_sort_of_facts_a_page_at_a_time(
    as_vera: Client, ada: User, pat: Contact, url: str, now: datetime
) -> None:
    for number in range(30):
        Note.objects.write(contact=pat, text=f"note {number:02}", by=ada, at=now + timedelta(minutes=number))
        pat.record("task.created", at=now + timedelta(minutes=number), data={"title": f"chore {number:02}"})
    page = as_vera.get(f"{url}timeline/?sort=notes", headers=HTMX).content.decode()
    assert page.count("note ") == 25
    assert "chore" not in page
    older = unescape(page.partition(f'hx-get="{url}timeline/?sort=notes&amp;at=')[2].partition('"')[0])
    rest = as_vera.get(f"{url}timeline/?sort=notes&at={older}", headers=HTMX).content.decode()
    assert "note 04" in rest
    assert "note 05" not in rest
    assert "chore" not in rest
    assert (
        "Nothing of this has happened." in as_vera.get(f"{url}timeline/?sort=messages", headers=HTMX).content.decode()
    )
    assert "chore 29" in as_vera.get(f"{url}timeline/?sort=nonsense", headers=HTMX).content.decode()


def test_every_kind_of_fact_belongs_to_one_sort() -> None:
    beginnings = [beginning for sort in SORTS.values() for beginning in sort.beginnings]
    belongs = {kind: sum(kind.startswith(beginning) for beginning in beginnings) for kind in KINDS}
    assert {kind: count for kind, count in belongs.items() if count != 1} == {}


def test_what_happens_next_and_what_would_move_them_is_told(
    as_vera: Client, ada: User, workspace: Workspace, pat: Contact, url: str, now: datetime
) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    workflow = Workflow.objects.for_cohort(cohort)
    wait = {"key": "w", "kind": "wait", "settings": {"duration": {"amount": 9, "unit": "days"}}}
    tag = {"key": "t", "kind": "add_tag", "settings": {"tag": "warm"}}
    late = {"kind": "timeout", "after": {"amount": 30, "unit": "days"}}
    rule = {"key": "r", "when": late, "then": {"kind": "move", "step": "b"}}
    step = {"key": "new", "name": "New", "actions": [wait, tag], "rules": [rule]}
    workflow.save_draft({"format": 1, "steps": [step, {"key": "b", "name": "Later"}]})
    workflow.publish(now=now, by=ada)
    cohort.refresh_from_db()
    cohort.add(Contact.objects.filter(pk=pat.pk), cause="hand", at=now, by=ada)
    page = as_vera.get(url).content.decode()
    assert "warm" in page
    assert "Later" in page


def test_the_list_opens_with_the_contact_its_address_names(
    as_vera: Client, as_mallory: Client, pat: Contact, url: str
) -> None:
    listed = url.rpartition(f"{pat.pk}/")[0]
    page = as_vera.get(f"{listed}?open={pat.pk}").content.decode()
    assert f'data-drawer-open="{pat.pk}"' in page
    for asked in ("", "0", "x", "²", "9" * 30):
        assert "data-drawer-open" not in as_vera.get(f"{listed}?open={asked}").content.decode()
    other = listed.replace("acme", "elsewhere")
    assert "data-drawer-open" not in as_mallory.get(f"{other}?open={pat.pk}").content.decode()

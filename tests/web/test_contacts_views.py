"""Kept views of the list: columns, filter and order; private, shared, a person's own beginning; and cells edited in place."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from kindred.accounts.models import Member, User, Workspace
from kindred.contacts.models import Company, Contact, CustomField, Tag, View
from kindred.kit.clock import utc_now

Contacts = Callable[..., list[Contact]]
URL = "/w/acme/contacts/"
LOOK = {
    "columns": ["email", "custom:score"],
    "filter": {"search": "", "stage": "candidate_state:active"},
    "sort": "-created",
}
SENIORS = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "senior"}]}


@pytest.fixture
def keep(workspace: Workspace, now: datetime) -> Callable[..., View]:
    """A way to keep a view: `keep(ada, name="Mine")`."""

    def kept(user: User, name: str = "Active people", **more: bool) -> View:
        CustomField.objects.get_or_create(workspace=workspace, key="score", defaults={"label": "Score"})
        member = Member.objects.get(workspace=workspace, user=user)
        return View.objects.keep(member=member, name=name, look=LOOK, now=now, **more)

    return kept


Keep = Callable[..., View]


def shown(client: Client, query: str = "") -> str:
    """Return the page of the list."""
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_view_shows_its_columns_whom_it_is_about_and_in_which_order(
    as_ada: Client, ada: User, contacts: Contacts, keep: Keep
) -> None:
    contacts(1, candidate_state="active", custom={"score": "9 of 10"}, title="Nurse")
    contacts(1, candidate_state="passive", title="Founder")
    page = shown(as_ada, f"?view={keep(ada).pk}")
    assert "9 of 10" in page
    assert "pat.0001@pool.example" in page
    assert "pat.0002@pool.example" not in page
    assert "Nurse" not in page
    assert "Active people" in page


def test_what_is_changed_is_in_the_address_and_kept_on_demand(
    as_ada: Client, ada: User, contacts: Contacts, keep: Keep
) -> None:
    contacts(2, candidate_state="active")
    view = keep(ada)
    assert "Keep the changes" not in shown(as_ada, f"?view={view.pk}")
    changed = f"view={view.pk}&kind=&q=0002&sort=name&edited=1&columns=title"
    page = shown(as_ada, f"?{changed}")
    assert "Keep the changes" in page
    assert "pat.0001" not in page
    answer = as_ada.post(f"{URL}views/{view.pk}/", {"look": changed})
    assert answer.headers["Location"] == f"{URL}?view={view.pk}"
    view.refresh_from_db()
    assert (view.columns, view.filter["search"], view.filter["stage"], view.sort) == (["title"], "0002", "", "")


def test_everything_cleared_is_a_look_of_its_own(as_ada: Client, ada: User, contacts: Contacts, keep: Keep) -> None:
    contacts(3)
    view = keep(ada)
    assert "3 contacts" in shown(as_ada, f"?view={view.pk}&edited=1")
    assert "3 contacts" not in shown(as_ada, f"?view={view.pk}")


def test_a_new_view_keeps_the_list_as_it_looks(as_bob: Client, bob: User, contacts: Contacts) -> None:
    contacts(1)
    look = urlencode({"q": "pat", "tag": "x", "sort": "-email", "columns": "city,title", "where": json.dumps(SENIORS)})
    assert "Keep view" in as_bob.get(f"{URL}views/new/?{look}").content.decode()
    answer = as_bob.post(f"{URL}views/new/", {"look": look, "name": " Seniors  here ", "is_shared": "on"})
    view = View.objects.get()
    assert answer.headers["Location"] == f"{URL}?view={view.pk}"
    assert (view.name, view.owner, view.is_shared, view.columns, view.sort) == (
        "Seniors here", bob, True, ["city", "title"], "-email",
    )  # fmt: skip
    assert view.filter == {"search": "pat", "kind": "", "stage": "", "tags": ["x"], "where": SENIORS}


def test_a_view_without_a_name_is_asked_for_one(as_bob: Client, workspace: Workspace) -> None:
    answer = as_bob.post(f"{URL}views/new/", {"look": "", "name": " "})
    assert (answer.status_code, View.objects.count()) == (422, 0)
    assert "Give it a name." in answer.content.decode()


def test_the_list_opens_with_a_persons_own_view(
    as_ada: Client, as_bob: Client, ada: User, contacts: Contacts, keep: Keep
) -> None:
    contacts(2)
    view = keep(ada, is_shared=True, is_default=True)
    assert as_ada.get(URL).headers["Location"] == f"{URL}?view={view.pk}"
    assert "2 contacts" in shown(as_ada, "?view=all")
    assert "2 contacts" in shown(as_bob)
    other = keep(ada, "Other", is_default=True)
    assert as_ada.get(URL).headers["Location"] == f"{URL}?view={other.pk}"
    as_ada.post(f"{URL}views/{other.pk}/settings/", {"name": "Other"})
    assert as_ada.get(URL).status_code == 200


def test_a_view_is_renamed_shared_and_copied(
    as_bob: Client, as_vera: Client, bob: User, contacts: Contacts, keep: Keep
) -> None:
    contacts()
    view = keep(bob)
    assert as_vera.get(f"{URL}?view={view.pk}").status_code == 404
    as_bob.post(f"{URL}views/{view.pk}/settings/", {"name": "Ready to talk", "is_shared": "on"})
    assert "Ready to talk" in shown(as_vera)
    answer = as_vera.post(f"{URL}views/{view.pk}/copy/")
    copy = View.objects.exclude(pk=view.pk).get()
    assert answer.headers["Location"] == f"{URL}?view={copy.pk}"
    assert (copy.name, copy.is_shared, copy.look) == ("Copy of Ready to talk", False, view.look)


def test_a_deleted_view_is_put_back(as_bob: Client, bob: User, contacts: Contacts, keep: Keep) -> None:
    contacts()
    view = keep(bob)
    page = as_bob.post(f"{URL}views/{view.pk}/deletion/", follow=True).content.decode()
    undo = f"{URL}views/{view.pk}/restoration/"
    assert undo in page
    assert as_bob.get(f"{URL}?view={view.pk}").status_code == 404
    assert as_bob.post(undo).headers["Location"] == f"{URL}?view={view.pk}"
    assert "Active people" in shown(as_bob)


def test_a_shared_view_is_changed_by_its_owner_and_those_who_manage(
    as_ada: Client, as_bob: Client, as_vera: Client, bob: User, vera: User, contacts: Contacts, keep: Keep, ada: User
) -> None:
    contacts()
    adas, bobs = keep(ada, "Ada's", is_shared=True), keep(bob, "Bob's", is_shared=True)
    for path in ("", "deletion/"):
        assert as_bob.post(f"{URL}views/{adas.pk}/{path}", {"look": ""}).status_code == 403
        assert as_vera.post(f"{URL}views/{bobs.pk}/{path}", {"look": ""}).status_code == 403
    as_bob.post(f"{URL}views/{adas.pk}/settings/", {"name": "Mine now", "is_default": "on"})
    adas.refresh_from_db()
    assert (adas.name, list(adas.opens_for.all())) == ("Ada's", [bob])
    as_ada.post(f"{URL}views/{bobs.pk}/settings/", {"name": "Everybody's", "is_shared": "on"})
    bobs.refresh_from_db()
    assert bobs.name == "Everybody's"


def test_one_who_looks_on_keeps_views_for_themselves_only(as_vera: Client, workspace: Workspace) -> None:
    as_vera.post(f"{URL}views/new/", {"look": "", "name": "Mine", "is_shared": "on"})
    assert not View.objects.get().is_shared


@pytest.mark.parametrize("path", ["", "settings/", "copy/", "deletion/", "restoration/"])
def test_other_peoples_and_other_workspaces_views_do_not_exist(
    as_bob: Client, as_mallory: Client, ada: User, keep: Keep, path: str
) -> None:
    private, shared = keep(ada), keep(ada, "Shared", is_shared=True)
    assert as_bob.post(f"{URL}views/{private.pk}/{path}").status_code == 404
    for place in ("acme", "elsewhere"):
        assert as_mallory.post(f"/w/{place}/contacts/views/{shared.pk}/{path}").status_code == 404
    assert as_mallory.get(f"/w/elsewhere/contacts/?view={shared.pk}").status_code == 404


@pytest.mark.parametrize("query", ["?view=x", "?view=99999", "?view=²"])
def test_a_view_there_is_not_is_not_found(as_ada: Client, contacts: Contacts, query: str) -> None:
    contacts()
    assert as_ada.get(f"{URL}{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?columns=nonsense,,name",
        "?where=[]",
        "?where={",
        '?where={"all":[]}',
        '?where={"all":[{"field":"nope"}]}',
        "?sort=x",
    ],
)
def test_what_means_nothing_is_left_out(as_ada: Client, contacts: Contacts, query: str) -> None:
    contacts(2, title="Nurse")
    page = shown(as_ada, query)
    assert "2 contacts" in page
    assert "Nurse" in page


def test_columns_are_chosen_and_ordered(as_ada: Client, workspace: Workspace, contacts: Contacts, ada: User) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    contacts(
        1, custom={"score": "high"}, owner=ada, country="DE", salary_expectation=70000, salary_currency="EUR", kinds=1
    )
    asked = as_ada.get(f"{URL}columns/?q=pat").content.decode()
    assert 'value="custom:score"' in asked
    chosen = ["custom:score", "owner", "country", "salary_expectation", "kinds", "skills"]
    answer = as_ada.post(f"{URL}columns/", {"look": "q=pat", "column": chosen})
    page = as_ada.get(answer.headers["Location"]).content.decode()
    places = [page.index(f">{said}</td>") for said in ("high", "Ada Lovelace", "Germany", "70,000 EUR", "Candidate")]
    assert places == sorted(places)
    usual = as_ada.post(f"{URL}columns/", {"look": answer.headers["Location"].partition("?")[2], "usual": "1"})
    assert usual.headers["Location"] == f"{URL}?q=pat"


def test_the_list_is_filtered_by_criteria(as_ada: Client, contacts: Contacts) -> None:
    contacts(1, seniority="senior")
    contacts(2, seniority="vp")
    assert "Add condition" in as_ada.get(f"{URL}filter/").content.decode()
    said = {
        "look": "sort=-created",
        "criteria-a-field": "seniority",
        "criteria-a-is": "in",
        "criteria-a-value": "senior",
    }
    answer = as_ada.post(f"{URL}filter/", said)
    page = as_ada.get(answer.headers["Location"]).content.decode()
    assert "1 contact" in page
    assert "Seniority" in page
    assert "sort=-created" in answer.headers["Location"]
    wrong = as_ada.post(f"{URL}filter/", said | {"criteria-a-value": ""})
    assert wrong.status_code == 422


def test_everybody_in_a_view_is_meant_by_a_bulk_action(
    as_ada: Client, workspace: Workspace, contacts: Contacts
) -> None:
    contacts(1, seniority="senior")
    contacts(2, seniority="vp")
    query = urlencode({"where": json.dumps(SENIORS)})
    as_ada.post(f"{URL}bulk/new/add_tag/", {"everything": "1", "narrowing": query, "tag": "seniors"})
    assert Contact.objects.filter(tags__name="seniors").count() == 1


def test_a_cell_is_edited_where_it_stands(as_bob: Client, bob: User, contacts: Contacts) -> None:
    [one] = contacts(1, title="Nurse")
    url = f"{URL}{one.pk}/cells/title/?columns=title,city"
    form = as_bob.get(url).content.decode()
    assert 'value="Nurse"' in form
    row = as_bob.post(url, {"value": "Head nurse"}).content.decode()
    assert "<tr" in row
    assert ">Head nurse</td>" in row
    one.refresh_from_db()
    assert one.title == "Head nurse"
    assert one.events.get().by == bob
    assert ">Head nurse</td>" in as_bob.get(f"{url}&shown").content.decode()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("company_name", "Acme GmbH", "Acme GmbH"),
        ("tags", "night shift, Lyon", "night shift"),
        ("skills", "Python", "Python"),
        ("place", "Berlin", "Berlin"),
        ("custom:score", "7", "7"),
        ("kinds", "lead", "Lead"),
        ("seniority", "vp", "VP"),
    ],
)
def test_all_kinds_of_cells_are_edited(
    as_bob: Client, workspace: Workspace, contacts: Contacts, key: str, value: str, said: str
) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score", kind="number")
    [one] = contacts()
    url = f"{URL}{one.pk}/cells/{key}/?columns={key}"
    assert as_bob.get(url).status_code == 200
    assert said in as_bob.post(url, {"value": value}).content.decode()


def edited(client: Client, contact: Contact, key: str, value: str) -> str:
    """Edit a cell and return the address that takes it back."""
    url = f"{URL}{contact.pk}/cells/{key}/"
    answer = client.post(url, {"value": value}, headers={"HX-Request": "true"})
    [toast] = json.loads(answer.headers["HX-Trigger"])["toast"]["all"]
    return str(toast["offer"]["detail"]["url"])


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("title", "Head nurse", lambda one: one.title),
        ("tags", "vip, new", lambda one: sorted(one.tags.values_list("name", flat=True))),
        ("kinds", "lead", lambda one: one.kinds),
        ("salary_expectation", "90,000 CHF", lambda one: (one.salary_expectation, one.salary_currency)),
        ("custom:score", "7", lambda one: one.custom),
    ],
)
def test_an_edit_of_a_cell_is_taken_back(
    as_bob: Client, workspace: Workspace, contacts: Contacts, key: str, value: str, read: Callable[[Contact], object]
) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    [contact] = contacts(1, title="Nurse", kinds=1)
    before = read(contact)
    undo = edited(as_bob, contact, key, value)
    assert read(Contact.objects.get()) != before
    answer = as_bob.post(undo, headers={"HX-Request": "true"})
    assert "contacts:changed" in answer.headers["HX-Trigger"]
    assert read(Contact.objects.get()) == before


def test_an_edit_is_not_taken_back_over_a_later_one(as_bob: Client, contacts: Contacts) -> None:
    [contact] = contacts(1, title="Nurse")
    undo = edited(as_bob, contact, "title", "Head nurse")
    edited(as_bob, contact, "title", "Matron")
    answer = as_bob.post(undo, headers={"HX-Request": "true"})
    assert "has been changed since" in answer.headers["HX-Trigger"]
    assert Contact.objects.get().title == "Matron"


def test_an_edit_is_taken_back_by_members_and_on_its_own_contact_only(
    as_bob: Client, as_vera: Client, as_mallory: Client, contacts: Contacts
) -> None:
    first, second = contacts(2, title="Nurse")
    undo = edited(as_bob, first, "title", "Head nurse")
    assert "Nurse" not in undo
    assert as_vera.post(undo).status_code == 403
    assert as_mallory.post(undo).status_code == 404
    assert as_bob.post(undo.replace(f"/{first.pk}/", f"/{second.pk}/")).status_code == 404
    assert as_bob.post(undo.partition("?")[0] + "?edit=nonsense").status_code == 404
    assert as_bob.post(undo.partition("?")[0]).status_code == 404


def test_an_error_stands_in_the_cell(as_bob: Client, contacts: Contacts) -> None:
    [one, other] = contacts(2)
    url = f"{URL}{one.pk}/cells/email/?columns=email"
    for wrong, said in (("nobody@", "is not an e-mail address"), (other.email, "already")):
        answer = as_bob.post(url, {"value": wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert f'value="{wrong}"' in answer.content.decode()


def test_cells_are_edited_by_members_of_the_workspace_only(
    as_vera: Client, as_mallory: Client, contacts: Contacts
) -> None:
    [one] = contacts()
    assert "data-cell-url" not in shown(as_vera)
    assert as_vera.post(f"{URL}{one.pk}/cells/title/", {"value": "x"}).status_code == 403
    for place in ("acme", "elsewhere"):
        assert as_mallory.post(f"/w/{place}/contacts/{one.pk}/cells/title/", {"value": "x"}).status_code == 404


@pytest.mark.parametrize("key", ["created_at", "stage", "nonsense", "custom:none", "workspace"])
def test_a_cell_that_is_no_field_is_not_found(as_bob: Client, contacts: Contacts, key: str) -> None:
    [one] = contacts()
    assert as_bob.get(f"{URL}{one.pk}/cells/{key}/").status_code == 404


def test_more_columns_take_no_query_for_each_row(
    as_ada: Client,
    workspace: Workspace,
    contacts: Contacts,
    now: datetime,
    ada: User,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    contacts(40, company=Company.objects.named(workspace, "Brightpath"), owner=ada, custom={"score": "1"})
    Contact.objects.all().add_tag(Tag.objects.named(workspace, "x"), at=now)
    every = "email,phone,company_name,country,owner,kinds,tags,skills,communities,topics,custom:score,stage,place"
    as_ada.get(f"{URL}?columns={every}")
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        as_ada.get(f"{URL}?columns={every}")


def test_every_workspace_has_a_list_of_whom_to_verify_first(
    as_ada: Client, ada: User, contacts: Contacts, now: datetime
) -> None:
    stale, fresh = contacts(2, title="Nurse")
    Contact.objects.filter(pk=stale.pk).update(created_at=now - timedelta(days=900))
    assert f"{URL}?view=verify" in shown(as_ada)
    page = shown(as_ada, "?view=verify")
    assert "Verify first" in page
    assert str(stale) in page
    assert str(fresh) not in page
    assert "Last verified" in page
    assert "Rename or share" not in page
    assert "Keep as a new view" in page
    for key in ("email", "title"):
        stale.verify(key, now=utc_now(), by=ada)
    assert str(stale) not in shown(as_ada, "?view=verify")

"""What titles and places stand for: read where nobody says so, never against what somebody gave."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import InvalidContact
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Correction, Event, Import, Skill
from kindred.contacts.terms import BITS, Terms

Create = Callable[..., Contact]


@pytest.fixture
def create(workspace: Workspace, ada: User, now: datetime) -> Create:
    """A way to create a contact in Acme by hand: `create(name="Grace Hopper")`."""

    def create_one(**values: Any) -> Contact:
        named = {"name": f"Grace {Contact.objects.count()}"} | values
        return Contact.objects.create_one(workspace=workspace, values=named, now=now, by=ada)

    return create_one


@pytest.fixture
def take(workspace: Workspace, now: datetime) -> Callable[..., Import]:
    """A way to import a file into Acme, given as its text."""

    def import_one(text: str, **defaults: Any) -> Import:
        file = ContentFile(text.encode())
        sheet = Import.objects.upload(workspace=workspace, file=file, filename="all.csv", by=None, now=now)
        sheet.start(mapping=sheet.mapping, defaults=defaults, now=now)
        work(now, "test")
        sheet.refresh_from_db()
        assert (sheet.status, sheet.rejected) == ("done", 0), sheet.error
        return sheet

    return import_one


def work_of(contact: Contact) -> tuple[str, str]:
    contact.refresh_from_db()
    return contact.department, contact.seniority


def place_of(contact: Contact) -> tuple[str, str, str, str, str]:
    contact.refresh_from_db()
    return contact.city, contact.state, contact.country, contact.region, contact.timezone


BERLIN = ("Berlin", "Berlin", "DE", "Europe", "Europe/Berlin")
MUNICH = ("Munich", "Bavaria", "DE", "Europe", "Europe/Berlin")


def test_title_and_place_of_a_new_contact_are_read(create: Create) -> None:
    grace = create(title="VP, Growth Mktg", location="Berlin")
    assert work_of(grace) == ("marketing", "vp")
    assert place_of(grace) == BERLIN
    assert grace.derived == sum(BITS.values())


def test_what_was_given_wins(create: Create) -> None:
    grace = create(
        title="VP, Growth Mktg", department="sales", location="Paris", country="US", timezone="America/Denver"
    )
    assert work_of(grace) == ("sales", "vp")
    assert (grace.country, grace.region, grace.timezone) == ("US", "North America", "America/Denver")


def test_a_country_given_decides_which_city_of_the_name_is_meant(create: Create) -> None:
    grace = create(city="Paris", state="TX", country="US")
    assert place_of(grace) == ("Paris", "TX", "US", "North America", "America/Chicago")


def test_a_title_without_a_word_that_says_something_says_nothing(create: Create) -> None:
    assert work_of(create(title="Kingmaker")) == ("", "")


def test_a_new_title_is_read_anew_and_what_was_given_stays(create: Create, now: datetime) -> None:
    grace = create(title="VP Marketing")
    grace.edit(values={"title": "Sales Director"}, now=now)
    assert work_of(grace) == ("sales", "director")
    grace.edit(values={"department": "hr"}, now=now)
    grace.edit(values={"title": "Junior Accountant"}, now=now)
    assert work_of(grace) == ("hr", "entry")


def test_the_whole_form_sent_back_unchanged_gives_nothing(create: Create, now: datetime) -> None:
    grace = create(title="VP Marketing", location="Berlin")
    keys = ("title", "location", *BITS)
    assert not grace.edit(values={key: getattr(grace, key) for key in keys}, now=now)
    grace.edit(values={key: getattr(grace, key) for key in keys} | {"title": "CFO", "location": "München"}, now=now)
    assert (work_of(grace), place_of(grace)) == (("finance", "c_level"), MUNICH)


def test_a_title_set_on_many_is_read_on_each(create: Create, now: datetime) -> None:
    read, given = create(title="CTO"), create(title="CTO", department="research")
    assert Contact.objects.all().set_field("title", "Head of Sales", at=now) == 2
    assert (work_of(read), work_of(given)) == (("sales", "head"), ("research", "head"))


@pytest.mark.parametrize("department", ["hr", "engineering"])
def test_a_field_set_on_many_is_given_on_each_even_where_it_was_read_as_the_same(
    create: Create, now: datetime, department: str
) -> None:
    grace = create(title="CTO")
    Contact.objects.all().set_field("department", department, at=now)
    Contact.objects.all().set_field("title", "Head of Sales", at=now)
    assert work_of(grace) == (department, "head")


def test_an_import_reads_what_the_file_does_not_say(take: Callable[..., Import]) -> None:
    take("Name,Job Title,Department,Location\nAda,VP Marketing,,Berlin\nBo,VP Marketing,Legal,\nCy,Kingmaker,,Nowhere")
    ada, bo, cy = Contact.objects.order_by("name")
    assert (work_of(ada), place_of(ada)) == (("marketing", "vp"), BERLIN)
    assert (work_of(bo), place_of(bo)) == (("legal", "vp"), ("", "", "", "", ""))
    assert (work_of(cy), cy.derived) == (("", ""), 0)


def test_an_import_never_reads_over_what_was_given_and_reads_anew_what_was_read(
    create: Create, take: Callable[..., Import]
) -> None:
    read, given = (
        create(name="Ada", email="ada@x.example", title="CTO"),
        create(name="Bo", email="bo@x.example", title="CTO", department="research"),
    )
    take("Name,Email,Job Title\nAda,ada@x.example,Sales Director\nBo,bo@x.example,Sales Director")
    assert (work_of(read), work_of(given)) == (("sales", "director"), ("research", "director"))


def test_an_import_that_only_fills_takes_the_place_of_what_was_read(
    create: Create, take: Callable[..., Import]
) -> None:
    read, given = (
        create(name="Ada", email="ada@x.example", title="CTO"),
        create(name="Bo", email="bo@x.example", title="CTO", department="research"),
    )
    take("Name,Email,Department\nAda,ada@x.example,Legal\nBo,bo@x.example,Legal", existing="fill")
    assert (work_of(read), work_of(given)) == (("legal", "c_level"), ("research", "c_level"))


def test_the_same_file_again_changes_nothing(take: Callable[..., Import]) -> None:
    text = "Name,Email,Job Title,City,Country\nAda,ada@x.example,VP Marketing,Berlin,Germany"
    take(text)
    assert take(text).unchanged == 1


def test_a_correction_holds_for_all_that_is_written_alike_from_now_on(
    create: Create, workspace: Workspace, now: datetime, take: Callable[..., Import]
) -> None:
    correct(workspace, "title", "Growth Wizard", department="marketing", seniority="senior", now=now)
    take("Name,Job Title\nAda,GROWTH  wizard!")
    assert work_of(create(title="growth wizard")) == ("marketing", "senior")
    assert work_of(Contact.objects.get(name="Ada")) == ("marketing", "senior")
    assert work_of(create(title="Growth Wizard", seniority="lead")) == ("marketing", "lead")


def correct(workspace: Workspace, source: str, text: str, *, now: datetime, **values: str) -> Correction:
    return Correction.objects.correct(workspace=workspace, source=source, text=text, values=values, now=now, by=None)


def test_a_correction_says_only_what_it_says(create: Create, workspace: Workspace, now: datetime) -> None:
    correct(workspace, "title", "VP Marketing", seniority="director", now=now)
    assert work_of(create(title="VP marketing")) == ("marketing", "director")
    correct(workspace, "location", "Wiesn", city="Munich", country="DE", now=now)
    assert place_of(create(location="wiesn")) == MUNICH
    correct(workspace, "location", "Berlin", timezone="Europe/Vienna", now=now)
    assert place_of(create(location="Berlin")) == (*BERLIN[:4], "Europe/Vienna")


def test_a_correction_is_applied_to_all_written_alike_and_can_be_taken_back(
    create: Create, workspace: Workspace, now: datetime
) -> None:
    alike = [create(title=title) for title in ("VP Growth", "vp growth", "V.P. — Growth")]
    given, other = create(title="VP Growth", department="hr", seniority="lead"), create(title="VP Sales")
    before = work_of(alike[0])
    correction = correct(workspace, "title", "VP Growth", department="product", now=now)
    assert Contact.objects.of(workspace).written_alike(correction).count() == 3
    assert Contact.objects.of(workspace).open_to(correction).count() == 2
    Contact.objects.of(workspace).open_to(correction).read_terms(at=now)
    assert [work_of(contact) for contact in alike[:2]] == [("product", "vp")] * 2
    assert (work_of(given), work_of(other)) == (("hr", "lead"), ("sales", "vp"))
    assert Event.objects.filter(contact=alike[0], kind="contact.edited").get().data["changes"] == ["Department"]
    assert Contact.objects.of(workspace).open_to(correction).count() == 0
    assert Contact.objects.of(workspace).take_back(correction, at=now) == 2
    assert [work_of(contact) for contact in alike[:2]] == [before] * 2
    assert work_of(given) == ("hr", "lead")


def test_what_is_not_understood_is_told_the_most_frequent_first(
    contacts: Callable[..., list[Contact]], workspace: Workspace, now: datetime
) -> None:
    for count, title in ((2, "Kingmaker"), (1, "KINGMAKER!"), (2, "Chief of Fun"), (3, "CTO"), (1, "Wizard"), (4, "")):
        contacts(count, title=title, location="Nowhereville" if title == "Wizard" else "Remote")
    pool = Contact.objects.of(workspace)
    unread = pool.unread("title")
    assert [count for _, count in unread] == sorted((count for _, count in unread), reverse=True)
    assert unread[0] == ("Kingmaker", 3)
    assert "CTO" not in dict(unread)
    assert pool.unread("location") == [("Nowhereville", 1)]
    correct(workspace, "title", "Kingmaker", department="sales", now=now)
    assert "Kingmaker" not in dict(pool.unread("title"))
    assert Contact.objects.none().unread("title") == []


@pytest.mark.parametrize(
    ("text", "values", "fault"),
    [
        ("", {"department": "sales"}, "text"),
        ("!!", {"department": "sales"}, "text"),
        ("VP", {}, ""),
        ("VP", {"department": "magic"}, "department"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(
    workspace: Workspace, now: datetime, text: str, values: dict[str, str], fault: str
) -> None:
    with pytest.raises(InvalidContact) as refusal:
        correct(workspace, "title", text, now=now, **values)
    assert refusal.value.problems.keys() == {fault}


def test_a_correction_is_of_one_workspace(
    create: Create, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    correct(other_workspace, "title", "Kingmaker", department="legal", now=now)
    assert work_of(create(title="Kingmaker")) == ("", "")


def test_an_old_pool_is_read_batch_by_batch(
    contacts: Callable[..., list[Contact]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.contacts.models.contact.READ_AT_ONCE", 2)
    contacts(3, title="CTO", location="Berlin")
    contacts(2, title="CTO", department="research", seniority="senior")
    told: list[int] = []
    assert Contact.objects.all().read_terms(at=now, tell=told.append) == 3
    assert told == [2, 4, 5]
    assert {work_of(contact) for contact in Contact.objects.all()} == {
        ("engineering", "c_level"),
        ("research", "senior"),
    }
    assert Contact.objects.all().read_terms(at=now) == 0
    assert Event.objects.filter(kind="contact.edited").count() == 3


def test_it_can_be_said_what_a_value_was_read_from(create: Create, workspace: Workspace, now: datetime) -> None:
    grace = create(title="VP Marketing", location="München", country="DE")
    terms = Correction.objects.terms(workspace)
    values = {key: getattr(grace, key) for key in ("title", "location", *BITS)}
    why = terms.why(values, derived=grace.derived)
    assert why["seniority"] == "From the title: “vp”."
    assert why["department"] == "From the title: “vp marketing”."
    assert why["city"].startswith("From the location: “München” is ")
    assert "country" not in why
    correct(workspace, "title", "VP Marketing", department="sales", now=now)
    assert (
        Correction.objects.terms(workspace).why(values, derived=3)["department"] == "As corrected for “VP Marketing”."
    )


def test_nothing_is_read_twice_for_the_same_text() -> None:
    terms = Terms({})
    values = {"title": "VP Marketing", "location": "Berlin"}
    assert terms.complete(dict(values)) == terms.complete(dict(values)) == sum(BITS.values())


def test_a_skill_is_kept_by_one_name(create: Create, workspace: Workspace, take: Callable[..., Import]) -> None:
    grace = create(skills=["ReactJS", "react.js", "React Native", "basket weaving"])
    take("Name,Skills\nAda,react; Node")
    assert sorted(skill.name for skill in grace.skills.all()) == ["React", "React Native", "basket weaving"]
    react = Skill.objects.get(workspace=workspace, name="React")
    assert (react.family, Skill.objects.get(name="basket weaving").family) == ("frontend", "")
    assert Contact.objects.filter(skills=react).count() == 2


def test_skills_kept_by_other_names_from_before_become_one(
    workspace: Workspace, contacts: Callable[..., list[Contact]]
) -> None:
    ada, bo = contacts(2)
    named = {
        name: Skill.objects.create(workspace=workspace, name=name, name_key=name.lower())
        for name in ("ReactJS", "react.js", "chess")
    }
    ada.skills.set(named.values())
    bo.skills.set([named["react.js"]])
    assert Skill.objects.of(workspace).join_alike() == 1
    assert sorted(skill.name for skill in ada.skills.all()) == ["React", "chess"]
    assert [skill.name for skill in bo.skills.all()] == ["React"]
    assert Skill.objects.of(workspace).join_alike() == 0

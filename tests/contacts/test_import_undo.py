"""An import taken back: what came with it goes, what it changed returns, and what people did since stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.claim import Claim
from kindred.contacts.errors import NotUndoable
from kindred.contacts.importing import work as importing
from kindred.contacts.importing.undoing import Undoing
from kindred.contacts.importing.work import sweep, work
from kindred.contacts.models import (
    Basis,
    Company,
    CompanyDomain,
    Contact,
    ContactPoint,
    ContactSkill,
    ContactTag,
    Evidence,
    ExternalId,
    Import,
    Skill,
    Tag,
)

pytestmark = pytest.mark.django_db
Take = Callable[..., Import]
#: Everything an import writes but the timeline, which keeps what happened.
TABLES: tuple[type[Model], ...] = (
    Contact, ContactPoint, ContactTag, ContactSkill, Company, CompanyDomain, Tag, Skill, ExternalId, Basis, Evidence,
)  # fmt: skip


@pytest.fixture
def take(workspace: Workspace, ada: User, now: datetime) -> Take:
    """A way to import a text as its columns are guessed, each a second after the last: no two happen at one moment."""
    seconds = count()

    def taken(text: str, *, mapping: dict[str, str] | None = None, **defaults: Any) -> Import:
        content, at = ContentFile(text.encode()), now + timedelta(seconds=next(seconds))
        sheet = Import.objects.upload(workspace=workspace, file=content, filename="people.csv", by=ada, now=at)
        sheet.start(mapping=sheet.mapping | (mapping or {}), defaults=defaults, now=at)
        work(at, "test")
        sheet.refresh_from_db()
        assert (sheet.status, sheet.error) == ("done", "")
        return sheet

    return taken


def undo(sheet: Import, *, now: datetime, by: User | None = None) -> Import:
    sheet.undo(now=now, by=by)
    assert work(now, "undoer").done == 1
    sheet.refresh_from_db()
    assert (sheet.status, sheet.error) == ("undone", "")
    return sheet


def everything() -> dict[str, list[dict[str, Any]]]:
    """What is in the tables, without the moments of the last change."""
    moments = {"updated_at", "is_latest", "recorded_at"}
    return {
        model.__name__: sorted(
            (
                {key: value for key, value in row.items() if key not in moments}
                for row in model._default_manager.values()
            ),
            key=str,
        )
        for model in TABLES
    }


def test_who_came_with_it_goes_with_all_that_came(take: Take, ada: User, now: datetime) -> None:
    before = everything()
    sheet = take(
        "Name,Email,Personal email,Company,Company domain,Tags,Skills\nKim,k@x.example,k@home.example,Acme,acme.example,vip,Go\n"
        "Lee,l@x.example,,Acme,,new,\n",
        tags=["fair"],
    )
    assert Contact.objects.count() == 2
    undone = undo(sheet, now=now + timedelta(days=1), by=ada)
    assert everything() == before
    assert (undone.removed, undone.put_back, undone.left_alone, undone.undone_by) == (2, 0, 0, ada)


def test_what_it_changed_returns_where_it_still_has_the_imports_value(take: Take, ada: User, now: datetime) -> None:
    take("Name,Email,Title,City,Tags\nKim,k@x.example,Nurse,Rome,old\n")
    kim = Contact.objects.get()
    sheet = take("Name,Email,Title,City,Phone,Tags\nKim Lee,k@x.example,Doctor,Oslo,+49301234567,old; vip\n")
    kim.refresh_from_db()
    assert (kim.title, kim.city) == ("Doctor", "Oslo")
    kim.edit(values={"title": "Professor"}, now=now + timedelta(hours=1), by=ada)
    undone = undo(sheet, now=now + timedelta(days=1))
    kim.refresh_from_db()
    assert (kim.name, kim.title, kim.city, kim.phone) == ("Kim", "Professor", "Rome", "")
    assert [tag.name for tag in kim.tags.all()] == ["old"]
    assert (undone.removed, undone.put_back, undone.left_alone) == (0, 1, 0)
    assert kim.events.filter(kind="import.undone").exists()


@pytest.mark.parametrize("touch", ["note", "edit", "tag", "reply", "field"])
def test_who_was_touched_since_stays_as_they_are(
    take: Take, ada: User, workspace: Workspace, now: datetime, touch: str
) -> None:
    sheet = take("Name,Email,Tags\nKim,k@x.example,vip\nLee,l@x.example,vip\n")
    kim, later = Contact.objects.get(name="Kim"), now + timedelta(hours=1)
    if touch == "note":
        kim.record("note.added", at=later, data={"text": "Called."}, by=ada)
    elif touch == "edit":
        kim.edit(values={"title": "Doctor"}, now=later, by=ada)
    elif touch == "tag":
        Contact.objects.filter(pk=kim.pk).add_tag(Tag.objects.named(workspace, "met"), at=later, by=ada)
    elif touch == "reply":
        kim.record("message.replied", at=later)
    else:
        Contact.objects.filter(pk=kim.pk).set_field("city", "Rome", at=later, by=ada)
    undone = undo(sheet, now=now + timedelta(days=1))
    assert [one.name for one in Contact.objects.all()] == ["Kim"]
    assert (undone.removed, undone.left_alone) == (1, 1)
    assert [one.name for one in undone.left().all()] == ["Kim"]
    assert "vip" in {tag.name for tag in kim.tags.all()}


def test_what_follows_by_itself_is_no_touch(take: Take, ada: User, workspace: Workspace, now: datetime) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Nurses", now=now)
    sheet = take("Name,Email\nKim,k@x.example\n", into={"cohorts": [cohort.pk]})
    assert [one.name for one in cohort.members()] == ["Kim"]
    Contact.objects.get().record("step.reached", at=now + timedelta(hours=1), data={"step": "a", "name": "A"})
    assert undo(sheet, now=now + timedelta(days=1)).removed == 1


def test_memberships_tags_and_legal_basis_of_those_who_were_here_are_taken_back(
    take: Take, ada: User, workspace: Workspace, now: datetime
) -> None:
    take("Name,Email\nKim,k@x.example\n")
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Nurses", now=now)
    claim = Claim(purpose="recruiting", ground="consent", how="import", source="fair")
    sheet = take("Email\nk@x.example\n", tags=["fair"], into={"cohorts": [cohort.pk]}, basis=claim.as_json())
    kim = Contact.objects.get()
    assert (cohort.members().count(), kim.tags.count(), kim.bases.count()) == (1, 1, 1)
    undo(sheet, now=now + timedelta(days=1))
    assert (cohort.members().count(), kim.tags.count(), kim.bases.count()) == (0, 0, 0)


def test_a_tag_that_a_person_hung_again_since_stays(take: Take, ada: User, workspace: Workspace, now: datetime) -> None:
    take("Name,Email\nKim,k@x.example\n")
    sheet = take("Email,Tags\nk@x.example,vip\n")
    kim, tag = Contact.objects.filter(name="Kim"), Tag.objects.named(workspace, "vip")
    kim.remove_tag(tag, at=now + timedelta(hours=1), by=ada)
    kim.add_tag(tag, at=now + timedelta(hours=2), by=ada)
    undo(sheet, now=now + timedelta(days=1))
    assert [one.name for one in kim.get().tags.all()] == ["vip"]


def test_an_address_that_somebody_took_since_does_not_return(take: Take, workspace: Workspace, now: datetime) -> None:
    take("Name,Email,Apollo Contact Id\nKim,,7\n", mapping={"2": "external_id"}, system="crm")
    kim = Contact.objects.get()
    sheet = take("Name,Email,Apollo Contact Id\nKim,k@x.example,7\n", mapping={"2": "external_id"}, system="crm")
    kim.refresh_from_db()
    assert kim.email == "k@x.example"
    undo(sheet, now=now)
    kim.refresh_from_db()
    assert (kim.email, kim.email_key) == ("", None)


def test_it_cannot_be_undone_twice_nor_after_thirty_days(take: Take, now: datetime) -> None:
    sheet = take("Name,Email\nKim,k@x.example\n")
    with pytest.raises(NotUndoable):
        sheet.undo(now=now + timedelta(days=31), by=None)
    undo(sheet, now=now + timedelta(days=29))
    with pytest.raises(NotUndoable):
        sheet.undo(now=now + timedelta(days=29), by=None)


def test_what_was_kept_for_the_undo_goes_after_thirty_days(take: Take, now: datetime) -> None:
    take("Name,Email\nKim,k@x.example\n")
    sheet = take("Name,Email,Title\nKim,k@x.example,Nurse\nBad,no address,\n")
    assert sheet.batches.exists()
    while sweep(now + timedelta(days=31), "test").done:
        pass
    sheet.refresh_from_db()
    assert (sheet.is_kept, sheet.batches.exists(), sheet.rejected_rows.exists()) == (False, False, False)
    assert Contact.objects.get().title == "Nurse"


def test_a_worker_that_dies_while_undoing_is_followed_by_one_that_goes_on(
    take: Take, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    sheet = take("Name,Email\n" + "".join(f"P{n},p{n}@x.example\n" for n in range(7)))
    sheet.undo(now=now, by=None)
    whole = Undoing.take_back
    batches: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> None:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(1)
        whole(*args, **kwargs)

    monkeypatch.setattr(Undoing, "take_back", dying)
    with pytest.raises(KeyboardInterrupt):
        work(now, "first")
    monkeypatch.setattr(Undoing, "take_back", whole)
    assert Contact.objects.count() == 4
    assert work(now + timedelta(minutes=5), "second").done == 1
    sheet.refresh_from_db()
    assert (sheet.status, sheet.removed, Contact.objects.count()) == ("undone", 7, 0)


_WORDS = st.sampled_from(["", "Ada", "Bob", "Kim", "vip; new", "Go, React"])
_ROW = st.fixed_dictionaries(
    {
        "Name": st.sampled_from(["", "Ada Lovelace", "Bob Kahn", "Kim"]),
        "Email": st.sampled_from(["", "ada@x.example", "bob@x.example", "kim@x.example", "ADA@x.example", "nonsense"]),
        "Personal email": st.sampled_from(["", "ada@home.example", "kim@x.example"]),
        "Phone": st.sampled_from(["", "+49301234567", "+493088888888"]),
        "LinkedIn": st.sampled_from(["", "https://www.linkedin.com/in/ada", "https://linkedin.com/in/kim/"]),
        "Company": st.sampled_from(["", "Acme", "ACME", "Engines"]),
        "Industry": st.sampled_from(["", "Steam", "Rail"]),
        "Title": _WORDS,
        "Tags": _WORDS,
        "Skills": _WORDS,
        "Candidate state": st.sampled_from(["", "passive", "active"]),
        "Email status": st.sampled_from(["", "verified", "risky"]),
    }
)
_TABLE = st.lists(_ROW, min_size=1, max_size=6)


def as_csv(rows: list[dict[str, str]]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]) + "\n"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_TABLE, second=_TABLE, existing=st.sampled_from(["overwrite", "fill", "skip"]))
def test_an_import_taken_back_leaves_everything_as_it_was(
    take: Take, now: datetime, first: list[dict[str, str]], second: list[dict[str, str]], existing: str
) -> None:
    Contact.objects.all().delete()
    take(as_csv(first))
    before = everything()
    sheet = take(as_csv(second), existing=existing, tags=["fair"], source="Fair")
    if sheet.done:
        undo(sheet, now=now + timedelta(days=1))
    assert everything() == before

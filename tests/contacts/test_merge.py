"""Contacts become one: whose values are kept, what can be undone and what cannot."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.module_loading import import_string

from kindred.accounts.models import User, Workspace
from kindred.config.followers import FOLLOWERS
from kindred.contacts.claim import Claim
from kindred.contacts.duplicates.merging import forget, run
from kindred.contacts.errors import AddressTaken, AddressTakenSince, MergedSince, NothingCertain, TooLateToUndo
from kindred.contacts.importing.work import work
from kindred.contacts.models import (
    Basis,
    Contact,
    ContactPoint,
    Duplicate,
    Erasure,
    Event,
    Import,
    Merge,
    MergedContact,
    MergeEntry,
    MergeRun,
    Note,
    Tag,
    Unmatched,
)
from kindred.contacts.models.united import Group
from kindred.kit.db.load import reserve_ids
from tests.contacts.snapshot import referring, snapshot

pytestmark = pytest.mark.django_db
Pool = Callable[..., list[Contact]]


def merged(workspace: Workspace, *people: Contact, now: datetime, **choices: int) -> Merge:
    """Merge people into the first."""
    group = Group(survivor=people[0].pk, losers=tuple(person.pk for person in people[1:]), choices=choices)
    (merge,) = Merge.objects.perform([group], workspace=workspace, now=now, by=None)
    return merge


def test_every_model_that_refers_to_contacts_is_carried_over_by_its_room() -> None:
    carried = set()
    for path in FOLLOWERS["contact.merged"]:
        if path.endswith("merging.carry_over"):
            carried |= set(import_string(f"{path.rpartition('.')[0]}.CARRIED"))
    assert {model._meta.label for model, _name in referring()} == {model._meta.label for model in carried}
    many = {field.remote_field.through for field in Contact._meta.many_to_many}
    assert many <= carried
    assert all(apps.get_model(model._meta.label) is model for model in carried)


def test_the_survivors_values_count_and_gaps_are_filled(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    Contact.objects.filter(pk=goes.pk).update(
        phone="+4930123456", title="CTO", custom={"a": 1, "b": 2}, kinds=2, created_at=now - timedelta(days=9)
    )
    Contact.objects.filter(pk=stays.pk).update(title="CEO", custom={"a": 7}, kinds=1)
    merged(workspace, stays, goes, now=now)
    stays.refresh_from_db()
    assert (stays.phone, stays.title, stays.custom, stays.kinds) == ("+4930123456", "CEO", {"a": 7, "b": 2}, 3)
    assert (stays.created_at, stays.updated_at) == (now - timedelta(days=9), now)


def test_any_value_can_be_chosen_and_what_belongs_together_stays_together(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2, city="Berlin", country="DE")
    Contact.objects.filter(pk=goes.pk).update(city="Paris", country="FR", region="", custom={"a": 1})
    merge = merged(workspace, stays, goes, now=now, place=goes.pk, email=goes.pk, name=goes.pk)
    stays.refresh_from_db()
    assert (stays.city, stays.country, stays.email, stays.email_key) == ("Paris", "FR", goes.email, goes.email_key)
    assert (stays.name, stays.name_key) == (goes.name, goes.name_key)
    merge.undo(now=now, by=None)
    stays.refresh_from_db()
    assert (stays.city, stays.country) == ("Berlin", "DE")


def test_what_was_given_stays_given_after_a_merge_and_what_was_read_is_read_anew(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(1, title="CTO", location="Berlin")[0], contacts(1, title="CFO", department="sales")[0]
    Contact.objects.all().read_terms(at=now)
    merged(workspace, stays, goes, now=now, job=goes.pk)
    stays.refresh_from_db()
    stays.edit(values={"title": "Head of HR", "location": "Paris"}, now=now)
    assert (stays.department, stays.seniority, stays.city) == ("sales", "head", "Paris")


def test_the_timeline_says_so_until_it_is_undone(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    merge = merged(workspace, stays, goes, now=now)
    event = Event.objects.get(contact=stays, kind="contact.merged")
    assert event.data["names"] == [f"{goes.name} ({goes.email})"]
    assert list(MergedContact.objects.values_list("gone", "name")) == [(goes.pk, goes.name)]
    merge.undo(now=now, by=None)
    assert not Event.objects.exists()


def test_a_contact_of_another_workspace_is_not_merged(
    contacts: Pool, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2)
    Contact.objects.filter(pk=goes.pk).update(workspace=other_workspace)
    group = Group(survivor=stays.pk, losers=(goes.pk,), choices={})
    assert Merge.objects.perform([group], workspace=workspace, now=now, by=None) == []
    assert Contact.objects.count() == 2


def test_merging_the_same_people_twice_does_it_once(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    group = Group(survivor=stays.pk, losers=(goes.pk,), choices={})
    assert len(Merge.objects.perform([group, group], workspace=workspace, now=now, by=None)) == 1
    assert Merge.objects.perform([group], workspace=workspace, now=now, by=None) == []


def test_what_somebody_changed_since_stays_and_is_counted(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    Contact.objects.filter(pk=goes.pk).update(title="CTO", city="Berlin")
    merge = merged(workspace, stays, goes, now=now)
    stays.edit(values={"title": "Chairman"}, now=now + timedelta(days=1))
    Note.objects.write(contact=stays, text="after", by=None, at=now + timedelta(days=1))
    # The title, and the moment of the last change.
    assert merge.undo(now=now + timedelta(days=2), by=None) == 2
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.title, stays.city, goes.title, goes.city) == ("Chairman", "", "CTO", "Berlin")
    assert stays.notes.count() == 1


def test_a_reference_that_is_gone_by_then_is_left_out(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    tag = Tag.objects.named(workspace, "Vip")
    Contact.objects.filter(pk=goes.pk).add_tag(tag, at=now)
    merge = merged(workspace, stays, goes, now=now)
    assert list(stays.tags.all()) == [tag]
    tag.delete()
    merge.undo(now=now, by=None)
    assert goes.tags.count() == 0


def test_a_merge_is_undone_once_within_a_month_and_the_last_one_first(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    first, second, third = contacts(3)
    early = merged(workspace, first, second, now=now)
    late = merged(workspace, third, first, now=now + timedelta(hours=1))
    with pytest.raises(MergedSince):
        early.undo(now=now + timedelta(days=1), by=None)
    late.undo(now=now + timedelta(days=1), by=None)
    with pytest.raises(TooLateToUndo):
        late.undo(now=now + timedelta(days=1), by=None)
    with pytest.raises(TooLateToUndo):
        early.undo(now=now + timedelta(days=30), by=None)
    early.undo(now=now + timedelta(days=29), by=None)
    assert Contact.objects.count() == 3


def test_an_address_that_somebody_else_has_by_now_stands_in_the_way(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2)
    merge = merged(workspace, stays, goes, now=now)
    Contact.objects.create(workspace=workspace, name="New", email=goes.email, email_key=goes.email_key)
    with pytest.raises(AddressTakenSince, match=goes.email), transaction.atomic():
        merge.undo(now=now, by=None)
    assert Contact.objects.filter(pk=stays.pk).exists()


def test_the_id_of_who_is_gone_is_given_to_nobody_else(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    merged(workspace, stays, goes, now=now)
    with transaction.atomic():
        assert reserve_ids(Contact, 1) > goes.pk
    assert contacts(1)[0].pk > goes.pk


def test_what_was_kept_is_let_go_after_a_month(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    merged(workspace, *contacts(2), now=now)
    assert forget(now + timedelta(days=29), "test").done == 0
    assert forget(now + timedelta(days=31), "test").done == 1
    assert not MergeEntry.objects.exists()
    assert forget(now + timedelta(days=31), "test").done == 0
    assert MergedContact.objects.count() == 1


def test_with_the_survivor_goes_all_that_was_kept(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, *others = contacts(3)
    merged(workspace, stays, *others, now=now)
    stays.delete()
    assert not Merge.objects.exists()
    assert not MergeEntry.objects.exists()


def test_who_is_back_is_compared_again(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    stays, goes = contacts(2)
    merge = merged(workspace, stays, goes, now=now)
    assert set(Unmatched.objects.values_list("contact", flat=True)) == {stays.pk}
    Unmatched.objects.all().delete()
    merge.undo(now=now, by=None)
    assert set(Unmatched.objects.values_list("contact", flat=True)) == {stays.pk, goes.pk}


def paired(workspace: Workspace, *pairs: tuple[Contact, Contact], is_certain: bool = True) -> list[Duplicate]:
    """Note pairs that may be one person."""
    return [
        Duplicate.objects.create(
            workspace=workspace, first=first, second=second, is_certain=is_certain, score=100 if is_certain else 70
        )
        for first, second in pairs
    ]


def test_a_decision_about_who_is_gone_holds_for_the_survivor(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    third, stays, goes, fourth = contacts(4)
    apart, *_others = paired(workspace, (third, goes), (third, stays), (stays, goes), (goes, fourth))
    Duplicate.objects.filter(pk=apart.pk).set_apart(now=now, by=ada)
    before = snapshot()
    merge = merged(workspace, stays, goes, now=now)
    assert set(Duplicate.objects.values_list("first", "second", "set_apart_by")) == {
        (third.pk, stays.pk, ada.pk),
        (stays.pk, fourth.pk, None),
    }
    merge.undo(now=now, by=ada)
    assert snapshot() == before


def work_off(now: datetime) -> None:
    """Do what bulk merges have promised."""
    while run(now, "test").done:
        pass


def test_certain_ones_are_merged_in_bulk_group_by_group_and_undone_in_bulk(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.contacts.duplicates.merging.BATCH", 2)
    people = contacts(9)
    a, b, c, d, e, f, g, h, _alone = people
    Contact.objects.filter(pk=b.pk).update(title="CTO", phone="+4930123456")
    paired(workspace, (a, b), (b, c), (d, e), (f, g))
    paired(workspace, (c, d), is_certain=False)
    (apart,) = paired(workspace, (g, h))
    Duplicate.objects.filter(pk=apart.pk).set_apart(now=now, by=ada)
    before = snapshot()
    bulk = MergeRun.objects.start(workspace=workspace, by=ada, now=now)
    assert (bulk.total, MergeRun.objects.start(workspace=workspace, by=ada, now=now)) == (4, bulk)
    work_off(now)
    bulk.refresh_from_db()
    assert (bulk.status, bulk.done, bulk.merged, bulk.left) == ("done", 4, 4, 0)
    # Who has most filled in stays; of equals, who was there first. Who was set apart is not drawn in.
    assert set(Contact.objects.values_list("pk", flat=True)) == {b.pk, d.pk, f.pk, h.pk, people[-1].pk}
    bulk.undo(now=now + timedelta(days=2))
    work_off(now + timedelta(days=2))
    bulk.refresh_from_db()
    assert (bulk.status, bulk.kept) == ("undone", 0)
    assert snapshot() == before
    with pytest.raises(TooLateToUndo):
        bulk.undo(now=now + timedelta(days=2))


def test_a_group_in_which_two_are_not_the_same_is_left_to_people(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    a, b, c = contacts(3)
    paired(workspace, (a, b), (b, c))
    (apart,) = paired(workspace, (a, c))
    Duplicate.objects.filter(pk=apart.pk).set_apart(now=now, by=ada)
    bulk = MergeRun.objects.start(workspace=workspace, by=ada, now=now)
    work_off(now)
    bulk.refresh_from_db()
    assert (bulk.status, bulk.merged, bulk.left) == ("done", 0, 2)
    assert Contact.objects.count() == 3


def test_what_is_found_after_the_promise_is_not_merged(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    a, b, c, d = contacts(4)
    paired(workspace, (a, b))
    MergeRun.objects.start(workspace=workspace, by=ada, now=now)
    paired(workspace, (c, d))
    work_off(now)
    assert set(Contact.objects.values_list("pk", flat=True)) == {a.pk, c.pk, d.pk}


def test_a_stopped_run_merges_no_more_and_what_cannot_be_undone_is_counted(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    a, b, c, d, e = contacts(5)
    paired(workspace, (a, b), (c, d))
    bulk = MergeRun.objects.start(workspace=workspace, by=ada, now=now)
    work_off(now)
    merged(workspace, e, a, now=now)
    bulk.undo(now=now)
    work_off(now)
    bulk.refresh_from_db()
    assert (bulk.status, bulk.kept) == ("undone", 1)
    assert set(Contact.objects.values_list("pk", flat=True)) == {c.pk, d.pk, e.pk}


def test_there_must_be_something_certain(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    first, second = contacts(2)
    paired(workspace, (first, second), is_certain=False)
    with pytest.raises(NothingCertain):
        MergeRun.objects.start(workspace=workspace, by=None, now=now)


def test_the_address_and_the_number_of_who_is_gone_are_further_ones_of_the_survivor(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2, phone="+4930123456")
    Contact.objects.filter(pk=goes.pk).update(phone="+4930999999", phone_type="work", link="https://github.com/pat")
    merge = merged(workspace, stays, goes, now=now)
    points = stays.points.order_by("medium").values_list("medium", "value", "type")
    assert list(points) == [("email", goes.email, ""), ("phone", "+4930999999", "work")]
    merge.undo(now=now, by=None)
    assert not ContactPoint.objects.exists()


def test_a_further_address_that_is_chosen_becomes_the_primary_one(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2)
    merge = merged(workspace, stays, goes, now=now, email=goes.pk)
    stays.refresh_from_db()
    assert (stays.email, [point.value for point in stays.points.all()]) == (goes.email, [contacts_email(1)])
    merge.undo(now=now, by=None)
    stays.refresh_from_db()
    assert stays.email == contacts_email(1)


def contacts_email(number: int) -> str:
    """Return the address of a contact of the cast."""
    return f"pat.{number:04}@pool.example"


def test_what_comes_in_with_an_old_address_finds_the_survivor(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    stays, goes = contacts(2)
    merged(workspace, stays, goes, now=now)
    file = ContentFile(f"E-mail,City\n{goes.email},Lyon\n".encode(), name="again.csv")
    spreadsheet = Import.objects.upload(workspace=workspace, file=file, filename="again.csv", by=ada, now=now)
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    while work(now, "test").done:
        pass
    stays.refresh_from_db()
    assert (Contact.objects.count(), stays.city, stays.email) == (1, "Lyon", contacts_email(1))
    with pytest.raises(AddressTaken):
        Contact.objects.create_one(workspace=workspace, values={"email": goes.email}, now=now)


def test_the_last_word_about_consent_counts_and_is_parted_again(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes = contacts(2)
    given, withdrawn = (
        Claim(purpose="recruiting", ground="consent", withdrawn=is_off, how="by phone", at=at)
        for is_off, at in ((False, now - timedelta(days=2)), (True, now - timedelta(days=1)))
    )
    Basis.objects.record(given, contacts=Contact.objects.filter(pk=stays.pk), workspace=workspace, now=now)
    Basis.objects.record(withdrawn, contacts=Contact.objects.filter(pk=goes.pk), workspace=workspace, now=now)
    merge = merged(workspace, stays, goes, now=now)
    assert not Basis.objects.filter(contact=stays).in_force(now).exists()
    merge.undo(now=now, by=None)
    assert Basis.objects.filter(contact=stays).in_force(now).exists()


def test_with_a_person_who_is_erased_goes_all_that_was_kept_of_who_became_part_of_them(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    stays, goes, again = contacts(3)
    merged(workspace, again, goes, now=now).undo(now=now, by=None)
    merged(workspace, stays, goes, now=now)
    paired(workspace, (stays, again))
    erasure = Erasure.objects.start(Contact.objects.filter(pk=stays.pk), workspace=workspace, reason="request", now=now)
    erasure.erase_batch(now=now)
    assert not MergeEntry.objects.exists()
    assert not MergedContact.objects.exists()
    assert list(Merge.objects.values_list("survivor", flat=True)) == [again.pk]
    assert not Duplicate.objects.exists()

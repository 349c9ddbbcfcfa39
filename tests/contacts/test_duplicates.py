"""Duplicates are found in the pool and for newcomers, with the evidence, and without comparing all with all."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.duplicates import comparing, judging
from kindred.contacts.duplicates import work as duplicates_work
from kindred.contacts.duplicates.work import match_changed, search
from kindred.contacts.models import Company, Contact, Duplicate, DuplicateSearch, MatchKey, Unmatched

pytestmark = pytest.mark.django_db
Pool = Callable[..., list[Contact]]
Found = list[tuple[str, str, bool]]


@pytest.fixture
def person(workspace: Workspace, now: datetime) -> Callable[..., Contact]:
    """A way to create a contact as a person would."""
    return lambda **values: Contact.objects.create_one(workspace=workspace, values=values, now=now)


@pytest.fixture
def find(now: datetime) -> Callable[[], Found]:
    """A way to compare who is new or has changed, and to see what was found."""

    def found() -> Found:
        while match_changed(now, "test").done:
            pass
        pairs = Duplicate.objects.undecided().select_related("first", "second").order_by("-score", "pk")
        return [(str(pair.first), str(pair.second), pair.is_certain) for pair in pairs]

    return found


def evidence() -> list[tuple[str, str]]:
    """Return the evidence for the one pair there is."""
    return [(reason["what"], reason["how"]) for reason in Duplicate.objects.get().evidence]


def test_the_same_number_and_a_name_that_fits_is_certain(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Bob Kahn", phone="+49 30 123456")
    person(name="Robert Kahn", phone="+4930123456", email="robert@kahn.example")
    assert find() == [("Bob Kahn", "Robert Kahn", True)]
    assert evidence() == [("phone", "same"), ("name", "forms")]


def test_the_same_profile_page_is_certain_and_likely_where_the_name_is_another_in_part(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Ada Lovelace", link="https://www.linkedin.com/in/ada")
    person(name="Ada King", email="ada@king.example", link="https://de.linkedin.com/in/ada/")
    person(name="Ada Byron Lovelace", link="https://uk.linkedin.com/in/ADA?x=1")
    assert set(find()) == {
        ("Ada Lovelace", "Ada Byron Lovelace", True),
        ("Ada Lovelace", "Ada King", False),
        ("Ada King", "Ada Byron Lovelace", False),
    }


def test_a_number_that_people_of_different_names_share_is_a_shared_line(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Ada Lovelace", phone="+4930123456")
    person(name="Bob Kahn", phone="+4930123456")
    assert find() == []


def test_dots_and_what_follows_a_plus_make_it_likely_only(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Ada Lovelace", email="ada.lovelace@gmail.com")
    person(name="Ada Lovelace", email="adalovelace+news@googlemail.com")
    assert find() == [("Ada Lovelace", "Ada Lovelace", False)]
    assert ("mailbox", "same") in evidence()


def test_name_and_company_make_it_likely(person: Callable[..., Contact], find: Callable[[], Found]) -> None:
    person(name="Ada Lovelace", email="ada@a.example", company_name="Acme")
    person(name="Lovelcae, Ada", email="ada@b.example", company_name="ACME")
    person(name="Ada Lovelace", email="ada@c.example", company_name="Other")
    assert find()[0] == ("Ada Lovelace", "Ada Lovelcae", False)
    reasons = Duplicate.objects.order_by("pk").first().evidence  # type: ignore[union-attr]
    assert {"what": "company", "how": "same", "value": "Acme", "other": "Acme", "points": 30} in reasons


def test_name_and_place_make_it_likely_and_another_country_speaks_against_it(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Ада Лавлейс", city="Berlin", country="DE", email="ada@a.example")
    person(name="Ada Lavleis", city="berlin", country="DE", email="ada@b.example")
    person(name="Zoe Smith", city="Springfield", country="US")
    person(name="Zoe Smiht", city="Springfield", country="GB")
    assert find() == [("Ада Лавлейс", "Ada Lavleis", False)]


def test_what_somebody_decided_holds(
    person: Callable[..., Contact], find: Callable[[], Found], now: datetime, ada: User, workspace: Workspace
) -> None:
    one = person(name="Bob Kahn", phone="+4930123456")
    person(name="Robert Kahn", phone="+4930123456")
    find()
    Duplicate.objects.all().set_apart(now=now, by=ada)
    one.edit(values={"city": "Berlin"}, now=now)
    assert find() == []
    run_search(workspace, now)
    assert find() == []
    Duplicate.objects.all().bring_back()
    assert find() == [("Bob Kahn", "Robert Kahn", True)]


def test_a_pair_that_has_nothing_in_common_any_more_goes(
    person: Callable[..., Contact], find: Callable[[], Found], now: datetime
) -> None:
    one = person(name="Bob Kahn", phone="+4930123456")
    person(name="Robert Kahn", phone="+4930123456")
    assert find()
    one.edit(values={"phone": "+4930999999", "name": "Grace Hopper"}, now=now)
    assert find() == []


def test_contacts_of_other_workspaces_are_never_put_side_by_side(
    person: Callable[..., Contact], find: Callable[[], Found], other_workspace: Workspace, now: datetime
) -> None:
    person(name="Bob Kahn", phone="+4930123456")
    Contact.objects.create_one(workspace=other_workspace, values={"name": "Bob Kahn", "phone": "+4930123456"}, now=now)
    assert find() == []
    run_search(other_workspace, now)
    assert not Duplicate.objects.exists()


def run_search(workspace: Workspace, now: datetime) -> DuplicateSearch:
    """Go through the whole pool."""
    one = DuplicateSearch.objects.start(workspace=workspace, by=None, now=now)
    while search(now, "test").done:
        pass
    one.refresh_from_db()
    return one


def test_a_pass_over_the_pool_finds_what_nobody_announced(
    contacts: Pool, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates_work, "BATCH", 7)
    monkeypatch.setattr(duplicates_work, "BLOCKS", 2)
    people = contacts(20)
    Contact.objects.filter(pk__in=[people[0].pk, people[19].pk]).update(phone="+4930123456", name_key="pat person")
    Contact.objects.filter(pk__in=[people[3].pk, people[4].pk]).update(link="https://github.com/pat", name_key="pat p")
    one = run_search(workspace, now)
    assert (one.step, one.done, one.total, one.percent) == ("done", 20, 20, 100)
    assert set(Duplicate.objects.filter(is_certain=True).values_list("first", "second")) == {
        (people[0].pk, people[19].pk),
        (people[3].pk, people[4].pk),
    }
    keys = MatchKey.objects.count()
    run_search(workspace, now + timedelta(hours=1))
    assert MatchKey.objects.count() == keys
    assert Duplicate.objects.filter(is_certain=True).count() == 2


def test_a_pass_forgets_pairs_that_are_none_any_more(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    one, other = contacts(2)
    kept = Duplicate.objects.create(
        workspace=workspace, first=one, second=other, score=70, is_certain=False, seen_at=now - timedelta(days=1)
    )
    run_search(workspace, now)
    assert not Duplicate.objects.filter(pk=kept.pk).exists()


def test_two_who_ask_for_a_pass_get_the_same(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(1)
    first = DuplicateSearch.objects.start(workspace=workspace, by=None, now=now)
    assert DuplicateSearch.objects.start(workspace=workspace, by=None, now=now) == first


def test_many_newcomers_are_left_to_a_pass(
    contacts: Pool, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates_work, "MANY", 5)
    contacts(8, phone="+4930123456", first_name="Ada", last_name="Lovelace")
    Contact.objects.of(workspace).record("contact.created", at=now)
    while match_changed(now, "test").done + search(now, "test").done:
        pass
    assert DuplicateSearch.objects.get().step == "done"
    assert not Unmatched.objects.exists()
    assert Duplicate.objects.filter(is_certain=True).count() == 8 * 7 // 2


@pytest.mark.parametrize("size", [100, 400])
def test_a_large_block_is_split_and_its_work_grows_with_its_members(
    size: int, contacts: Pool, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A switchboard's number, that everybody in a company has; two of them are one person.
    company = Company.objects.named(workspace, "Acme")
    names = [("Ada", f"{a}{b}{c}") for a in "bdfgklmnprst" for b in ("ora", "inu", "elo") for c in ("mat", "kis", "pun", "fel", "dov", "lag", "nor", "bip", "ret", "sul", "tam", "wok")]  # fmt: skip
    people = [
        *contacts(1, phone="+4930123456", company=company, first_name="Bob", last_name="Kahn"),
        *(
            person
            for first, last in names[: size - 2]
            for person in contacts(1, phone="+4930123456", company=company, first_name=first, last_name=last)
        ),
        *contacts(1, phone="+4930123456", company=company, first_name="Robert", last_name="Kahn"),
    ]
    judged = 0
    judge = judging.judge

    def counting(*given: object, **named: object) -> object:
        nonlocal judged
        judged += 1
        return judge(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(comparing, "judge", counting)
    run_search(workspace, now)
    assert Duplicate.objects.filter(first=people[0], second=people[-1], is_certain=True).exists()
    assert judged < len(people) * 40


def test_a_newcomer_to_a_large_block_is_compared_with_those_who_have_more_in_common(
    contacts: Pool, find: Callable[[], Found], workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.contacts.duplicates.finding.MOST", 5)
    company = Company.objects.named(workspace, "Acme")
    contacts(10, phone="+4930123456", company=company, first_name="Grace")
    (bob,) = contacts(1, phone="+4930123456", company=company, first_name="Bob", last_name="Kahn")
    run_search(workspace, now)
    Duplicate.objects.all().delete()
    (robert,) = contacts(1, phone="+4930123456", company=company, first_name="Robert", last_name="Kahn")
    Contact.objects.filter(pk=robert.pk).record("contact.created", at=now)
    find()
    assert Duplicate.objects.filter(first=bob, second=robert, is_certain=True).exists()


def test_a_search_that_another_worker_has_taken_over_writes_nothing(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(2, phone="+4930123456", first_name="Ada", last_name="Lovelace")
    one = DuplicateSearch.objects.start(workspace=workspace, by=None, now=now)
    DuplicateSearch.objects.filter(pk=one.pk).update(claimed_by="another", claimed_until=now + timedelta(minutes=1))
    assert search(now, "test").done == 0
    assert search(now + timedelta(minutes=2), "test").done == 1
    assert MatchKey.objects.exists()


def test_further_numbers_and_pages_count_as_much_as_the_primary_ones(
    person: Callable[..., Contact], find: Callable[[], Found]
) -> None:
    person(name="Bob Kahn", phones=["+49 30 123456", "+49 30 999999"], links=["https://github.com/bob"])
    person(name="Robert Kahn", phone="+4930999999")
    person(name="Kahn, Bob", link="http://www.github.com/Bob/", email="bob@kahn.example")
    assert {(one, other) for one, other, is_certain in find() if is_certain} == {
        ("Bob Kahn", "Robert Kahn"),
        ("Bob Kahn", "Bob Kahn"),
    }

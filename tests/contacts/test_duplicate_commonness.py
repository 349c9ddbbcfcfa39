"""What two contacts of one name are taken for depends on how common the name is where they are."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.duplicates import commonness as counting
from kindred.contacts.duplicates.commonness import Commonness, commonness, count_names
from kindred.contacts.duplicates.judging import judge
from kindred.contacts.duplicates.profile import Profile
from kindred.contacts.models import Contact, NameCounts

Pool = Callable[..., list[Contact]]
_NOTHING = frozenset[str]()
#: A pool in which every fiftieth woman is a Maria and every fiftieth family the Garcías.
SPAIN = Commonness(
    pool=1_000_000,
    sample=50_000,
    countries={"": 50_000, "ES": 50_000},
    cities={"madrid": 10_000, "soria": 20},
    words={"": {"maria": 1_000, "garcia": 1_000}, "ES": {"maria": 1_000, "garcia": 1_000}},
)


def person(pk: int, *words: str, city: str = "", company: int | None = None) -> Profile:
    """Return somebody in Spain."""
    return Profile(pk, " ".join(words), words, company, city, "ES", *[_NOTHING] * 4)


def is_shown(*words: str, **where: object) -> bool:
    """Whether two of one name are shown to people."""
    one, other = (person(pk, *words, **where) for pk in (1, 2))  # type: ignore[arg-type]
    return judge(one, other, SPAIN) is not None


def test_a_common_name_in_a_large_city_is_that_of_several_people() -> None:
    assert not is_shown("maria", "garcia", city="madrid")
    assert is_shown("quirina", "zubizarreta", city="madrid")


def test_a_common_name_at_one_company_is_shown_and_counts_less_than_a_rare_one() -> None:
    one, other = (
        judge(person(1, *words, company=7), person(2, *words, company=7), SPAIN)
        for words in (("maria", "garcia"), ("quirina", "zubizarreta"))
    )
    assert one is not None
    assert other is not None
    assert one.score < other.score


def test_a_name_that_hardly_anybody_has_needs_no_place() -> None:
    assert not is_shown("maria", "garcia")
    few = Commonness(pool=200, sample=200, countries={"": 200})
    assert judge(person(1, "quirina", "zubizarreta"), person(2, "zubizarreta", "quirina"), few) is not None


def test_an_initial_stands_for_many_names() -> None:
    whole, initial = (SPAIN.expected(person(1, first, "zubizarreta"), person(2, "quirina", "zubizarreta")) for first in ("quirina", "q"))  # fmt: skip
    assert initial > 100 * whole


@pytest.mark.django_db
def test_a_large_pool_is_counted_by_a_sample(
    contacts: Pool, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SAMPLE", 10)
    contacts(40, city="Berlin", country="DE")
    Contact.objects.update(name_key="ada lovelace")
    names = count_names(workspace.pk, now=now)
    assert (names.pool, names.sample) == (40, 10)
    assert names.words[""] == {"ada": 10, "lovelace": 10}
    assert names.cities == {"berlin": 10}


@pytest.mark.django_db
def test_a_small_pool_is_counted_anew_once_it_has_doubled(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(2)
    commonness(workspace.pk, now=now)
    contacts(2)
    assert commonness(workspace.pk, now=now).pool == 2
    contacts(1)
    assert commonness(workspace.pk, now=now).pool == 5
    assert NameCounts.objects.count() == 1


@pytest.mark.django_db
def test_what_few_have_is_not_kept(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(2, city="Berlin")
    Contact.objects.update(name_key="ada lovelace")
    names = count_names(workspace.pk, now=now)
    assert (names.words[""], names.cities) == ({}, {})

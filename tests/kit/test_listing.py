"""A page and a total in little time: exact where lists are small or matches rare, about where they are many."""

from collections.abc import Callable

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.contacts.orders import order_of
from kindred.kit import listing as listings
from kindred.kit.listing import Total, listing

Pool = Callable[..., list[Contact]]


@pytest.fixture
def long_list(contacts: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that counts as long: 400 contacts, every fourth in Berlin, one in Rome."""
    monkeypatch.setattr(listings, "SMALL", 100)
    monkeypatch.setattr(listings, "STRETCHES", 10)
    monkeypatch.setattr(listings, "STRETCH", 20)
    for n in range(100):
        contacts(3)
        contacts(1, city="Rome" if n == 50 else "Berlin")


def _listed(workspace: Workspace, **match: str) -> listings.Listing[Contact]:
    pool = Contact.objects.of(workspace).select_related("company")
    return listing(pool.filter(**match), among=pool, order=order_of("name", workspace=workspace), size=10)


def test_a_short_list_is_counted_exactly(contacts: Pool, workspace: Workspace) -> None:
    contacts(12)
    shown = _listed(workspace)
    assert (len(shown.page.rows), shown.total) == (10, Total(number=12))


@pytest.mark.usefixtures("long_list")
def test_a_long_list_is_counted_about(workspace: Workspace) -> None:
    everybody, in_berlin = _listed(workspace), _listed(workspace, city="Berlin")
    assert not everybody.total.is_exact
    assert 350 <= everybody.total.number <= 450
    assert not in_berlin.total.is_exact
    assert 70 <= in_berlin.total.number <= 130
    assert in_berlin.page.next


@pytest.mark.usefixtures("long_list")
def test_rare_matches_in_a_long_list_are_counted_exactly(workspace: Workspace) -> None:
    shown = _listed(workspace, city="Rome")
    assert ([row.city for row in shown.page.rows], shown.total) == (["Rome"], Total(number=1))
    assert _listed(workspace, city="Paris").total == Total(number=0)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (Total(number=0), "0"),
        (Total(number=1_234), "1,234"),
        (Total(number=12_345, is_exact=False), "about 12,000"),
        (Total(number=999_999, is_exact=False), "about 1 million"),
        (Total(number=1_240_000, is_exact=False), "about 1.2 million"),
        (Total(number=12_400_000, is_exact=False), "about 12 million"),
    ],
)
def test_a_total_is_said_in_words(total: Total, words: str) -> None:
    assert str(total) == words

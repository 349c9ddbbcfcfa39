"""Search finds people by the beginnings of words in name, address, title and company, rare or common."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.keys import sortable
from kindred.contacts.models import Company, Contact
from kindred.contacts.orders import SORTS, order_of
from kindred.kit.db.full_text import search

Pool = Callable[..., list[Contact]]


@pytest.fixture(params=["by index", "row by row"])
def ann(
    contacts: Pool, workspace: Workspace, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Contact:
    """Ann-Kristin Ångström, among others; sought both ways in which words are sought."""
    if request.param == "row by row":
        monkeypatch.setattr(search, "MOST_GATHERED", -1)
    name = "Ann-Kristin Ångström"
    company = Company.objects.named(workspace, "Åhléns & Söner")
    (ann,) = contacts(
        1,
        first_name="Ann-Kristin",
        last_name="Ångström",
        title="Head of Data",
        company=company,
        email="ak_a@north.example",
    )
    Contact.objects.filter(pk=ann.pk).update(name=name, name_key=sortable(name))
    contacts(3)
    return ann


@pytest.mark.parametrize(
    "text",
    ["ann", "ÅNGSTRÖM", "angstrom", "kristin", "ang ann", "ahlen", "söner", "ak", "north", "ak_a@north.example",
     "head", "DATA ann söner", "ann (kristin)", "data'; --"],
)  # fmt: skip
def test_words_are_found_by_their_beginnings(ann: Contact, workspace: Workspace, text: str) -> None:
    assert ann in Contact.objects.of(workspace).search(text)


@pytest.mark.parametrize("text", ["ngstrom", "ann person0002", "zzz", "%", "ann zzz"])
def test_what_is_not_there_is_not_found(ann: Contact, workspace: Workspace, text: str) -> None:
    found = Contact.objects.of(workspace).search(text)
    assert (ann in found) == (text == "%")


def test_nothing_sought_narrows_nothing(ann: Contact, workspace: Workspace) -> None:
    assert Contact.objects.of(workspace).search("  ").count() == 4


def test_the_search_follows_every_change(ann: Contact, workspace: Workspace, now: datetime) -> None:
    pool = Contact.objects.of(workspace)
    pool.filter(pk=ann.pk).set_field("title", "Astronaut", at=now)
    assert ann in pool.search("astronaut")
    assert ann not in pool.search("head")
    ann.delete()
    assert not pool.search("astronaut").exists()


def test_strangers_are_not_found(ann: Contact, other_workspace: Workspace) -> None:
    assert not Contact.objects.of(other_workspace).search("ann").exists()


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{sort}" for sort in SORTS), "nonsense"])
def test_every_order_walks_what_was_found(ann: Contact, workspace: Workspace, sort: str) -> None:
    order = order_of(sort, workspace=workspace)
    page = order.page(Contact.objects.of(workspace).search("pool"), size=2)
    rest = order.page(Contact.objects.of(workspace).search("pool"), cursor=page.next or "", size=2)
    assert len({row.pk for row in [*page.rows, *rest.rows]}) == 3


def test_what_was_found_can_be_asked_within_another_question(ann: Contact, workspace: Workspace) -> None:
    found = Contact.objects.of(workspace).search("angstrom")
    assert Contact.objects.exclude(pk__in=found).count() == 3


@pytest.mark.parametrize("text", ["ahlens ann", "söner head", "ahl north data"])
def test_words_of_the_company_count_beside_ones_own(ann: Contact, workspace: Workspace, text: str) -> None:
    assert list(Contact.objects.of(workspace).search(text)) == [ann]


@pytest.mark.parametrize("text", ["marketing", "zoe", "r d", "c level", "data"])
def test_marks_part_words(ann: Contact, workspace: Workspace, text: str) -> None:
    title = "Sales/Marketing (Zoe), R&D; C-Level,data"
    Contact.objects.filter(pk=ann.pk).update(title=title)
    assert list(Contact.objects.of(workspace).search(text)) == [ann]


def test_the_search_follows_the_company(ann: Contact, contacts: Pool, workspace: Workspace) -> None:
    pool, company = Contact.objects.of(workspace), Company.objects.get(name="Åhléns & Söner")
    (colleague,) = contacts(1, company=company)
    Company.objects.filter(pk=company.pk).update(name_key="quince")
    assert set(pool.search("quince")) == {ann, colleague}
    assert not pool.search("ahlens").exists()
    pool.filter(pk=ann.pk).update(company=Company.objects.named(workspace, "Rowan"))
    assert list(pool.search("rowan")) == [ann]
    assert list(pool.search("quince")) == [colleague]
    company.delete()
    assert not pool.search("quince").exists()
    assert colleague in pool.search("person")


def test_a_word_with_many_longer_ones_is_found_with_all_of_them(
    ann: Contact, contacts: Pool, workspace: Workspace
) -> None:
    for n in range(40):
        contacts(1, title=f"Titled{n:02}")
    assert Contact.objects.of(workspace).search("titled").count() == 40
    assert Contact.objects.of(workspace).search("titled1").count() == 10

"""Search finds people by the beginnings of words in name, address, title and company, rare or common."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.keys import sortable
from kindred.contacts.models import Company, Contact
from kindred.contacts.orders import SORTS, order_of
from kindred.kit.db import full_text

Pool = Callable[..., list[Contact]]


@pytest.fixture(params=["by index", "row by row"])
def ann(
    contacts: Pool, workspace: Workspace, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Contact:
    """Ann-Kristin Ångström, among others; sought both ways in which words are sought."""
    monkeypatch.setattr(full_text, "SHORT", 0)
    if request.param == "row by row":
        monkeypatch.setattr(full_text, "COMMON", 0)
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

"""Paging by key walks every row once, both ways, in every order, and forgives any cursor."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.kit.paging import Order

Pool = Callable[..., list[Contact]]

ORDERS = [
    Order(name="name", column="name_key"),
    Order(name="name", column="name_key", descending=True),
    Order(name="contacted", column="last_contacted_at", nullable=True),
    Order(name="contacted", column="last_contacted_at", nullable=True, descending=True),
    Order(name="company", column="company__name_key", nullable=True),
    Order(name="id", column="pk"),
    Order(name="id", column="pk", descending=True),
]


def _walk(order: Order, *, size: int) -> tuple[list[list[int]], list[list[int]]]:
    """All pages there, and all pages back."""
    there, back = [], []
    page = order.page(Contact.objects.all(), size=size)
    there.append([contact.pk for contact in page.rows])
    while page.next:
        page = order.page(Contact.objects.all(), cursor=page.next, size=size)
        there.append([contact.pk for contact in page.rows])
    back.append(there[-1])
    while page.previous:
        page = order.page(Contact.objects.all(), cursor=page.previous, size=size)
        back.append([contact.pk for contact in page.rows])
    return there, back


@pytest.fixture
def pool(contacts: Pool, now: datetime) -> list[Contact]:
    """Contacts among whom some share a name and some were never contacted."""
    made = contacts(4, name_key="same")
    for n in range(6):
        made += contacts(1, last_contacted_at=now + timedelta(hours=n % 3) if n % 2 else None)
    return made


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.column}{'-' * order.descending}")
@pytest.mark.parametrize("size", [1, 3, 10, 50])
def test_the_way_there_meets_every_row_once_and_so_does_the_way_back(
    pool: list[Contact], order: Order, size: int
) -> None:
    there, back = _walk(order, size=size)
    met = [pk for page in there for pk in page]
    assert sorted(met) == sorted(contact.pk for contact in pool)
    assert back == there[::-1]


def test_rows_without_a_value_come_last_either_way(pool: list[Contact]) -> None:
    for descending in (False, True):
        order = Order(name="contacted", column="last_contacted_at", nullable=True, descending=descending)
        rows = order.page(Contact.objects.all()).rows
        known = [row.last_contacted_at for row in rows if row.last_contacted_at]
        assert known == sorted(known, reverse=descending)
        assert [row.last_contacted_at for row in rows[len(known) :]] == [None] * 7


@pytest.mark.parametrize("cursor", ["x", "a:b", "null:", "\x00", "é" * 500, '["A",1,false]:sig'])
def test_a_cursor_that_is_not_ours_means_the_first_page(pool: list[Contact], cursor: str) -> None:
    page = ORDERS[0].page(Contact.objects.all(), cursor=cursor, size=3)
    assert (len(page.rows), page.previous) == (3, None)


def test_a_cursor_of_another_order_means_the_first_page(pool: list[Contact]) -> None:
    cursor = ORDERS[0].page(Contact.objects.all(), size=3).next
    assert cursor
    assert ORDERS[2].page(Contact.objects.all(), cursor=cursor, size=3).previous is None


def test_going_back_to_the_start_shows_a_whole_first_page(pool: list[Contact]) -> None:
    order = Order(name="id", column="pk")
    second = order.page(Contact.objects.all(), cursor=order.page(Contact.objects.all(), size=3).next or "", size=3)
    Contact.objects.filter(pk__in=[contact.pk for contact in pool[:2]]).delete()
    assert second.previous
    first = order.page(Contact.objects.all(), cursor=second.previous, size=3)
    assert [row.pk for row in first.rows] == [contact.pk for contact in pool[2:5]]


def test_what_was_deleted_meanwhile_leaves_the_first_page(pool: list[Contact], workspace: Workspace) -> None:
    order = Order(name="id", column="pk")
    cursor = order.page(Contact.objects.all(), size=5).next
    Contact.objects.filter(pk__in=[contact.pk for contact in pool[5:]]).delete()
    assert cursor
    assert [row.pk for row in order.page(Contact.objects.all(), cursor=cursor, size=5).rows] == [
        contact.pk for contact in pool[:5]
    ]

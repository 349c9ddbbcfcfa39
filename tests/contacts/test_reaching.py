"""Several addresses, numbers and pages of one contact: one of each is the primary, and an address is only one's own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import AddressTaken, InvalidContact
from kindred.contacts.models import Contact, ContactPoint, Event

Create = Callable[..., Contact]


@pytest.fixture
def create(workspace: Workspace, ada: User, now: datetime) -> Create:
    """A way to create a contact in Acme by hand: `create(emails=["grace@navy.example"])`."""

    def create_one(**values: Any) -> Contact:
        return Contact.objects.create_one(workspace=workspace, values=values, now=now, by=ada)

    return create_one


def _points(contact: Contact, medium: str) -> list[tuple[str, str, str]]:
    return list(contact.points.filter(medium=medium).order_by("pk").values_list("value", "type", "state"))


def test_a_contact_has_several_addresses_and_numbers(create: Create, now: datetime) -> None:
    grace = create(
        name="Grace Hopper",
        country="DE",
        emails=[
            {"value": "grace@home.example", "type": "personal"},
            {"value": "Grace <Hopper@NAVY.example>", "type": "work", "state": "verified", "primary": True},
        ],
        phones=[{"value": "030 901820", "type": "work"}, {"value": "+49 151 2345 6789", "type": "mobile"}],
        links=["https://www.linkedin.com/in/grace", "github.com/grace"],
    )
    grace.refresh_from_db()
    assert (grace.email, grace.email_key, grace.email_type) == ("Hopper@navy.example", "hopper@navy.example", "work")
    assert (grace.email_state, grace.email_checked_at) == ("verified", now)
    assert (grace.phone, grace.phone_type, grace.phone_checked_at) == ("+4930901820", "work", None)
    assert grace.link == "https://www.linkedin.com/in/grace"
    assert _points(grace, "email") == [("grace@home.example", "personal", "")]
    assert _points(grace, "phone") == [("+4915123456789", "mobile", "")]
    assert [point.key for point in grace.points.filter(medium="link")] == ["github.com/grace"]


def test_what_is_wrong_is_named_by_its_place(create: Create) -> None:
    with pytest.raises(InvalidContact) as refusal:
        create(
            name="Grace",
            emails=["grace@navy.example", "nonsense", {"value": "a@navy.example", "type": "secret"}],
            links=[{"value": "github.com/grace", "type": "work"}],
        )
    assert refusal.value.problems.keys() == {"emails:1", "emails:2", "links:0"}


def test_one_address_stands_once_however_it_is_written(create: Create) -> None:
    grace = create(name="Grace", emails=["grace@navy.example", "GRACE@navy.example", " ", "grace@NAVY.example"])
    assert (grace.email, _points(grace, "email")) == ("grace@navy.example", [])


def test_an_address_belongs_to_one_contact_as_primary_or_further(create: Create, now: datetime) -> None:
    grace = create(name="Grace", emails=["grace@navy.example", "grace@home.example"])
    with pytest.raises(AddressTaken, match=r"Grace has the address grace@home\.example") as refusal:
        create(name="Somebody", email="GRACE@home.example")
    assert refusal.value.contact_id == grace.pk
    other = create(name="Somebody", email="some@body.example")
    for taken in ("grace@navy.example", "grace@home.example"):
        with pytest.raises(AddressTaken):
            other.edit(values={"emails": ["some@body.example", taken]}, now=now)
    assert not other.points.exists()


def test_a_number_may_be_shared(create: Create) -> None:
    create(name="Grace", phones=["+4930901820", "+4930901821"])
    assert create(name="Ada", phones=["+4930901822", "+4930901821"]).points.count() == 1


def test_the_same_address_may_be_in_another_workspace(
    create: Create, other_workspace: Workspace, now: datetime
) -> None:
    create(name="Grace", emails=["grace@navy.example", "grace@home.example"])
    values = {"name": "Grace", "email": "grace@home.example"}
    assert Contact.objects.create_one(workspace=other_workspace, values=values, now=now).pk


def test_entering_a_further_address_as_the_primary_one_swaps_them(create: Create, now: datetime) -> None:
    grace = create(
        name="Grace", emails=[{"value": "grace@navy.example", "type": "work"}, {"value": "grace@home.example"}]
    )
    assert grace.edit(values={"email": "Grace@home.example"}, now=now)
    assert (grace.email, grace.email_type) == ("grace@home.example", "")
    assert _points(grace, "email") == [("grace@navy.example", "work", "")]


def test_a_new_primary_address_leaves_the_further_ones_alone(create: Create, now: datetime) -> None:
    grace = create(name="Grace", emails=["grace@navy.example", "grace@home.example"])
    grace.edit(values={"email": "grace@sea.example"}, now=now)
    assert (grace.email, _points(grace, "email")) == ("grace@sea.example", [("grace@home.example", "", "")])


def test_what_was_known_of_an_address_is_not_known_of_the_next(create: Create, now: datetime) -> None:
    grace = create(name="Grace", emails=[{"value": "grace@navy.example", "state": "verified"}])
    grace.edit(values={"email": "grace@sea.example"}, now=now + timedelta(days=1))
    assert (grace.email_state, grace.email_checked_at) == ("", None)


def test_the_moment_of_a_check_stays_while_its_result_does(create: Create, now: datetime) -> None:
    later = now + timedelta(days=1)
    entered = [{"value": "a@x.example", "state": "verified"}, {"value": "b@x.example", "state": "verified"}]
    grace = create(name="Grace", emails=entered)
    grace.edit(values={"emails": [entered[0], entered[1] | {"type": "work"}]}, now=later)
    assert (grace.email_checked_at, grace.points.get().checked_at, grace.points.get().type) == (now, now, "work")
    grace.edit(values={"emails": [entered[0] | {"state": "invalid"}, entered[1] | {"state": "risky"}]}, now=later)
    assert (grace.email_checked_at, grace.points.get().checked_at) == (later, later)


def test_an_edit_of_further_addresses_says_so_once(create: Create, ada: User, now: datetime) -> None:
    grace = create(name="Grace", emails=["grace@navy.example"], communities=["COBOL users"])
    values = {"emails": ["grace@navy.example", "grace@home.example"], "communities": ["COBOL users", "Navy"]}
    assert grace.edit(values=values, now=now, by=ada)
    assert not grace.edit(values=values, now=now, by=ada)
    assert Event.objects.get(kind="contact.edited").data["changes"] == ["Communities", "E-mail"]


def test_taking_all_away_leaves_none(create: Create, now: datetime) -> None:
    grace = create(name="Grace", emails=["grace@navy.example", "grace@home.example"])
    grace.edit(values={"emails": []}, now=now)
    assert (grace.email, grace.email_key, ContactPoint.objects.count()) == ("", None, 0)


def test_a_salary_may_name_its_currency(create: Create) -> None:
    grace = create(name="Grace", salary_expectation="80k EUR", latitude="-33,87", longitude="151.21")
    assert (grace.salary_expectation, grace.salary_currency) == (80_000, "EUR")
    assert (grace.latitude, grace.longitude) == (-33.87, 151.21)

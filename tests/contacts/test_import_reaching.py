"""Importing people with several addresses, and their companies: who is known by any of them is found, nothing is lost."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Company, Contact, CustomField, Import

Take = Callable[..., Import]


@pytest.fixture
def take(workspace: Workspace, now: datetime) -> Take:
    """A way to import a file into Acme: the columns, then the rows."""

    def imported(text: str, *, existing: str = "overwrite") -> Import:
        sheet = Import.objects.upload(
            workspace=workspace, file=ContentFile(text.encode()), filename="people.csv", by=None, now=now
        )
        sheet.start(mapping=sheet.mapping, defaults={"existing": existing}, now=now)
        work(now, "test")
        sheet.refresh_from_db()
        assert sheet.status == "done", sheet.error
        return sheet

    return imported


def _known(workspace: Workspace, now: datetime, **values: Any) -> Contact:
    return Contact.objects.create_one(workspace=workspace, values=values, now=now)


def _points(contact: Contact) -> list[tuple[str, str]]:
    return list(contact.points.order_by("medium", "pk").values_list("value", "type"))


def test_columns_of_types_become_primary_and_further_ones(take: Take) -> None:
    take(
        "Name,Personal email,Work email,Other emails,Mobile phone,Work phone,Country,GitHub\n"
        "Grace,g@home.example,g@navy.example,a@x.example; b@x.example (risky),0151 23456789,030 901820,DE,github.com/g\n"
    )
    grace = Contact.objects.get()
    assert (grace.email, grace.email_type, grace.phone, grace.phone_type) == (
        "g@home.example",
        "personal",
        "+4915123456789",
        "mobile",
    )
    assert grace.link == "https://github.com/g"
    assert _points(grace) == [
        ("g@navy.example", "work"),
        ("a@x.example", ""),
        ("b@x.example", ""),
        ("+4930901820", "work"),
    ]
    assert grace.points.get(value="b@x.example").state == "risky"


def test_who_is_known_by_a_further_address_is_found_and_keeps_the_primary_one(
    take: Take, workspace: Workspace, now: datetime
) -> None:
    grace = _known(workspace, now, name="Grace", emails=["g@navy.example", "g@home.example"])
    taken = take("Email,Job title\nG@HOME.example,Admiral\n")
    grace.refresh_from_db()
    assert (taken.created, taken.updated, grace.email, grace.title) == (0, 1, "g@navy.example", "Admiral")
    assert _points(grace) == [("g@home.example", "")]


def test_a_row_with_one_known_address_adds_the_others(take: Take, workspace: Workspace, now: datetime) -> None:
    grace = _known(workspace, now, name="Grace", email="g@navy.example", phone="+4930901820")
    take("Email,Secondary email,Mobile phone\ng@new.example,g@navy.example,+49 151 23456789\n")
    grace.refresh_from_db()
    assert (grace.email, grace.phone) == ("g@navy.example", "+4930901820")
    assert _points(grace) == [("g@new.example", ""), ("+4915123456789", "mobile")]


def test_an_address_that_somebody_else_has_stays_theirs(take: Take, workspace: Workspace, now: datetime) -> None:
    ada = _known(workspace, now, name="Ada", emails=["ada@x.example", "ada@home.example"])
    grace = _known(workspace, now, name="Grace", email="g@navy.example")
    take("Email,Other emails\ng@navy.example,ada@home.example; ada@x.example\n")
    assert (_points(grace), _points(ada)) == ([], [("ada@home.example", "")])


def test_rows_that_share_an_address_are_one_person(take: Take) -> None:
    taken = take(
        "Name,Email,Secondary email,Job title\n"
        "Grace,a@x.example,,\nGrace,b@x.example,a@x.example,Captain\nGrace,b@x.example,,Admiral\n"
        "Ada,c@x.example,a@x.example,\n"
    )
    grace = Contact.objects.get()
    assert (taken.created, grace.email, grace.title) == (1, "a@x.example", "Admiral")
    assert {value for value, _type in _points(grace)} == {"b@x.example", "c@x.example"}


def test_leaving_known_people_alone_leaves_their_addresses_alone(
    take: Take, workspace: Workspace, now: datetime
) -> None:
    grace = _known(workspace, now, name="Grace", email="g@navy.example")
    take("Email,Secondary email\ng@navy.example,g@home.example\n", existing="skip")
    assert not grace.points.exists()


def test_a_number_and_a_currency_are_read_from_one_cell(take: Take) -> None:
    take("Name,Desired salary,Lat,Lng\nGrace,80k EUR,52.5,13.4\nAda,,,\n")
    grace, ada = Contact.objects.order_by("pk")
    assert (grace.salary_expectation, grace.salary_currency, grace.latitude) == (80_000, "EUR", 52.5)
    assert (ada.salary_expectation, ada.salary_currency, ada.longitude) == (None, "", None)


def test_filling_gaps_fills_numbers_and_leaves_a_zero(take: Take, workspace: Workspace, now: datetime) -> None:
    grace = _known(workspace, now, email="g@x.example", latitude="0", salary_expectation="")
    take("Email,Lat,Salary\ng@x.example,52.5,70000\n", existing="fill")
    grace.refresh_from_db()
    assert (grace.latitude, grace.salary_expectation) == (0, 70_000)


def test_people_are_linked_to_a_company_by_their_address(take: Take, workspace: Workspace, now: datetime) -> None:
    navy = Company.objects.named(workspace, "Navy")
    assert navy.add_domain("navy.example")
    take("Name,Email\nGrace,g@navy.example\nAda,ada@gmail.com\nEve,eve@elsewhere.example\n")
    assert list(navy.contacts.values_list("name", flat=True)) == ["Grace"]
    taken = take("Name,Email,Company\nGrace,g@navy.example,\n")
    assert (taken.unchanged, navy.contacts.count()) == (1, 1)
    by_hand = _known(workspace, now, name="Rear Admiral", email="r@navy.example", company_name="")
    assert by_hand.company == navy


def test_a_mail_provider_is_nobodys_domain(workspace: Workspace) -> None:
    navy = Company.objects.named(workspace, "Navy")
    assert not navy.add_domain("gmail.com")
    assert navy.add_domain("navy.example")
    assert not Company.objects.named(workspace, "Army").add_domain("navy.example")


def test_a_row_tells_of_the_company_too(take: Take, workspace: Workspace) -> None:
    Company.objects.filter(pk=Company.objects.named(workspace, "Navy").pk).update(industry="Sea")
    text = (
        "Email,Company,Company domain,Industry,# Employees,Company country\n"
        "g@navy.example,Navy,https://www.navy.example,Defence,12000,Germany\nx@x.example,Acme,gmail.com,Tools,,\n"
    )
    take(text, existing="fill")
    navy, acme = Company.objects.get(name="Navy"), Company.objects.get(name="Acme")
    assert (navy.domain, navy.industry, navy.size, navy.country) == ("navy.example", "Sea", "10001", "DE")
    assert (acme.domain, acme.industry, acme.domains.count()) == ("", "Tools", 0)
    take(text)
    navy.refresh_from_db()
    assert navy.industry == "Defence"


def test_own_choices_are_read_by_label(take: Take, workspace: Workspace) -> None:
    options = [{"key": "gold", "label": "Gold plan"}, {"key": "silver", "label": "Silver plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=options)
    CustomField.objects.create(workspace=workspace, key="plans", label="Plans", kind="choices", options=options)
    CustomField.objects.create(workspace=workspace, key="met", label="Met", kind="yes_no")
    taken = take("Name,Plan,Plans,Met\nGrace,gold PLAN,silver plan; Gold plan,ja\nAda,Bronze plan,,perhaps\n")
    assert Contact.objects.get().custom == {"plan": "gold", "plans": ["gold", "silver"], "met": True}
    reason = taken.rejected_rows.get().reason
    assert "Did you mean" in reason
    assert "neither yes nor no" in reason

"""Companies: known by name and by domain, with the people who work there, and who of them decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.deciding import deciders
from kindred.contacts.errors import InvalidContact
from kindred.contacts.models import Company, Contact, Event

Pool = Callable[..., list[Contact]]


def _made(workspace: Workspace, now: datetime, **values: Any) -> Company:
    return Company.objects.create_one(workspace=workspace, values=values, now=now)


def test_a_company_is_kept_as_it_was_entered(workspace: Workspace, now: datetime) -> None:
    navy = _made(
        workspace,
        now,
        name=" US  Navy ",
        domains=["https://www.Navy.example/", "sea.example", "navy.example", ""],
        size="12,000 people",
        country="Deutschland",
        website="navy.example",
        industry="Defence",
    )
    navy.refresh_from_db()
    assert (navy.name, navy.name_key, navy.domain, navy.size) == ("US Navy", "us navy", "navy.example", "10001")
    assert (navy.country, navy.website) == ("DE", "https://navy.example")
    assert list(navy.domains.order_by("pk").values_list("domain", flat=True)) == ["navy.example", "sea.example"]


def test_what_is_wrong_with_a_company_is_named_by_field(workspace: Workspace, now: datetime) -> None:
    with pytest.raises(InvalidContact) as refusal:
        _made(workspace, now, name=" ", domains=["gmail.com"], size="large", country="Atlantis", nonsense="x")
    assert refusal.value.problems.keys() == {"name", "domains", "size", "country", "nonsense"}
    assert "Anybody can have an address at gmail.com" in refusal.value.problems["domains"]
    assert not Company.objects.exists()


def test_two_companies_have_neither_name_nor_domain_in_common(
    workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    _made(workspace, now, name="Navy", domains=["navy.example"])
    army = _made(workspace, now, name="Army")
    for values, field in (({"name": "NAVY"}, "name"), ({"domains": ["navy.example"]}, "domains")):
        with pytest.raises(InvalidContact) as refusal:
            army.edit(values=values, now=now)
        assert refusal.value.problems.keys() == {field}
    assert _made(other_workspace, now, name="Navy", domains=["navy.example"]).pk


def test_an_edit_takes_domains_away_and_frees_them(workspace: Workspace, now: datetime) -> None:
    navy = _made(workspace, now, name="Navy", domains=["navy.example", "sea.example"])
    navy.edit(values={"domains": ["sea.example"], "name": "The Navy"}, now=now)
    assert (navy.name, navy.domain, navy.domains.count()) == ("The Navy", "sea.example", 1)
    assert _made(workspace, now, name="Navy", domains=["navy.example"]).domain == "navy.example"


def test_a_company_is_sought_by_name_and_domain(
    workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    _made(workspace, now, name="Ångström & Co", domains=["lengths.example"])
    _made(other_workspace, now, name="Angström")
    found = Company.objects.of(workspace)
    for sought, number in (("angstrom", 1), ("& CO", 1), ("lengths.ex", 1), ("", 1), ("engths.ex", 0)):
        assert found.search(sought).count() == number, sought


def test_people_with_an_address_there_are_gathered_once(
    workspace: Workspace, ada: User, contacts: Pool, other_workspace: Workspace, now: datetime
) -> None:
    navy = _made(workspace, now, name="Navy", domains=["navy.example", "sea.example"])
    [grace] = contacts(email="g@navy.example")
    contacts(email="x@notnavy.example")
    contacts(email="y@mail.navy.example")
    contacts(email="z@sea.example", company=_made(workspace, now, name="Army"))
    Contact.objects.create(workspace=other_workspace, email="o@navy.example", email_key="o@navy.example")
    assert Contact.objects.gather(navy, at=now, by=ada) == 1
    assert Contact.objects.gather(navy, at=now, by=ada) == 0
    assert list(navy.contacts.all()) == [grace]
    assert Event.objects.get().data == {"field": "company_name", "to": "Navy"}


def test_editing_an_address_finds_the_company_and_leaving_it_blank_stays_blank(
    workspace: Workspace, now: datetime
) -> None:
    navy = _made(workspace, now, name="Navy", domains=["navy.example"])
    grace = Contact.objects.create_one(workspace=workspace, values={"name": "Grace"}, now=now)
    grace.edit(values={"email": "g@navy.example", "company_name": ""}, now=now)
    assert grace.company == navy
    grace.edit(values={"company_name": ""}, now=now)
    grace.edit(values={"company_name": "", "email": "g@navy.example", "title": "Admiral"}, now=now)
    assert grace.company is None


@pytest.fixture
def navy(workspace: Workspace, contacts: Pool, now: datetime) -> Company:
    """A company with people of all ranks."""
    company = _made(workspace, now, name="Navy")
    for first_name, role, seniority, department in (
        ("Said", "decision_maker", "senior", "it"),
        ("Chief", "", "c_level", "finance"),
        ("Founder", "", "founder", "engineering"),
        ("Marketer", "", "vp", "marketing"),
        ("Seller", "", "director", "sales"),
        ("Influencer", "influencer", "c_level", "marketing"),
        ("Manager", "", "manager", "marketing"),
        ("Nobody", "", "", ""),
    ):
        contacts(company=company, first_name=first_name, decision_role=role, seniority=seniority, department=department)
    contacts(first_name="Elsewhere", seniority="c_level")
    return company


def test_who_decides_is_found_by_role_then_by_rank(navy: Company) -> None:
    found = deciders(Contact.objects.filter(company=navy))
    assert [(one.contact.first_name, one.why) for one in found] == [
        ("Said", "Marked as decision maker"),
        ("Founder", "Founder / owner: decides for the whole company"),
        ("Chief", "C-level: decides for the whole company"),
        ("Marketer", "VP: decides for Marketing"),
        ("Seller", "Director: decides for Sales"),
    ]


def test_about_one_department_its_own_heads_decide(navy: Company) -> None:
    found = deciders(Contact.objects.filter(company=navy), department="marketing")
    assert [one.contact.first_name for one in found] == ["Said", "Founder", "Chief", "Marketer"]


def test_where_nobody_decides_the_most_senior_are_named(navy: Company) -> None:
    people = Contact.objects.filter(company=navy, first_name__in=["Manager", "Nobody", "Influencer"])
    [one] = deciders(people)
    assert (one.contact.first_name, one.why) == ("Manager", "Manager: the most senior known here")
    assert deciders(people.filter(first_name="Nobody")) == []

"""The companies that the people of a batch work at: found by name, else by a domain, and told what the rows say of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.domain import domain_of, is_free_mail
from kindred.contacts.importing.cells import Person
from kindred.contacts.models import Company, CompanyDomain


class Employers:
    """The companies of a batch."""

    def __init__(self, workspace: Workspace, people: Collection[Person], *, now: datetime, policy: str) -> None:
        self._by_name = Company.objects.ids_by_key(workspace, filter(None, map(_name, people)))
        domains = {domain for person in people if not _name(person) and (domain := _domain(person))}
        at_domains = CompanyDomain.objects.filter(workspace=workspace, domain__in=domains)
        self._by_domain: dict[str, int] = dict(at_domains.values_list("domain", "company"))
        told: dict[int, dict[str, Any]] = defaultdict(dict)
        for person in people:
            if person.company and (company := self.named(person)):
                told[company] |= person.company
        if told and policy != "skip":
            Company.objects.take(told, is_gap_filling=policy == "fill", now=now)

    def named(self, person: Person) -> int | None:
        """Return the company that a row names, by its name or its domain."""
        if name := _name(person):
            return self._by_name.get(Company.key_of(name))
        return self._by_domain.get(person.company.get("domain", "")) if person.company else None

    def at_address(self, person: Person) -> int | None:
        """Return the company at the domain of somebody's address."""
        return self._by_domain.get(domain_of(person.email_key)) if self._by_domain else None


def _name(person: Person) -> str:
    """Return the name of the company that a row names."""
    name: str = person.values.get("company_name", "")
    return name


def _domain(person: Person) -> str:
    """Return the domain that shows where somebody works."""
    given = person.company.get("domain", "") if person.company else ""
    return given if given and not is_free_mail(given) else domain_of(person.email_key)

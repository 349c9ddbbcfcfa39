"""The companies that the people of a batch work at: found by name, else by a domain, and told what the rows say of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from kindred.contacts.cleaning.domain import domain_of, is_free_mail
from kindred.contacts.importing.person import Person
from kindred.contacts.importing.policy import Existing, Policy
from kindred.contacts.importing.words import Words
from kindred.contacts.models import Company, CompanyDomain
from kindred.kit.db.among import Among

#: What is told of a company, by attribute.
Told = dict[str, Any]


class Employers:
    """The companies of a batch."""

    def __init__(self, names: Words, people: Collection[Person], *, now: datetime, policy: Policy) -> None:
        self._names = names
        names.learn(map(_name, people))
        domains = {domain for person in people if not _name(person) and (domain := _domain(person))}
        at_domains = CompanyDomain.objects.filter(Among("domain", domains), workspace=names.workspace)
        self._by_domain: dict[str, int] = dict(at_domains.values_list("domain", "company")) if domains else {}
        told: dict[int, Told] = defaultdict(dict)
        for person in people:
            if person.company and (company := self.named(person)):
                told[company] |= person.company
        leaves_alone = not told or policy.whole == Existing.SKIP
        #: What changed about companies: their id, what was there before, what is there now, and a domain that is new.
        self.changes = [] if leaves_alone else _take(told, now=now, is_gap_filling=policy.whole == Existing.FILL)

    def named(self, person: Person) -> int | None:
        """Return the company that a row names, by its name or its domain."""
        if name := _name(person):
            return self._names.id_of(name)
        return self._by_domain.get(person.company.get("domain", "")) if person.company else None

    def at_address(self, person: Person) -> int | None:
        """Return the company at the domain of somebody's address."""
        return self._by_domain.get(domain_of(person.email_key)) if self._by_domain else None


def _take(told: dict[int, Told], *, now: datetime, is_gap_filling: bool) -> list[tuple[int, Told, Told, str]]:
    """Tell companies what the rows say of them, and return what changed."""
    companies = Company.objects.filter(Among("pk", list(told))).order_by("pk")
    keys = sorted({key for values in told.values() for key in values})
    before = {row.pop("pk"): row for row in companies.select_for_update().values("pk", *keys)}
    domains = {values["domain"] for values in told.values() if "domain" in values}
    there = set(CompanyDomain.objects.filter(Among("domain", domains)).values_list("domain", flat=True))
    companies.take(told, is_gap_filling=is_gap_filling, now=now)
    changes = []
    for row in companies.values("pk", *keys):
        pk = row.pop("pk")
        after = {key: value for key, value in row.items() if value != before[pk][key]}
        new_domain = after["domain"] if after.get("domain") and after["domain"] not in there else ""
        if after:
            changes.append((pk, {key: before[pk][key] for key in after}, after, new_domain))
    return changes


def _name(person: Person) -> str:
    """Return the name of the company that a row names."""
    name: str = person.values.get("company_name", "")
    return name


def _domain(person: Person) -> str:
    """Return the domain that shows where somebody works."""
    given = person.company.get("domain", "") if person.company else ""
    return given if given and not is_free_mail(given) else domain_of(person.email_key)

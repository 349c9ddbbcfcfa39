"""Where contacts work."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts import fields
from kindred.contacts.changes import COMPANY_EDITED
from kindred.contacts.cleaning.domain import domain_of, is_free_mail
from kindred.contacts.errors import InvalidContact
from kindred.contacts.following import tell_followers
from kindred.contacts.keys import sortable
from kindred.contacts.models.company_draft import CompanyDraft
from kindred.contacts.models.label import Label, LabelQuerySet
from kindred.kit.clock import utc_now


class CompanyQuerySet(LabelQuerySet["Company"]):
    """Companies."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the companies of a workspace."""
        return self.filter(workspace=workspace)

    def search(self, text: str) -> Self:
        """Narrow to companies whose name holds the text, or one of whose domains begins with it."""
        sought = sortable(text)
        if not sought:
            return self
        at_domain = CompanyDomain.objects.filter(domain__startswith=sought).values("company")
        return self.filter(models.Q(name_key__contains=sought) | models.Q(pk__in=at_domain))

    @transaction.atomic
    def create_one(self, *, workspace: Workspace, values: Mapping[str, Any], now: datetime) -> "Company":
        """Create a company from values as they were entered (models/company_draft.py).

        Raises InvalidContact with what is wrong, field by field.
        """
        company = self.model(workspace=workspace, created_at=now, updated_at=now)
        company.take_over(CompanyDraft.of({"name": ""} | dict(values)), now=now)
        return company

    def at_address(self, workspace: Workspace, email_key: str | None) -> "Company | None":
        """Return the company at the domain of an address; none for one of a mail provider."""
        domain = domain_of(email_key)
        return self.of(workspace).filter(domains__domain=domain).first() if domain else None

    @transaction.atomic
    def take(self, told: Mapping[int, Mapping[str, Any]], *, now: datetime, is_gap_filling: bool = False) -> None:
        """Take over what was told of companies, by id and attribute; gap-filling leaves what they have as it is."""
        for company in self.filter(pk__in=told):
            values = {
                key: value
                for key, value in told[company.pk].items()
                if value != getattr(company, key) and not (is_gap_filling and getattr(company, key))
            }
            domain, main = values.pop("domain", ""), company.domain
            if domain:
                company.add_domain(domain)
            if values:
                self.filter(pk=company.pk).update(**values, updated_at=now)
            company.tell([*values, *(["domain"] if company.domain != main else [])], now=now)


class Company(Label):
    """Where contacts work; known by its name, whatever the case, and by its domains."""

    MAX_NAME: ClassVar[int] = 200
    MAX_KEY: ClassVar[int] = 240

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="companies")
    name = models.CharField(_("name"), max_length=MAX_NAME)
    name_key = models.CharField(max_length=MAX_KEY, editable=False)
    #: The first of its domains (CompanyDomain holds them all).
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    size = models.CharField(_("size"), max_length=12, blank=True, choices=fields.SIZES)
    location = models.CharField(_("location"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    link = models.CharField(_("profile link"), max_length=500, blank=True)
    updated_at = models.DateTimeField(default=utc_now, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_company_per_name"),)
        indexes = (models.Index(fields=("workspace", "created_at", "id"), name="company_by_creation"),)

    @classmethod
    def key_of(cls, name: str) -> str:
        """Return the key under which a name is the same as another; accents do not count."""
        return sortable(name)[: cls.MAX_KEY]

    @transaction.atomic
    def edit(self, *, values: Mapping[str, Any], now: datetime) -> None:
        """Change what was entered (models/company_draft.py).

        Raises InvalidContact with what is wrong, field by field.
        """
        draft = CompanyDraft.of(values)
        row = Company.objects.select_for_update().get(pk=self.pk)
        row.take_over(draft, now=now)
        self.refresh_from_db()

    def take_over(self, draft: CompanyDraft, *, now: datetime) -> None:
        """Write what was entered; a name or a domain that another company has is refused."""
        before = {key: getattr(self, key) for key in ("name", *fields.COMPANY_FIELDS)}
        for key, value in draft.fields.items():
            setattr(self, key, value)
        self.name_key = self.key_of(self.name)
        others = Company.objects.filter(workspace=self.workspace_id).exclude(pk=self.pk)
        if others.filter(name_key=self.name_key).exists():
            raise InvalidContact({"name": gettext("There is a company of this name already.")})
        taken = others.filter(domains__domain__in=draft.domains or ()).first()
        if taken:
            raise InvalidContact({"domains": gettext("%(company)s has this domain already.") % {"company": taken}})
        if draft.domains is not None:
            self.domain = next(iter(draft.domains), "")
        self.updated_at = now
        self.save()
        if draft.domains is not None:
            self.domains.exclude(domain__in=draft.domains).delete()
            known = {"workspace_id": self.workspace_id, "company": self}
            CompanyDomain.objects.bulk_create(
                [CompanyDomain(domain=domain, **known) for domain in draft.domains], ignore_conflicts=True
            )

        self.tell([key for key, value in before.items() if value != getattr(self, key)], now=now)

    @transaction.atomic
    def remove(self, *, now: datetime, by: User | None = None) -> None:
        """Remove the company; its people stay, without one, and their timelines say so."""
        self.contacts.all().set_field("company_name", "", at=now, by=by)
        self.delete()

    def tell(self, changed: Collection[str], *, now: datetime) -> None:
        """Tell those who follow what happens to people that something about their company has changed."""
        people = self.contacts.all()
        if changed and people.exists():
            data = {"fields": [f"{fields.COMPANY}{key}" for key in changed]}
            tell_followers(COMPANY_EDITED, contacts=people, at=now, data=data, by=None)

    def add_domain(self, domain: str) -> bool:
        """Let a domain be one of the company's; return whether it is, and not a mail provider's or another company's."""
        if is_free_mail(domain):
            return False
        known = {"workspace_id": self.workspace_id, "domain": domain}
        row, is_new = CompanyDomain.objects.get_or_create(**known, defaults={"company": self})
        if is_new and not self.domain:
            Company.objects.filter(pk=self.pk).update(domain=domain)
            self.domain = domain
        return row.company_id == self.pk


class CompanyDomain(models.Model):
    """A domain of a company, by which people are linked to it who have an address there."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    company = models.ForeignKey(Company, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    objects: ClassVar[models.Manager["CompanyDomain"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "domain"), name="one_company_per_domain"),)

    def __str__(self) -> str:
        return self.domain

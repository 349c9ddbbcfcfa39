"""Where contacts work."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.keys import sortable
from kindred.contacts.models.label import Label, LabelQuerySet


class CompanyQuerySet(LabelQuerySet["Company"]):
    """Companies."""


class Company(Label):
    """Where contacts work; known by its name, whatever the case."""

    MAX_NAME: ClassVar[int] = 200
    MAX_KEY: ClassVar[int] = 240

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="companies")
    name = models.CharField(_("name"), max_length=MAX_NAME)
    name_key = models.CharField(max_length=MAX_KEY, editable=False)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_company_per_name"),)

    @classmethod
    def key_of(cls, name: str) -> str:
        """Return the key under which a name is the same as another; accents do not count."""
        return sortable(name)[: cls.MAX_KEY]

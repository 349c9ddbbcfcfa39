"""Where contacts work."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace


class Company(models.Model):
    """Where contacts work; known by its name, whatever the case."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="companies")
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Company"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_company_per_name"),)

    def __str__(self) -> str:
        return self.name

"""Fields a workspace adds of its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace


class CustomField(models.Model):
    """A field of a workspace's own; its values live in `Contact.custom`."""

    class Kind(models.TextChoices):
        """What values it takes."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="custom_fields")
    key = models.SlugField(max_length=60)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)

    objects: ClassVar[models.Manager["CustomField"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_custom_field_per_key"),)

    def __str__(self) -> str:
        return self.label

"""Fields a workspace adds of its own."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.errors import EmptyName

_LONGEST_KEY = 60


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    """Fields of workspaces' own."""

    def labelled(self, workspace: Workspace, label: str, *, kind: str) -> "CustomField":
        """Return the workspace's field of this label, in whatever case; make one of this kind if there is none.

        Raises EmptyName when the label is empty.
        """
        label = " ".join(label.split())[:80].strip()
        if not label:
            raise EmptyName
        found = self.filter(workspace=workspace, label__iexact=label).first()
        return found or self.create(workspace=workspace, label=label, kind=kind, key=self._free_key(workspace, label))

    def _free_key(self, workspace: Workspace, label: str) -> str:
        """Return a key for the label that no other field of the workspace has."""
        base = slugify(label)[: _LONGEST_KEY - 4].strip("-_") or "field"
        taken = set(self.filter(workspace=workspace, key__startswith=base).values_list("key", flat=True))
        return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


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

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_custom_field_per_key"),)

    def __str__(self) -> str:
        return self.label

"""The words of a message before they meet a contact."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace


class Template(models.Model):
    """The words of a message before they meet a contact: Liquid in subject and body (`{{ contact.first_name }}`)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("subject"), max_length=300)
    html = models.TextField(_("body"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Template"]] = models.Manager()

    def __str__(self) -> str:
        return self.name

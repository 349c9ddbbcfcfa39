"""Words people hang on contacts and cohorts, and the skills contacts have."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace


class Label(models.Model):
    """A word of a workspace, known whatever its case."""

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=80, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Tag(Label):
    """A word people hang on contacts and cohorts."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tags")

    objects: ClassVar[models.Manager["Tag"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_tag_per_name"),)


class Skill(Label):
    """Something a contact can do."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="skills")

    objects: ClassVar[models.Manager["Skill"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_skill_per_name"),)

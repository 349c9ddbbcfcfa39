"""A word people hang on contacts and cohorts."""

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.models.label import Label, LabelQuerySet


class TagQuerySet(LabelQuerySet["Tag"]):
    """Tags."""


class Tag(Label):
    """A word people hang on contacts and cohorts."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tags")

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_tag_per_name"),)

"""A circle that contacts belong to."""

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.models.label import Label, LabelQuerySet


class CommunityQuerySet(LabelQuerySet["Community"]):
    """Communities."""


class Community(Label):
    """A circle that contacts belong to: a meet-up, an association, a forum."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="communities")

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_community_per_name"),)

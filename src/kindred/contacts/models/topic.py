"""Something contacts like to hear about."""

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.models.label import Label, LabelQuerySet


class TopicQuerySet(LabelQuerySet["Topic"]):
    """Topics."""


class Topic(Label):
    """Something contacts like to hear about."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="topics")

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_topic_per_name"),)

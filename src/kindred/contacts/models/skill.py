"""Something a contact can do."""

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.models.label import Label, LabelQuerySet


class SkillQuerySet(LabelQuerySet["Skill"]):
    """Skills."""


class Skill(Label):
    """Something a contact can do."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="skills")

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_skill_per_name"),)

"""Something a contact can do."""

from typing import Any, Self

from django.db import models, transaction
from django.db.models import F

from kindred.accounts.models import Workspace
from kindred.contacts.models.label import Label, LabelQuerySet
from kindred.kit.db.insert_select import insert_select
from kindred.taxonomy import skills


class SkillQuerySet(LabelQuerySet["Skill"]):
    """Skills."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    @transaction.atomic
    def join_alike(self) -> int:
        """Make one of skills that are other names of the same, kept from before the name was known; return how many went."""
        joined = 0
        for skill in self.order_by("pk"):
            name, key = self._shortened(skill.name), Skill.key_of(skill.name)
            if key == skill.name_key:
                continue
            one = self.filter(workspace=skill.workspace_id, name_key=key).first()
            if one is None:
                Skill.objects.filter(pk=skill.pk).update(name=name, name_key=key)
                continue
            insert_select(
                self._links,
                self._links.objects.filter(skill=skill),
                {"contact": F("contact_id"), "skill": one.pk},
                ignore_conflicts=True,
            )
            skill.delete()
            joined += 1
        return joined

    @property
    def _links(self) -> Any:
        """The table of who can do what."""
        return Skill.contact_skills.rel.related_model

    def _shortened(self, name: str) -> str:
        """Return a skill by the one name it is kept by, whatever it was called."""
        return super()._shortened(skills.read(name).skill)


class Skill(Label):
    """Something a contact can do; React, React.js and ReactJS are one (taxonomy/skills)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="skills")

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "name_key"), name="one_skill_per_name"),)

    @classmethod
    def key_of(cls, name: str) -> str:
        """Return the key under which a name is the same as another: that of the skill it is another name for."""
        return super().key_of(skills.read(name).skill)

    @property
    def family(self) -> str:
        """The key of the family it belongs to; nothing where it is not known."""
        return skills.family_of(self.name)

"""A person in the pool."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts import fields
from kindred.contacts.models.company import Company
from kindred.contacts.models.tag import Skill, Tag
from kindred.kit.clock import utc_now


class Contact(models.Model):
    """A person in the pool."""

    class Kind(models.IntegerChoices):
        """What a person is to you; one person may be several, so the values are bits of `kinds`."""

        CANDIDATE = 1, _("Candidate")
        LEAD = 2, _("Lead")
        PROSPECT = 4, _("Prospect")
        CLIENT = 8, _("Client")
        REFEREE = 16, _("Referee")
        ALUMNI = 32, _("Alumni")
        OTHER = 64, _("Other")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="contacts")
    kinds = models.PositiveSmallIntegerField(_("kinds"), default=0)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    name = models.CharField(_("full name"), max_length=240, blank=True)
    name_key = models.CharField(max_length=240, blank=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    #: The address as duplicates are found by; null where there is none, so that many contacts may have none.
    email_key = models.CharField(max_length=254, null=True, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=30, blank=True, choices=fields.DEPARTMENTS)
    seniority = models.CharField(_("seniority"), max_length=30, blank=True, choices=fields.SENIORITIES)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="contacts")
    decision_role = models.CharField(_("decision role"), max_length=30, blank=True, choices=fields.DECISION_ROLES)
    location = models.CharField(_("location"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    link = models.CharField(_("profile link"), max_length=500, blank=True)
    candidate_state = models.CharField(
        _("candidate state"), max_length=30, blank=True, choices=fields.CANDIDATE_STATES
    )
    lifecycle_stage = models.CharField(
        _("lifecycle stage"), max_length=30, blank=True, choices=fields.LIFECYCLE_STAGES
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Values of the workspace's own fields, by CustomField.key.
    custom = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, through="ContactTag")
    skills = models.ManyToManyField(Skill, through="ContactSkill")
    last_contacted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now, editable=False)
    updated_at = models.DateTimeField(default=utc_now, editable=False)

    objects: ClassVar[models.Manager["Contact"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "email_key"), name="one_contact_per_email"),)
        indexes = (
            models.Index(fields=("workspace", "name_key", "id"), name="contact_by_name"),
            models.Index(fields=("workspace", "created_at", "id"), name="contact_by_creation"),
        )

    def __str__(self) -> str:
        return self.name or self.email


class ContactTag(models.Model):
    """A tag on a contact."""

    pk = models.CompositePrimaryKey("contact_id", "tag_id")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, db_index=False)

    objects: ClassVar[models.Manager["ContactTag"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("tag", "contact"), name="contacts_with_tag"),)


class ContactSkill(models.Model):
    """A skill of a contact."""

    pk = models.CompositePrimaryKey("contact_id", "skill_id")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, db_index=False)

    objects: ClassVar[models.Manager["ContactSkill"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("skill", "contact"), name="contacts_with_skill"),)

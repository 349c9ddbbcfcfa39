"""A person in the pool."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts import fields, kinds
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.following import tell_followers
from kindred.contacts.keys import sortable
from kindred.contacts.models.company import Company
from kindred.contacts.models.event import Event
from kindred.contacts.models.setting import Setting
from kindred.contacts.models.skill import Skill
from kindred.contacts.models.tag import Tag
from kindred.kit.clock import utc_now
from kindred.kit.db.full_text import FullText, Search, words_of
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select

#: Words of a search that are looked at.
MOST_WORDS = 8


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts; a verb here does its work for all of them in a few statements, however many they are.

    The contacts of one call are of one workspace, and the queryset is not sliced.
    """

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the pool of a workspace."""
        return self.filter(workspace=workspace)

    def search(self, text: str) -> Self:
        """Narrow to contacts with a word beginning as each of these in name, address, title or company."""
        own = FullText(model=self.model, columns=("name_key", "email_key", "title"))
        search = Search(own=own, related=FullText(model=Company, columns=("name_key",)), column="company_id")
        found = self
        for word in words_of(text)[:MOST_WORDS]:
            found = found.filter(search.having(*{word, sortable(word)}))
        return found

    @transaction.atomic
    def record(self, kind: str, *, at: datetime, data: dict[str, Any] | None = None, by: User | None = None) -> int:
        """Write a fact on the timeline of each contact, and tell those who follow it; return how many there were.

        Raises UnknownEventKind for a kind that is not in the register.
        """
        facts = data or {}
        written = insert_select(
            Event,
            self.order_by(),
            {
                "workspace": F("workspace_id"),
                "contact": F("pk"),
                "kind": kind_of(kind).key,
                "at": at,
                "by": by and by.pk,
                "data": facts,
            },
        )
        if written:
            tell_followers(kind, contacts=self, at=at, data=facts, by=by)
        return written

    @transaction.atomic
    def add_tag(self, tag: Tag, *, at: datetime, by: User | None = None) -> int:
        """Hang a tag on each contact that does not have it; return how many did not."""
        without = self.filter(workspace=tag.workspace_id).exclude(
            Exists(tag.contact_tags.filter(contact=OuterRef("pk")))
        )
        with held(without) as newly:
            insert_select(ContactTag, newly, {"contact": F("pk"), "tag": tag.pk}, ignore_conflicts=True)
            return newly.record("tag.added", at=at, data={"tag": tag.name, "id": tag.pk}, by=by)

    @transaction.atomic
    def remove_tag(self, tag: Tag, *, at: datetime, by: User | None = None) -> int:
        """Take a tag off each contact that has it; return how many had."""
        with held(self.filter(Exists(tag.contact_tags.filter(contact=OuterRef("pk"))))) as tagged:
            tag.contact_tags.filter(contact__in=tagged).delete()
            return tagged.record("tag.removed", at=at, data={"tag": tag.name, "id": tag.pk}, by=by)

    @transaction.atomic
    def set_field(self, key: str, value: Any, *, at: datetime, by: User | None = None) -> int:
        """Give a field this value on each contact that has another; return how many had.

        `key` is one of `fields.FIELDS`, or "custom:" and the key of a field of the workspace's own, where None takes
        the value away. Moving on a ladder records `stage.reached`, any other field `field.changed`.
        Raises FieldNotSettable for a field that many contacts cannot share.
        """
        change = Setting.of(key, value, contacts=self)
        with held(self.exclude(change.already)) as others:
            others.update(**change.update, updated_at=at)
            return others.record(change.event, at=at, data=change.facts, by=by)


class Contact(models.Model):
    """A person in the pool."""

    Kind = kinds.Kind

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="contacts")
    #: Kinds as bits (contacts/kinds.py).
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
    candidate_state = models.CharField(_("candidate state"), max_length=30, blank=True, choices=fields.CANDIDATE_STATES)
    lifecycle_stage = models.CharField(_("lifecycle stage"), max_length=30, blank=True, choices=fields.LIFECYCLE_STAGES)
    source = models.CharField(_("source"), max_length=120, blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Values of the workspace's own fields, by CustomField.key.
    custom = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, through="ContactTag")
    skills = models.ManyToManyField(Skill, through="ContactSkill")
    last_contacted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now, editable=False)
    updated_at = models.DateTimeField(default=utc_now, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "email_key"), name="one_contact_per_email"),)
        indexes = (
            models.Index(fields=("workspace", "id"), name="contact_by_id"),
            models.Index(fields=("workspace", "name_key", "id"), name="contact_by_name"),
            models.Index(fields=("workspace", "created_at", "id"), name="contact_by_creation"),
            # Finds people without an address again when a spreadsheet comes a second time.
            models.Index(fields=("workspace", "link"), condition=~Q(link=""), name="contact_by_link"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def record(self, kind: str, *, at: datetime, data: dict[str, Any] | None = None, by: User | None = None) -> None:
        """Write a fact on the timeline."""
        Contact.objects.filter(pk=self.pk).record(kind, at=at, data=data, by=by)


class ContactTag(models.Model):
    """A tag on a contact."""

    pk = models.CompositePrimaryKey("contact_id", "tag_id")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, db_index=False, related_name="contact_tags")

    objects: ClassVar[models.Manager["ContactTag"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("tag", "contact"), name="contacts_with_tag"),)


class ContactSkill(models.Model):
    """A skill of a contact."""

    pk = models.CompositePrimaryKey("contact_id", "skill_id")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, db_index=False, related_name="contact_skills")

    objects: ClassVar[models.Manager["ContactSkill"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("skill", "contact"), name="contacts_with_skill"),)

"""A person in the pool."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts import fields, kinds
from kindred.contacts.claim import Claim
from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.name import completed
from kindred.contacts.errors import AddressTaken, InvalidContact
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.following import tell_followers
from kindred.contacts.keys import sortable
from kindred.contacts.models.basis import Basis
from kindred.contacts.models.company import Company
from kindred.contacts.models.draft import Draft
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
    def create_one(
        self, *, workspace: Workspace, values: Mapping[str, Any], now: datetime, by: User | None = None
    ) -> "Contact":
        """Create a contact from values as they were entered (models/draft.py), and record it.

        Raises InvalidContact with what is wrong, field by field; AddressTaken when another contact has the address.
        """
        draft = Draft.of(values, workspace=workspace)
        contact = self.model(workspace=workspace, created_at=now, updated_at=now)
        contact._take(draft)  # noqa: SLF001 (the row's own verb)
        contact._refuse_nobody_and_doubles()  # noqa: SLF001
        with _one_per_address(contact):
            contact.save(force_insert=True)
        one = self.filter(pk=contact.pk)
        one.record("contact.created", at=now, data={"how": "by hand"} if by else {}, by=by)
        contact._hang(draft, at=now, by=by)  # noqa: SLF001
        return contact

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
        the value away, or "owner" and the id of a user or None. Moving on a ladder records `stage.reached`, any other field `field.changed`.
        Raises FieldNotSettable for a field that many contacts cannot share, BadValue for a value it does not take.
        """
        change = Setting.of(key, value, contacts=self)
        with held(self.exclude(change.already)) as others:
            others.update(**change.writes(), updated_at=at)
            return others.record(change.event, at=at, data=change.facts, by=by)

    def record_basis(
        self,
        claim: Claim,
        *,
        workspace: Workspace,
        now: datetime,
        by: User | None = None,
        over_withdrawals: bool = False,
        on_timeline: bool = True,
    ) -> int:
        """Append a legal basis, or its withdrawal, to the ledger of each contact; return for how many.

        Left out is who has the very same already, and who has withdrawn what it would allow: only what a person does
        by hand for one contact goes `over_withdrawals`. An import says on the timeline itself what it brought.
        Raises InvalidBasis.
        """
        return Basis.objects.record(
            claim,
            contacts=self,
            workspace=workspace,
            now=now,
            by=by,
            over_withdrawals=over_withdrawals,
            on_timeline=on_timeline,
        )


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

    @transaction.atomic
    def edit(self, *, values: Mapping[str, Any], now: datetime, by: User | None = None) -> bool:
        """Change what was entered (models/draft.py) and record it; return whether anything was different.

        Moving on a ladder records `stage.reached`, tags their own events, all else one `contact.edited`.
        Raises InvalidContact with what is wrong, field by field; AddressTaken when another contact has the address.
        """
        draft = Draft.of(values, workspace=self.workspace)
        # Read again under a lock: two people may be at it.
        row = Contact.objects.select_for_update(of=("self",)).get(pk=self.pk)
        before = row._written()  # noqa: SLF001 (a row of this class)
        row._take(draft)  # noqa: SLF001
        row._refuse_nobody_and_doubles()  # noqa: SLF001
        changed = {name: value for name, value in row._written().items() if value != before[name]}  # noqa: SLF001
        steps = {name: changed.pop(name) for name in fields.STAGE_FIELDS if name in changed}
        one = Contact.objects.filter(pk=self.pk)
        if changed:
            with _one_per_address(row):
                one.update(**changed, updated_at=now)
            one.record("contact.edited", at=now, data=_said(changed, before=before), by=by)
        for ladder, value in steps.items():
            one.set_field(ladder, value, at=now, by=by)
        hung = row._hang(draft, at=now, by=by)  # noqa: SLF001
        self.refresh_from_db()
        return bool(changed or steps or hung)

    def _written(self) -> dict[str, Any]:
        """Return the columns that people write."""
        return {name: getattr(self, name) for name in _COLUMNS}

    def _take(self, draft: Draft) -> None:
        """Take over what was entered."""
        entered = dict(draft.fields)
        if "company_name" in entered:
            name = entered.pop("company_name")
            self.company = Company.objects.named(self.workspace, name) if name else None
        if {"first_name", "last_name", "name"} & entered.keys():
            self._take_name(entered)
        for key, value in entered.items():
            setattr(self, key, value)
        self.name_key = sortable(self.name)[:240]
        self.email_key = address_key(self.email)
        self.kinds = self.kinds if draft.kinds is None else draft.kinds
        self.owner = draft.owner if draft.has_owner else self.owner
        self.custom = {key: value for key, value in (self.custom | draft.own).items() if value is not None}

    def _take_name(self, entered: dict[str, str]) -> None:
        """Take over what was entered of the name; the full name follows its parts, unless it was entered itself."""
        parts = {"first_name", "last_name"} & entered.keys()
        name = entered.pop("name", "")
        first = entered.pop("first_name", self.first_name if parts or not name else "")
        last = entered.pop("last_name", self.last_name if parts or not name else "")
        self.first_name, self.last_name, self.name = completed(first=first, last=last, name=name)
        self.first_name, self.last_name, self.name = self.first_name[:120], self.last_name[:120], self.name[:240]

    def _refuse_nobody_and_doubles(self) -> None:
        """Refuse a contact nobody could be known by, and one whose address another has."""
        if not (self.name or self.email or self.link):
            raise InvalidContact(
                {"": gettext("Give a name, an e-mail address or a profile link to know this person by.")}
            )
        if not self.email_key:
            return
        other = Contact.objects.of(self.workspace).filter(email_key=self.email_key).exclude(pk=self.pk).first()
        if other:
            words = {"name": str(other), "email": other.email}
            message = gettext("%(name)s has the address %(email)s already.") % words
            raise AddressTaken(message, contact_id=other.pk, name=str(other))

    def _hang(self, draft: Draft, *, at: datetime, by: User | None) -> int:
        """Make tags and skills those that were entered; return how many came and went."""
        one = Contact.objects.filter(pk=self.pk)
        moved = 0
        if draft.tags is not None:
            wanted = {Tag.objects.named(self.workspace, name) for name in draft.tags}
            had = set(self.tags.all())
            moved += sum(one.add_tag(tag, at=at, by=by) for tag in wanted - had)
            moved += sum(one.remove_tag(tag, at=at, by=by) for tag in had - wanted)
        if draft.skills is not None:
            keys = Skill.objects.ids_by_key(self.workspace, draft.skills)
            before = set(self.skills.values_list("pk", flat=True))
            self.skills.set(keys.values())
            moved += len(before ^ set(keys.values()))
        return moved


#: The columns that people write, as they are compared to see what an edit changed.
_COLUMNS = (
    *(key for key in fields.FIELDS if key != "company_name"),
    "name_key", "email_key", "company_id", "kinds", "owner_id", "custom",
)  # fmt: skip


@contextmanager
def _one_per_address(contact: Contact) -> Iterator[None]:
    """Tell who has the address when somebody took it a moment before."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        contact._refuse_nobody_and_doubles()  # noqa: SLF001 (the same file's)
        raise


def _said(changed: dict[str, Any], *, before: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an edit: the fields in words, and what they were and are, where that is short."""
    labels = {
        "company_id": fields.FIELDS["company_name"].label,
        "kinds": gettext("Kinds"),
        "owner_id": gettext("Owner"),
        "custom": gettext("own fields"),
    }
    shown = {key: value for key, value in changed.items() if key in fields.FIELDS}
    names = [str(labels.get(key) or fields.FIELDS[key].label) for key in changed if key in labels or key in shown]
    return {"changes": names, "from": {key: before[key] for key in shown}, "to": shown}


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

"""A person in the pool."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import reduce
from heapq import nlargest
from itertools import chain
from operator import itemgetter, or_
from typing import Any, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts import fields, kinds
from kindred.contacts.claim import Claim
from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.point import IDENTIFYING, POINTS, Point, point_key
from kindred.contacts.errors import AddressTaken, FieldNotSettable, InvalidContact
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.following import tell_followers
from kindred.contacts.keys import sortable
from kindred.contacts.models.basis import Basis
from kindred.contacts.models.community import Community
from kindred.contacts.models.company import Company
from kindred.contacts.models.contact_point import ContactPoint
from kindred.contacts.models.correction import Correction
from kindred.contacts.models.draft import Draft
from kindred.contacts.models.erased_mark import ErasedMark
from kindred.contacts.models.event import Event
from kindred.contacts.models.hanging import HANGING, ContactTag
from kindred.contacts.models.setting import Setting
from kindred.contacts.models.skill import Skill
from kindred.contacts.models.tag import Tag
from kindred.contacts.models.topic import Topic
from kindred.contacts.provenance import (
    STALING,
    Provenance,
    by_hand,
    fields_of,
    moment_read,
    noted,
    own_changed,
    verification,
)
from kindred.contacts.terms import BITS, READ_FROM, Terms, key_of
from kindred.kit.clock import utc_now
from kindred.kit.db.full_text import FullText, Search, words_of
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select
from kindred.kit.db.json_key import JSONMerge
from kindred.kit.db.update_rows import update_rows

#: Words of a search that are looked at.
MOST_WORDS = 8
#: Contacts whose titles and places are read in one transaction.
READ_AT_ONCE = 5_000
#: Titles or places that are looked at for those that are not understood, the most frequent first.
LOOKED_AT = 20_000
#: Told how many contacts are done.
Tell = Callable[[int], None]


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

        Raises InvalidContact with what is wrong, field by field; AddressTaken when another contact has the address,
        ErasedBefore when the person was erased.
        """
        draft = Draft.of(values, workspace=workspace)
        draft.hold_addresses(workspace)
        contact = self.model(workspace=workspace, created_at=now, updated_at=now)
        contact._take(draft, at=now)  # noqa: SLF001 (the row's own verbs)
        contact._refuse_nobody()  # noqa: SLF001
        contact._refuse_doubles(draft)  # noqa: SLF001
        contact._refuse_erased(draft)  # noqa: SLF001
        with _one_per_address(contact, draft):
            contact.save(force_insert=True)
            contact._hang(draft, at=now)  # noqa: SLF001
        self.filter(pk=contact.pk).record("contact.created", at=now, data={"how": "by hand"} if by else {}, by=by)
        contact._tag(draft, at=now, by=by)  # noqa: SLF001
        return contact

    def gather(self, company: Company, *, at: datetime, by: User | None = None) -> int:
        """Link to a company each contact without one whose address is at one of its domains; return how many."""
        there = [Q(email_key__endswith=f"@{domain}") for domain in company.domains.values_list("domain", flat=True)]
        if not there:
            return 0
        people = self.filter(reduce(or_, there), workspace=company.workspace_id, company=None)
        return people.set_field("company_name", company.name, at=at, by=by)

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
        if change.bit:
            # What was read is given from now on.
            self.filter(change.already).read_from_others(change.bit).update(derived=F("derived").bitand(~change.bit))
        with held(self.exclude(change.already)) as others:
            told = by_hand([key], at=at, by=by)
            others.update(**change.writes(), provenance=JSONMerge("provenance", told), updated_at=at)
            written = others.record(change.event, at=at, data=change.facts, by=by)
            if change.is_read_from:
                others.read_terms(at=at, by=by)
            return written

    @transaction.atomic
    def verify(self, key: str, *, at: datetime, by: User | None = None) -> int:
        """Note that the value of a field is right as it is, for each contact that has one; return for how many.

        Raises FieldNotSettable for what is no field that grows stale.
        """
        if key not in STALING:
            raise FieldNotSettable
        with held(self.exclude(_without(key))) as those:
            told = verification([key], at=at, by=by)
            those.update(provenance=JSONMerge("provenance", told))
            return those.record("field.verified", at=at, data={"field": key}, by=by)

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

    def written_alike(self, correction: Correction) -> Self:
        """Narrow to contacts whose title or place is what is corrected, but for case, accents and marks."""
        source = correction.source
        texts = self.order_by().values_list(source, flat=True).distinct().iterator()
        return self.filter(**{f"{source}__in": [text for text in texts if key_of(text) == correction.key]})

    def open_to(self, correction: Correction) -> Self:
        """Narrow to contacts that a correction would change: written alike, otherwise by now, and nobody said so."""
        others = (
            (Q(**{key: ""}) | _is_read(BITS[key])) & ~Q(**{key: value}) for key, value in correction.values.items()
        )
        return self.written_alike(correction).filter(reduce(or_, others))

    @transaction.atomic
    def take_back(self, correction: Correction, *, at: datetime, by: User | None = None) -> int:
        """Correct no longer, and read those written alike as before; return how many changed."""
        alike = self.written_alike(correction)
        correction.delete()
        return alike.read_terms(at=at, by=by)

    def unread(self, source: str, *, most: int = 30) -> list[tuple[str, int]]:
        """Return the most frequent titles ("title") or places ("location") that nothing is read from, with their contacts' number.

        What is written alike counts together, under the most frequent way of writing it.
        """
        workspace = Workspace.objects.filter(pk__in=self.order_by().values("workspace_id")[:1]).first()
        if workspace is None:
            return []
        terms = Correction.objects.terms(workspace)
        texts = self.exclude(**{source: ""}).order_by().values_list(source)
        frequent = texts.annotate(count=Count("pk")).order_by("-count", source)[:LOOKED_AT].iterator()
        found: dict[str, tuple[str, int]] = {}
        for text, count in frequent:
            if not terms.is_understood(source, text):
                first, before = found.get(key_of(text), (text, 0))
                found[key_of(text)] = (first, before + count)
        return nlargest(most, found.values(), key=itemgetter(1))

    def read_from_others(self, bit: int) -> Self:
        """Narrow to contacts of whom the field with this bit was read from another."""
        return self.filter(_is_read(bit))

    def read_terms(self, *, at: datetime, by: User | None = None, tell: Tell = lambda _done: None) -> int:
        """Read anew from titles and places what nobody gave, batch by batch; return how many changed."""
        done = changed = last = 0
        terms: Terms | None = None
        while True:
            with transaction.atomic():
                ahead = self.order_by("pk").filter(pk__gt=last).select_for_update()
                rows = list(ahead.values("pk", "workspace", "derived", *_OF_TERMS)[:READ_AT_ONCE])
                if not rows:
                    return changed
                terms = terms or Correction.objects.terms(Workspace(pk=rows[0]["workspace"]))
                changed += self._take_terms({row["pk"]: _read(row, terms) for row in rows}, at=at, by=by)
            done, last = done + len(rows), rows[-1]["pk"]
            tell(done)

    def _take_terms(self, found: dict[int, dict[str, Any]], *, at: datetime, by: User | None) -> int:
        """Write what was read anew of each, and record it; return how many changed."""
        news = {pk: values | {"updated_at": at} for pk, values in found.items() if values}
        update_rows(self.model, news)
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for pk, values in news.items():
            alike[tuple(key for key in BITS if key in values)].append(pk)
        everybody = type(self)(self.model, using=self.db)
        for keys, ids in alike.items():
            said = {"changes": [str(fields.FIELDS[key].label) for key in keys]}
            if keys:
                everybody.filter(pk__in=ids).record("contact.edited", at=at, data=said, by=by)
        return len(news)


def _without(key: str) -> Q:
    """Return the condition that a contact has no value for a field."""
    if key == "company_name":
        return Q(company=None)
    return Q(**{f"{key}__isnull": True}) if Contact._meta.get_field(key).null else Q(**{key: ""})


def _is_read(bit: int) -> Q:
    """Return the condition that the field with this bit was read from another."""
    return ~Q(Exact(F("derived").bitand(bit), Value(0)))


def _read(row: dict[str, Any], terms: Terms) -> dict[str, Any]:
    """Return what is different when title and place of a row are read anew."""
    anew = dict(row)
    anew["derived"] = terms.complete(anew, derived=row["derived"])
    return {key: value for key, value in anew.items() if value != row[key]}


def _text(label: Any, most: int, *, choices: Any = None) -> "models.CharField[str, str]":
    """Return a column that most people leave empty: rows laid in without it get the database's own default."""
    return models.CharField(label, max_length=most, blank=True, default="", db_default="", choices=choices)


class Contact(models.Model):
    """A person in the pool."""

    Kind = kinds.Kind

    #: Null once erased: what is left belongs to nobody's pool, and nobody can be found by it (contacts/erasing).
    workspace: "models.ForeignKey[Workspace, Workspace]" = models.ForeignKey(  # type: ignore[misc]
        Workspace, models.CASCADE, db_index=False, null=True, related_name="contacts"
    )
    #: Kinds as bits (contacts/kinds.py).
    kinds = models.PositiveSmallIntegerField(_("kinds"), default=0)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    name = models.CharField(_("full name"), max_length=240, blank=True)
    name_key = models.CharField(max_length=240, blank=True, editable=False)
    prefix = _text(_("title before the name"), 40)
    suffix = _text(_("suffix"), 40)
    preferred_name = _text(_("preferred name"), 120)
    #: The primary ones; those beside them are ContactPoints.
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    #: The address as duplicates are found by; null where there is none, so that many contacts may have none.
    email_key = models.CharField(max_length=254, null=True, editable=False)
    email_type = _text(_("type of e-mail"), 12, choices=fields.EMAIL_TYPES)
    email_state = _text(_("e-mail verified"), 10, choices=fields.VERIFICATIONS)
    email_checked_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_type = _text(_("type of phone"), 12, choices=fields.PHONE_TYPES)
    phone_state = _text(_("phone verified"), 10, choices=fields.VERIFICATIONS)
    phone_checked_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=30, blank=True, choices=fields.DEPARTMENTS)
    seniority = models.CharField(_("seniority"), max_length=30, blank=True, choices=fields.SENIORITIES)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="contacts")
    decision_role = models.CharField(_("decision role"), max_length=30, blank=True, choices=fields.DECISION_ROLES)
    location = models.CharField(_("location"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    state = models.CharField(_("state or province"), max_length=120, blank=True, default="", db_default="")
    #: The continent, or a region of business (EMEA, DACH …).
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    link = models.CharField(_("profile link"), max_length=500, blank=True)
    candidate_state = models.CharField(_("candidate state"), max_length=30, blank=True, choices=fields.CANDIDATE_STATES)
    lifecycle_stage = models.CharField(_("lifecycle stage"), max_length=30, blank=True, choices=fields.LIFECYCLE_STAGES)
    preferred_channel = _text(_("preferred channel"), 12, choices=fields.CHANNELS)
    best_time = _text(_("best time"), 12, choices=fields.TIMES_OF_DAY)
    work_mode = _text(_("where they want to work"), 12, choices=fields.WORK_MODES)
    relocation = _text(_("relocation"), 12, choices=fields.RELOCATION)
    #: A year, in `salary_currency`.
    salary_expectation = models.BigIntegerField(_("salary expectation"), null=True, blank=True)
    salary_currency = _text(_("currency of the salary"), 3)
    source = models.CharField(_("source"), max_length=120, blank=True)
    source_detail = _text(_("source details"), 300)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Values of the workspace's own fields, by CustomField.key.
    custom = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, through="ContactTag")
    skills = models.ManyToManyField(Skill, through="ContactSkill")
    communities = models.ManyToManyField(Community, through="ContactCommunity")
    topics = models.ManyToManyField(Topic, through="ContactTopic")
    #: Fields that nobody gave and that were read from title and place, as bits (contacts/terms.py).
    derived = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    #: Where values come from that are others than the contact came with, and since when they are known (provenance.py).
    provenance = models.JSONField(_("where values come from"), null=True, editable=False)
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
            models.Index(fields=("workspace", "phone"), condition=~Q(phone=""), name="contact_by_phone"),
        )

    def __str__(self) -> str:
        return self.name or self.email or ("" if self.workspace_id else gettext("Erased person"))

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
        draft.hold_addresses(self.workspace)
        # Read again under a lock: two people may be at it.
        row = Contact.objects.select_for_update(of=("self",)).get(pk=self.pk)
        changed, hung, before = row._change(draft, at=now, by=by)  # noqa: SLF001 (a row of this class)
        steps = {name: changed.pop(name) for name in fields.STAGE_FIELDS if name in changed}
        one = Contact.objects.filter(pk=self.pk)
        if changed or hung:
            one.record("contact.edited", at=now, data=_said(changed, hung, before=before), by=by)
        for ladder, value in steps.items():
            one.set_field(ladder, value, at=now, by=by)
        tagged = row._tag(draft, at=now, by=by)  # noqa: SLF001
        self.refresh_from_db()
        return bool(changed or steps or hung or tagged)

    def _change(
        self, draft: Draft, *, at: datetime, by: User | None
    ) -> tuple[dict[str, Any], list[str], dict[str, Any]]:
        """Write what was entered, but for steps on ladders; return columns and names that changed, and what was."""
        before, known = self._written(), set(identities_of(self, self.points.all()))
        self._keep_primaries(draft)
        self._take(draft, at=at)
        self._refuse_nobody()
        if self.email_key != before["email_key"] or "email" in draft.points:
            self._refuse_doubles(draft)
        self._refuse_erased(draft, known=known)
        changed = {name: value for name, value in self._written().items() if value != before[name]}
        plain = {name: value for name, value in changed.items() if name not in fields.STAGE_FIELDS}
        with _one_per_address(self, draft):
            hung = self._hang(draft, at=at)
            if plain or hung:
                plain["provenance"] = self._provenance(plain, before=before, at=at, by=by)
                Contact.objects.filter(pk=self.pk).update(**plain, updated_at=at)
        return changed, hung, before

    def _provenance(
        self, changed: Mapping[str, Any], *, before: Mapping[str, Any], at: datetime, by: User | None
    ) -> Provenance:
        """Return where the values come from, now that these columns are changed."""
        own = own_changed(before["custom"], changed["custom"]) if "custom" in changed else ()
        keys = fields_of(changed, own=own, derived=self.derived)
        return noted(self.provenance, by_hand(keys, at=at, by=by))

    def verify(self, key: str, *, now: datetime, by: User | None = None) -> bool:
        """Note that the value of a field is right as it is; return whether there is one.

        Raises FieldNotSettable for what is no field that grows stale.
        """
        is_verified = bool(Contact.objects.filter(pk=self.pk).verify(key, at=now, by=by))
        self.refresh_from_db(fields=["provenance"])
        return is_verified

    def verified_at(self, key: str) -> datetime:
        """Return since when the value of a field is known to be right."""
        said = (self.provenance or {}).get(key)
        return moment_read(said) if said else self.created_at

    def _written(self) -> dict[str, Any]:
        """Return the columns that people write."""
        return {name: getattr(self, name) for name in _COLUMNS}

    def _take(self, draft: Draft, *, at: datetime) -> None:
        """Take over what was entered."""
        entered = dict(draft.fields)
        name = entered.pop("company_name", None)
        if name is not None:
            self.company = Company.objects.named(self.workspace, name) if name else None
        if {"first_name", "last_name", "name"} & entered.keys():
            self._take_name(entered)
        before = {name: getattr(self, name) for name in ("email", "phone", "email_state", "phone_state", "email_key")}
        was = {key: getattr(self, key) for key in BITS}
        for key, value in entered.items():
            setattr(self, key, value)
        self.name_key = sortable(self.name)[:240]
        self.email_key = address_key(self.email)
        for medium in ("email", "phone"):
            self._note_check(medium, entered, before=before, at=at)
        if not name and not self.company and self.email_key != before["email_key"]:
            self.company = Company.objects.at_address(self.workspace, self.email_key)
        self.kinds = self.kinds if draft.kinds is None else draft.kinds
        self.owner = draft.owner if draft.has_owner else self.owner
        self.custom = {key: value for key, value in (self.custom | draft.own).items() if value is not None}
        if entered.keys() & _OF_TERMS:
            self.derived &= ~sum(bit for key, bit in BITS.items() if entered.get(key, was[key]) != was[key])
            self._complete(Correction.objects.terms(self.workspace))

    def _complete(self, terms: Terms) -> None:
        """Fill from title and place what nobody gave."""
        values = {key: getattr(self, key) for key in _OF_TERMS}
        self.derived = terms.complete(values, derived=self.derived)
        for key, value in values.items():
            setattr(self, key, value)

    def _note_check(self, medium: str, entered: dict[str, Any], *, before: dict[str, Any], at: datetime) -> None:
        """Note when the primary address or number was checked; what was known of the last is not known of another."""
        is_other = getattr(self, medium) != before[medium]
        if is_other and f"{medium}_state" not in entered:
            setattr(self, f"{medium}_state", "")
        state = getattr(self, f"{medium}_state")
        if is_other or state != before[f"{medium}_state"]:
            setattr(self, f"{medium}_checked_at", at if state else None)

    def _take_name(self, entered: dict[str, Any]) -> None:
        """Take over what was entered of the name; the full name follows its parts, unless it was entered itself."""
        parts = {"first_name", "last_name"} & entered.keys()
        name = entered.pop("name", "")
        first = entered.pop("first_name", self.first_name if parts or not name else "")
        last = entered.pop("last_name", self.last_name if parts or not name else "")
        read = completed(first=first, last=last, name=name)
        self.first_name, self.last_name, self.name = read.first[:120], read.last[:120], read.full[:240]
        # What stands before and after the name counts where nothing else was said of it.
        for key, value in (("prefix", read.prefix), ("suffix", read.suffix), ("preferred_name", read.preferred)):
            if value and not entered.get(key):
                entered[key] = value[: fields.FIELDS[key].most]

    def _refuse_nobody(self) -> None:
        """Refuse a contact nobody could be known by."""
        if not (self.name or self.email or self.link):
            raise InvalidContact(
                {"": gettext("Give a name, an e-mail address or a profile link to know this person by.")}
            )

    def _refuse_doubles(self, draft: Draft) -> None:
        """Refuse addresses that another contact has, as its primary or a further one."""
        keys = {key for key in (self.email_key, *(point.key for point in draft.points.get("email", ()))) if key}
        if not keys:
            return
        other = Contact.objects.of(self.workspace).filter(email_key__in=keys).exclude(pk=self.pk).first()
        if other:
            raise AddressTaken.by(other, email=other.email)
        further = ContactPoint.objects.emails(self.workspace, keys).exclude(contact=self.pk)
        if point := further.select_related("contact").first():
            raise AddressTaken.by(point.contact, email=point.value)

    def _refuse_erased(self, draft: Draft, *, known: Collection[str] = ()) -> None:
        """Refuse addresses and pages, beyond those known of this contact, of somebody who was erased."""
        given = identities_of(self, chain(*draft.points.values()))
        if new := [identity for identity in given if identity not in known]:
            ErasedMark.objects.refuse(new, workspace=self.workspace)

    def _keep_primaries(self, draft: Draft) -> None:
        """Let the primary address, number and page become further ones where a further one was entered in their place."""
        for medium in POINTS:
            entered, present = draft.fields.get(medium), getattr(self, medium)
            if medium in draft.points or not entered or point_key(medium, entered) == point_key(medium, present):
                continue
            points = [point.as_point() for point in self.points.filter(medium=medium)]
            chosen = [point for point in points if point.key == point_key(medium, entered)]
            if chosen:
                draft.points[medium] = [*chosen, self._primary(medium), *(one for one in points if one not in chosen)]
                draft.take_primary(medium)

    def _primary(self, medium: str) -> Point:
        """Return the primary address, number or page."""
        kind, state = (getattr(self, f"{medium}_{part}", "") for part in ("type", "state"))
        return Point(medium=medium, value=getattr(self, medium), type=kind, state=state)

    def _tag(self, draft: Draft, *, at: datetime, by: User | None) -> int:
        """Make the tags those that were entered; return how many came and went."""
        if "tags" not in draft.words:
            return 0
        one = Contact.objects.filter(pk=self.pk)
        wanted = {Tag.objects.named(self.workspace, name) for name in draft.words["tags"]}
        had = set(self.tags.all())
        return sum(one.add_tag(tag, at=at, by=by) for tag in wanted - had) + sum(
            one.remove_tag(tag, at=at, by=by) for tag in had - wanted
        )

    def _hang(self, draft: Draft, *, at: datetime) -> list[str]:
        """Make the words and the further points those that were entered; return the names of what changed."""
        changed = []
        for key, names in draft.words.items():
            hanging, words = HANGING[key], getattr(self, key)
            if key == "tags":
                continue
            wanted = set(hanging.word.objects.ids_by_key(self.workspace, names).values())
            if wanted != set(words.values_list("pk", flat=True)):
                words.set(wanted)
                changed.append(str(hanging.label))
        for medium, points in draft.points.items():
            if ContactPoint.objects.replace(self, medium, points[1:], at=at):
                changed.append(str(ContactPoint.Medium(medium).label))
        return changed


def identities_of(person: Contact, points: Iterable[Point | ContactPoint]) -> list[str]:
    """Return what a person is known by everywhere, and would be known by if they came again after being erased."""
    known = [(medium, point_key(medium, value)) for medium in IDENTIFYING if (value := getattr(person, medium))]
    further = [(point.medium, point.key) for point in points if point.medium in IDENTIFYING]
    return [f"{medium} {key}" for medium, key in (*known, *further)]


#: The columns that people write, as they are compared to see what an edit changed.
_COLUMNS = (
    *(key for key in fields.FIELDS if key != "company_name"),
    "name_key", "email_key", "email_checked_at", "phone_checked_at", "company_id", "kinds", "owner_id", "custom",
    "derived",
)  # fmt: skip
#: The fields of titles and places, and what is read from them.
_OF_TERMS = {*READ_FROM, *BITS}


@contextmanager
def _one_per_address(contact: Contact, draft: Draft) -> Iterator[None]:
    """Tell who has the address when somebody took it a moment before."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        contact._refuse_doubles(draft)  # noqa: SLF001 (the same file's)
        raise


def _said(changed: dict[str, Any], hung: list[str], *, before: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an edit: the fields in words, and what they were and are, where that is short."""
    labels = {
        "company_id": fields.FIELDS["company_name"].label,
        "kinds": gettext("Kinds"),
        "owner_id": gettext("Owner"),
        "custom": gettext("own fields"),
    }
    shown = {key: value for key, value in changed.items() if key in fields.FIELDS}
    names = [str(labels.get(key) or fields.FIELDS[key].label) for key in changed if key in labels or key in shown]
    changes = list(dict.fromkeys([*names, *hung]))
    return {"changes": changes, "from": {key: before[key] for key in shown}, "to": shown}

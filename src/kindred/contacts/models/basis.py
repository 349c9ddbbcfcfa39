"""The ledger of legal bases: what each person agreed to, or what else allows to use their data; append-only."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.claim import MOST_TOPIC, Claim
from kindred.contacts.models.evidence import Evidence
from kindred.contacts.purposes import OUTREACH, Ground, Purpose, Way
from kindred.kit.db.gate import close_gate
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select

#: A ContactQuerySet, whose file imports this one.
People = Any
_YES, _NO = Value(value=True), Value(value=False)


class BasisQuerySet(models.QuerySet["Basis"]):
    """Rows of the ledger."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def current(self) -> Self:
        """Narrow to the last word on each purpose, way and topic of each contact."""
        return self.filter(is_latest=True)

    def covering(self, *, purpose: str, channel: str = "", topic: str = "") -> Self:
        """Narrow to those that speak of this purpose, way and topic: expressly, or of all ways and topics."""
        return self.filter(purpose=purpose, channel__in={"", channel}, topic__in={"", topic})

    def in_force(self, now: datetime) -> Self:
        """Narrow to those that allow something now: the last word, given, not ended, and not taken back as a whole."""
        lasting = Q(expires_at=None) | Q(expires_at__gt=now)
        taken_back = Basis.objects.current().filter(
            contact=OuterRef("contact"),
            purpose=OuterRef("purpose"),
            channel__in=("", OuterRef("channel")),
            topic__in=("", OuterRef("topic")),
            state=Basis.State.WITHDRAWN,
        )
        return self.current().filter(lasting, ~Exists(taken_back.filter(_later())), state=Basis.State.GIVEN)

    def ending(self, *, after: datetime, until: datetime) -> Self:
        """Narrow to those in force that end by themselves in this time, the first to end first."""
        return self.in_force(after).filter(expires_at__lte=until).order_by("expires_at", "pk")

    def against(
        self, contacts: Collection[int], *, workspace: Workspace, channel: str, now: datetime
    ) -> dict[int, str]:
        """Return why these contacts of a workspace, by id, must not be written to on a channel; the others are left out.

        A basis for recruiting or marketing that was withdrawn speaks against it, and one that ended where no other is
        in force; that nothing is recorded does where the workspace asks for a basis.
        """
        if channel not in Way:
            return {}
        theirs: dict[int, list[Basis]] = {pk: [] for pk in contacts}
        rows = self.of(workspace).current().filter(contact__in=contacts, purpose__in=OUTREACH, topic="")
        for row in rows.filter(channel__in=("", channel)).order_by("at", "pk"):
            theirs[row.contact_id].append(row)
        reasons = {pk: _against(said, now, is_asked_for=workspace.requires_basis) for pk, said in theirs.items()}
        return {pk: reason for pk, reason in reasons.items() if reason}

    @transaction.atomic
    def end(self, *, now: datetime, most: int) -> int:
        """Append to up to so many, whose time is over, that they ended, and return how many those were."""
        over = self.current().filter(state=Basis.State.GIVEN, expires_at__lte=now).order_by("expires_at", "pk")
        rows = list(over.select_for_update(of=("self",), skip_locked=True)[:most])
        for about in {(row.workspace_id, row.purpose, row.channel, row.topic, row.ground) for row in rows}:
            self._end([row for row in rows if row.about == about], now=now)
        return len(rows)

    def _end(self, rows: "list[Basis]", *, now: datetime) -> None:
        """Append that bases of one kind ended."""
        Basis.objects.filter(pk__in=[row.pk for row in rows]).update(is_latest=False)
        ended = {"state": Basis.State.ENDED, "recorded_at": now, "by": None, "is_latest": True}
        for row in rows:
            row.pk = None
            for key, value in ({"at": row.expires_at} | ended).items():
                setattr(row, key, value)
        Basis.objects.bulk_create(rows)
        facts = {"what": rows[0].in_words, "purpose": rows[0].purpose, "channel": rows[0].channel}
        people: People = Basis.contact.field.related_model._default_manager.filter(
            pk__in=[row.contact_id for row in rows]
        )
        people.record("basis.ended", at=now, data=facts)

    @transaction.atomic
    def record(
        self,
        claim: Claim,
        *,
        contacts: People,
        workspace: Workspace,
        now: datetime,
        by: User | None = None,
        over_withdrawals: bool = False,
        on_timeline: bool = True,
    ) -> int:
        """Append a row for each of these contacts, and return how many there were.

        Who has that very basis already is left out, and so is who has withdrawn what it would allow, unless it goes
        `over_withdrawals`. Raises InvalidBasis.
        """
        claim = claim.checked(now)
        state = Basis.State.WITHDRAWN if claim.withdrawn else Basis.State.GIVEN
        evidence = Evidence.objects.of(workspace, claim)
        rows = Basis.objects.filter(contact=OuterRef("pk")).current().filter(purpose=claim.purpose)
        same = rows.filter(
            channel=claim.channel,
            topic=claim.topic,
            state=state,
            ground=claim.ground,
            evidence=evidence,
            expires_at=claim.expires_at,
        )
        people = contacts.filter(workspace=workspace)
        if not over_withdrawals:
            people = people.filter(~Exists(same))
        if not (claim.withdrawn or over_withdrawals):
            people = people.filter(~Exists(rows.filter(_overlapping(claim), state=Basis.State.WITHDRAWN)))
        if claim.withdrawn:
            # Whatever is being handed over finishes first; nothing later leaves on what is taken back.
            close_gate(workspace.pk)
        row = {
            "purpose": claim.purpose,
            "channel": claim.channel,
            "topic": claim.topic,
            "ground": claim.ground,
            "state": state,
            "evidence": evidence.pk,
            "at": claim.at,
            "expires_at": claim.expires_at,
        }
        if not on_timeline:
            return self.append(row, people, among=contacts, now=now, by=by)
        with held(people) as those:
            written = self.append(row, those, among=those, now=now, by=by)
            kind = "basis.withdrawn" if claim.withdrawn else "basis.given"
            facts = {"what": claim.in_words, "purpose": claim.purpose, "channel": claim.channel, "how": claim.how}
            those.record(kind, at=now, data=facts, by=by)
        return written

    def append(
        self, row: dict[str, Any], people: People, *, among: People, now: datetime, by: User | None = None
    ) -> int:
        """Append a row for each of these people, and mark the last word of each; return how many there were.

        `among` are contacts that the people are found in also when they have the row.
        """
        same = Basis.objects.current().filter(**{key: row[key] for key in ("purpose", "channel", "topic")})
        newer = Exists(same.filter(contact=OuterRef("pk"), at__gt=row["at"]))
        written = insert_select(
            Basis,
            people.order_by(),
            {
                "workspace": F("workspace_id"),
                "contact": F("pk"),
                **row,
                "by": by and by.pk,
                "recorded_at": now,
                "is_latest": Case(When(newer, then=_NO), default=_YES, output_field=models.BooleanField()),
            },
        )
        if written:
            last = same.filter(_later(), contact=OuterRef("contact"))
            same.filter(Exists(last), contact__in=among).update(is_latest=False)
        return written

    @transaction.atomic
    def settle(self, contacts: People) -> None:
        """Find the last word anew for these contacts, whose rows were brought together (a merge) or parted again."""
        rows = Basis.objects.filter(contact__in=contacts)
        rows.update(is_latest=True)
        later = Basis.objects.filter(
            _later(),
            contact=OuterRef("contact"),
            purpose=OuterRef("purpose"),
            channel=OuterRef("channel"),
            topic=OuterRef("topic"),
        )
        rows.filter(Exists(later)).update(is_latest=False)


class Basis(models.Model):
    """One row of the ledger: a basis given, withdrawn or ended. What it says never changes."""

    class State(models.TextChoices):
        """What happened to the basis."""

        GIVEN = "given", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Ended")

    #: The contact's own, kept here as the key to part this table by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False, related_name="bases")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    #: Empty: every way of writing to them.
    channel = models.CharField(_("way"), max_length=20, choices=Way, blank=True)
    #: Empty: every topic.
    topic = models.CharField(_("topic"), max_length=MOST_TOPIC, blank=True)
    #: Empty where nothing but a withdrawal is known.
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    state = models.CharField(max_length=10, choices=State)
    evidence = models.ForeignKey(Evidence, models.RESTRICT, related_name="bases")
    #: When it was said.
    at = models.DateTimeField()
    #: When it ends by itself.
    expires_at = models.DateTimeField(null=True, blank=True)
    #: The user who wrote it down; null where it came by itself.
    by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Whether nothing later was said of the same purpose, way and topic: found here, so that nobody has to look.
    is_latest = models.BooleanField(default=True, editable=False)

    objects = BasisQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("contact", "purpose", "channel"), condition=Q(is_latest=True), name="bases_current"),
            models.Index(fields=("contact", "at"), name="bases_of_contact"),
            models.Index(
                fields=("workspace", "expires_at"),
                condition=Q(is_latest=True, state="given", expires_at__isnull=False),
                name="bases_ending",
            ),
        )

    def __str__(self) -> str:
        return self.in_words

    @property
    def about(self) -> tuple[int, str, str, str, str]:
        """What it is about: rows of which this is the same are said aloud the same."""
        return self.workspace_id, self.purpose, self.channel, self.topic, self.ground

    @property
    def claim(self) -> Claim:
        """What was said."""
        return Claim(
            purpose=self.purpose,
            ground=self.ground,
            withdrawn=self.state == self.State.WITHDRAWN,
            channel=self.channel,
            topic=self.topic,
            how=self.evidence.how,
            wording=self.evidence.wording,
            source=self.evidence.source,
            at=self.at,
            expires_at=self.expires_at,
        )

    @property
    def in_words(self) -> str:
        """Return what it is about, for people."""
        return self.claim.in_words


def _against(said: "list[Basis]", now: datetime, *, is_asked_for: bool) -> str:
    """Return why somebody must not be written to, who said this in this order about the channel."""
    last = {row.purpose: row for row in said}.values()
    for row in last:
        if row.state == Basis.State.WITHDRAWN:
            return _gettext("Consent withdrawn: %s.") % row.get_purpose_display()
    if any(row.state == Basis.State.GIVEN and (row.expires_at is None or row.expires_at > now) for row in last):
        return ""
    for row in last:
        return _gettext("Consent has ended: %s.") % row.get_purpose_display()
    return _gettext("No legal basis is recorded.") if is_asked_for else ""


def _overlapping(claim: Claim) -> Q:
    """Return the condition of speaking, among other things, of what a claim would allow."""
    overlaps = Q()
    if claim.channel:
        overlaps &= Q(channel__in=("", claim.channel))
    return overlaps & Q(topic__in=("", claim.topic)) if claim.topic else overlaps


def holding(rows: Iterable[Basis], now: datetime) -> list[Basis]:
    """Return which of a contact's rows allow something now: `in_force`, of rows at hand."""
    last = [row for row in rows if row.is_latest]
    taken_back = [row for row in last if row.state == Basis.State.WITHDRAWN]
    return [
        row
        for row in last
        if row.state == Basis.State.GIVEN
        and (row.expires_at is None or row.expires_at > now)
        and not any(_takes_back(one, row) for one in taken_back)
    ]


def _takes_back(withdrawal: Basis, given: Basis) -> bool:
    """Tell whether a withdrawal came after a basis and speaks of it."""
    return (
        withdrawal.purpose == given.purpose
        and withdrawal.channel in {"", given.channel}
        and withdrawal.topic in {"", given.topic}
        and (withdrawal.at, withdrawal.pk) > (given.at, given.pk)
    )


def _later() -> Q:
    """Return the condition of having been said after the row that is asked about."""
    return Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))

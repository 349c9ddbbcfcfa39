"""The audit trail: who did what and when, each entry sealed together with the one before it.

Who can write to the database but has not the encryption key can neither change nor take out an entry unseen. To find
that the last entries were cut off as well, keep the trail's head elsewhere (`kindred audit verify` prints it).
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from kindred.accounts.acts import act_of, say
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace
from kindred.accounts.models.workspace_key import WorkspaceKey

_PURPOSE = "audit trail"


@dataclass(frozen=True, kw_only=True)
class Break:
    """A place where the trail does not hold."""

    number: int
    reason: str


class AuditTrail(models.Model):
    """The head of a workspace's trail: how many entries there are, and the seal of the last."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    count = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.count}:{self.seal}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    @transaction.atomic
    def append(
        self,
        act: str,
        *,
        workspace: Workspace,
        now: datetime,
        by: User | None = None,
        via: str = "",
        about: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> "AuditEntry":
        """Append an act, in the transaction in which it is done.

        `about` names the row it is about ("contact 12"), never a contact's name or address: the trail outlives them.
        `via` says what acted where nobody did: "kindred export", "retention". Raises UnknownAct.
        """
        key = WorkspaceKey.objects.derived(workspace.pk, _PURPOSE)
        AuditTrail.objects.get_or_create(workspace=workspace)
        head = AuditTrail.objects.select_for_update().get(workspace=workspace)
        entry = self.model(
            workspace=workspace,
            number=head.count + 1,
            at=now,
            act=act_of(act).key,
            by=by,
            actor=(f"{by} <{by.email}>" if by and by.name else str(by or via))[:300],
            about=about[:100],
            # As the database will give it back.
            facts=json.loads(json.dumps(facts or {}, default=str)),
        )
        entry.seal = entry.sealed(key, after=head.seal)
        entry.save(force_insert=True)
        head.count, head.seal = entry.number, entry.seal
        head.save(update_fields=["count", "seal"])
        return entry

    def breaks(self, workspace: Workspace, *, anchor: str = "") -> Iterator[Break]:
        """Yield where a workspace's trail does not hold; nothing where it is whole.

        An `anchor` is a head that was kept elsewhere ("412:9f…"): the trail must still lead over it.
        """
        key = WorkspaceKey.objects.derived(workspace.pk, _PURPOSE)
        head = AuditTrail.objects.filter(workspace=workspace).first() or AuditTrail(workspace=workspace)
        number, seal, heads = 0, "", {"0:"}
        for entry in self.of(workspace).order_by("number").iterator(chunk_size=2_000):
            if entry.number != number + 1:
                yield Break(number=number + 1, reason=_("An entry is missing."))
            elif entry.seal != entry.sealed(key, after=seal):
                yield Break(number=entry.number, reason=_("It was changed, or the one before it was."))
            number, seal = entry.number, entry.seal
            if anchor.startswith(f"{number}:"):
                heads.add(f"{number}:{seal}")
        if (number, seal) != (head.count, head.seal):
            yield Break(number=number + 1, reason=_("The last entries are missing."))
        if anchor and anchor not in heads:
            yield Break(number=int(anchor.partition(":")[0] or 0), reason=_("The trail does not lead over this head."))

    def head(self, workspace: Workspace) -> str:
        """Return the head of a workspace's trail, to be kept elsewhere."""
        return str(AuditTrail.objects.filter(workspace=workspace).first() or AuditTrail(workspace=workspace))


class AuditEntry(models.Model):
    """One act; append-only."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="audit_entries")
    #: Counts from 1 in each workspace, without gaps.
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    #: Null where nobody did it by hand, or where the user is gone: `actor` still says who it was.
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=300, blank=True)
    #: The row it is about: "contact 12".
    about = models.CharField(max_length=100, blank=True)
    facts = models.JSONField(default=dict)
    #: HMAC-SHA-256 over all this and the seal of the entry before.
    seal = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "number"), name="one_audit_entry_per_number"),)
        indexes = (models.Index(fields=("workspace", "act", "number"), name="audit_by_act"),)

    def __str__(self) -> str:
        return say(self.act, self.facts)

    def sealed(self, key: bytes, *, after: str) -> str:
        """Return the seal that belongs on it after another."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        whole = [self.workspace_id, self.number, at, self.act, self.actor, self.about, self.facts, after]
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(key, text.encode(), sha256).hexdigest()

"""Who must not be written to. It lives apart from contacts and outlives them."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import AuditEntry, User, Workspace, WorkspaceKey
from kindred.kit.db.gate import close_gate
from kindred.messaging.addresses import domains, normalised
from kindred.messaging.errors import NotSuppressible, ReasonMissing

_HIDDEN = "suppressed addresses"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def in_force(self) -> Self:
        """Narrow to those nobody has lifted."""
        return self.filter(lifted_at=None)

    def covering(self, recipients: Iterable[str]) -> Self:
        """Narrow to those in force that cover any of these addresses or webhook URLs; hidden ones are not found."""
        given = set(recipients)
        mail = {recipient for recipient in given if "://" not in recipient}
        return self.in_force().filter(
            Q(kind=Suppression.Kind.ADDRESS, value__in={normalised(address) for address in mail})
            | Q(kind=Suppression.Kind.DOMAIN, value__in={domain for address in mail for domain in domains(address)})
            | Q(kind=Suppression.Kind.ENDPOINT, value__in=given - mail)
        )

    def reasons(self, recipients: Iterable[str], *, workspace: Workspace) -> dict[str, str]:
        """Return why each of these recipients must not be written to by a workspace; those who may are left out."""
        given = list(recipients)
        rows = self.of(workspace)
        found = {suppression.value: suppression.in_words for suppression in rows.covering(given)}
        hidden = rows._hidden_reasons(given, workspace)  # noqa: SLF001 (of this class)
        reasons = {recipient: _first(found, _values(recipient)) for recipient in given} if found else {}
        return hidden | {recipient: reason for recipient, reason in reasons.items() if reason}

    def _hidden_reasons(self, recipients: Iterable[str], workspace: Workspace) -> dict[str, str]:
        """Return why addresses must not be written to that are known by their hash only."""
        hidden = self.in_force().filter(kind=Suppression.Kind.HIDDEN)
        if not hidden.exists():
            return {}
        key = WorkspaceKey.objects.derived(workspace.pk, _HIDDEN)
        hashes = {_hash(key, recipient): recipient for recipient in recipients if "@" in recipient}
        return {hashes[one.value]: one.in_words for one in hidden.filter(value__in=hashes)}

    def hide(self, addresses: Iterable[str]) -> int:
        """Keep a keyed hash in place of these addresses, whose owners were erased; return how many were suppressed.

        They stay in force. The rows are of one workspace.
        """
        theirs = self.filter(kind=Suppression.Kind.ADDRESS, value__in={normalised(address) for address in addresses})
        rows = list(theirs)
        for row in rows:
            key = WorkspaceKey.objects.derived(row.workspace_id, _HIDDEN)
            hidden = {"kind": Suppression.Kind.HIDDEN, "value": _hash(key, row.value), "source": ""}
            again = Suppression.objects.filter(workspace=row.workspace_id, lifted_at=None, **hidden)
            if row.lifted_at or not again.exists():
                Suppression.objects.filter(pk=row.pk).update(**hidden)
            else:
                row.delete()
        return len(rows)

    @transaction.atomic
    def add(
        self,
        *,
        workspace: Workspace,
        value: str,
        reason: str,
        now: datetime,
        source: str = "",
        by: User | None = None,
    ) -> "Suppression":
        """Suppress an address, a domain or a webhook's URL; one that is suppressed already stays as it is.

        When this has committed, no message to it is handed over any more.
        Raises NotSuppressible when the value is none of these.
        """
        kind, normal = _kind_and_value(value)
        close_gate(workspace.pk)
        suppression, _new = self.get_or_create(
            workspace=workspace,
            kind=kind,
            value=normal,
            lifted_at=None,
            defaults={"reason": reason, "source": source[:200], "by": by, "created_at": now},
        )
        return suppression

    def note_gone(self, *, workspace: Workspace, recipient: str, source: str, now: datetime) -> None:
        """Note that an address or a webhook does not exist any more, as its server says."""
        kind, value = _kind_and_value(recipient)
        reason = Suppression.Reason.GONE if kind == Suppression.Kind.ENDPOINT else Suppression.Reason.BOUNCED
        self.get_or_create(
            workspace=workspace,
            kind=kind,
            value=value,
            lifted_at=None,
            defaults={"reason": reason, "source": source, "created_at": now},
        )

    @transaction.atomic
    def lift(self, *, by: User | None, note: str, now: datetime) -> int:
        """Lift these by a person's decision and return how many there were; they stay on record.

        They are of one workspace. Nothing but a person lifts them: an import may add, never lift.
        Raises ReasonMissing when the note does not say why.
        """
        reason = " ".join(note.split())[:300]
        if not reason:
            raise ReasonMissing
        ids = sorted(self.in_force().values_list("pk", flat=True))
        rows = Suppression.objects.in_force().filter(pk__in=ids)
        workspace = Workspace.objects.filter(suppressions__in=ids).first()
        lifted = rows.update(lifted_at=now, lifted_by=by, note=reason)
        if lifted and workspace:
            about = ", ".join(f"suppression {pk}" for pk in ids)
            facts = {"count": lifted, "reason": reason}
            AuditEntry.objects.append(
                "suppression.lifted", workspace=workspace, now=now, by=by, via="recipient", about=about, facts=facts
            )
        return lifted


class Suppression(models.Model):
    """A normalised address or domain that must not be written to; an import may add one, never lift it."""

    class Kind(models.TextChoices):
        """What the value is."""

        ADDRESS = "address", _("Address")
        DOMAIN = "domain", _("Domain")
        ENDPOINT = "endpoint", _("Webhook")
        #: An address of which only a keyed hash is kept, because its owner was erased.
        HIDDEN = "hidden", _("Erased address")

    class Reason(models.TextChoices):
        """Why."""

        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        BOUNCED = "bounced", _("Address does not exist")
        COMPLAINED = "complained", _("Complained")
        MANUAL = "manual", _("Put here by a person")
        GONE = "gone", _("The receiver has closed it for good")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="suppressions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ADDRESS)
    value = models.CharField(_("address or domain"), max_length=500)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    #: Where it came from: "one-click", "message 812", "import 4", a name.
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When a person lifted it; null while it is in force.
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "kind", "value"), condition=Q(lifted_at=None), name="one_suppression_per_value"
            ),
        )

    def __str__(self) -> str:
        return f"{self.value} ({self.get_reason_display()})"

    @property
    def shown(self) -> str:
        """Return what must not be written to, for people."""
        return str(self.get_kind_display()) if self.kind == self.Kind.HIDDEN else self.value

    @property
    def in_words(self) -> str:
        """Return why, for people."""
        return f"{self.get_reason_display()}: {self.shown}"

    def lift(self, *, by: User | None, note: str, now: datetime) -> None:
        """Lift it by a person's decision."""
        Suppression.objects.filter(pk=self.pk).lift(by=by, note=note, now=now)


def _hash(key: bytes, address: str) -> str:
    """Return the keyed hash of an address."""
    return hmac.digest(key, normalised(address).encode(), sha256).hex()


def _kind_and_value(value: str) -> tuple[str, str]:
    """Return what a value is, and the value in its normal form."""
    text = value.strip()
    if "://" in text:
        return Suppression.Kind.ENDPOINT, text
    if "@" in text.removeprefix("@"):
        return Suppression.Kind.ADDRESS, normalised(text)
    domain = normalised(f"x@{text.removeprefix('@')}").partition("@")[2]
    if "." not in domain or " " in domain:
        raise NotSuppressible
    return Suppression.Kind.DOMAIN, domain


def _values(recipient: str) -> list[str]:
    """Return the values that would cover a recipient, the narrowest first."""
    return [recipient] if "://" in recipient else [normalised(recipient), *domains(recipient)]


def _first(found: dict[str, str], values: list[str]) -> str:
    """Return the reason of the first of these values that has one."""
    return next((found[value] for value in values if value in found), "")

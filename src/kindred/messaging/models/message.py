"""One outgoing communication to one contact on one channel, and its place in the ledger of deliveries."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, NullIf
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select
from kindred.messaging.errors import NotCancellable, NotRetryable, NotUncertain
from kindred.messaging.models.sending_account import SendingAccount

#: An expression over the source's rows, or the beginning of one: "campaign/7" means "campaign/7/<contact id>".
Occasion = str | Combinable | BaseExpression


class MessageQuerySet(LeasedQuerySet["Message"]):
    """Messages."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def waiting(self) -> Self:
        """Narrow to those that may still leave."""
        return self.filter(status__in=Message.WAITING)

    def due(self, now: datetime) -> Self:
        """Narrow to those that should leave now and that nobody holds."""
        return self.waiting().unclaimed(now).filter(due_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Narrow to those whose worker went quiet after the hand-over."""
        return self.filter(status=Message.Status.HANDED_OVER, claimed_until__lt=now)

    @transaction.atomic
    def cancel(self, *, now: datetime, by: User | None = None) -> int:
        """Take these back; return how many had not left yet. Those that have are let be."""
        with held(self.waiting().select_for_update()) as open_ones:
            cancelled = open_ones.waiting().update(
                status=Message.Status.CANCELLED,
                reason=gettext("Cancelled by %s.") % by if by else gettext("Cancelled."),
                finished_at=now,
                due_at=None,
                **LET_GO,
            )
            if cancelled:
                open_ones.tell("message.cancelled", at=now, by=by)
        return cancelled

    def tell(self, kind: str, *, at: datetime, by: User | None = None) -> int:
        """Write on the timelines of their contacts what became of these messages, which are of one workspace."""
        return Contact.objects.filter(messages__in=self).record(kind, at=at, by=by, data=_TOLD)

    @transaction.atomic
    def retry(self, *, now: datetime, by: User) -> int:
        """Send these again at a person's word, under the same identity; return how many could be.

        Of an uncertain one nobody knows whether it arrived: who retries it may send it twice.
        """
        with held(self.filter(status__in=Message.RETRYABLE).select_for_update()) as over:
            queued = over.update(
                status=Message.Status.QUEUED,
                due_at=now,
                reason=gettext("Sent again by %s.") % by,
                deferrals=0,
                handed_over_at=None,
                finished_at=None,
                **LET_GO,
            )
            if queued:
                over.tell("message.queued", at=now, by=by)
                wake()
        return queued

    @transaction.atomic
    def confirm(self, *, now: datetime, by: User) -> int:
        """Take a person's word that uncertain ones have arrived; return how many were uncertain."""
        with held(self.filter(status=Message.Status.UNCERTAIN).select_for_update()) as doubtful:
            confirmed = doubtful.update(
                status=Message.Status.ACCEPTED, reason=gettext("It has arrived, says %s.") % by, finished_at=now
            )
            if confirmed:
                doubtful.tell("message.sent", at=now, by=by)
        return confirmed

    @transaction.atomic
    def queue_email(
        self,
        *,
        source: models.QuerySet[Any, Any],
        occasion: Occasion,
        content: dict[str, Any],
        workspace: Workspace,
        now: datetime,
        contact: str = "",
        account: SendingAccount | None = None,
        due_at: datetime | None = None,
    ) -> int:
        """Queue an e-mail to each contact of `source` and return how many messages were made.

        `source` is a queryset of contacts, or of rows with a foreign key to them, named by `contact`; `occasion`
        may be an expression over it. A second message for the same occasion is not made. Who has no address gets
        a message that says so. `content` is {"template": id} or {"subject": …, "html": …}, both in Liquid.
        """
        return self._queue(
            source=source,
            occasion=occasion,
            contact=contact,
            recipient=F(_path(contact, "email")),
            missing=gettext("No e-mail address."),
            now=now,
            channel="email",
            content=content,
            workspace=workspace,
            account=account,
            due_at=due_at,
        )

    @transaction.atomic
    def queue_webhook(
        self,
        *,
        source: models.QuerySet[Any, Any],
        occasion: Occasion,
        url: str,
        event: str,
        workspace: Workspace,
        now: datetime,
        data: dict[str, Any] | None = None,
        contact: str = "",
        due_at: datetime | None = None,
    ) -> int:
        """Queue a call of `url` about each contact of `source` and return how many messages were made.

        The body is {"type": event, "timestamp": …, "data": {"contact": {…}, **data}}, signed with the workspace's
        webhook secret. `source`, `contact` and `occasion` are as in `queue_email`.
        """
        return self._queue(
            source=source,
            occasion=occasion,
            contact=contact,
            recipient=Value(url),
            missing=gettext("No address to call."),
            now=now,
            channel="webhook",
            content={"event": event, "data": data or {}},
            workspace=workspace,
            account=None,
            due_at=due_at,
        )

    def _queue(
        self,
        *,
        source: models.QuerySet[Any, Any],
        occasion: Occasion,
        contact: str,
        recipient: Combinable | BaseExpression,
        missing: str,
        now: datetime,
        channel: str,
        content: dict[str, Any],
        workspace: Workspace,
        account: SendingAccount | None,
        due_at: datetime | None,
    ) -> int:
        """Insert the messages; those that lead nowhere are finished at once, with the reason."""
        person = _path(contact, "pk")
        key = _occasion(occasion, person)
        rows = source.order_by().filter(**{_path(contact, "workspace"): workspace}).annotate(goes_to=recipient)
        nowhere = rows.filter(goes_to="").annotate(occasion_key=key)
        self._record_nowhere(nowhere, person=person, workspace=workspace, channel=channel, reason=missing, now=now)
        made = insert_select(
            self.model,
            rows,
            {
                "workspace": workspace.pk,
                "contact": F(person),
                "channel": channel,
                "occasion": key,
                "account": account.pk if account else None,
                "recipient": F("goes_to"),
                "content": content,
                "subject": "",
                "html": "",
                "text": "",
                "status": _if_nowhere(Message.Status.SUPPRESSED, Message.Status.QUEUED, CharField()),
                "identity": "",
                "created_at": now,
                "due_at": _if_nowhere(None, due_at or now, models.DateTimeField()),
                "reason": _if_nowhere(missing, "", CharField()),
                "handed_over_at": None,
                "finished_at": _if_nowhere(now, None, models.DateTimeField()),
                "claimed_by": "",
                "claimed_until": None,
                "attempts": 0,
                "deferrals": 0,
            },
            ignore_conflicts=True,
        )
        if made:
            wake()
        return made

    def _record_nowhere(
        self,
        nowhere: models.QuerySet[Any, Any],
        *,
        person: str,
        workspace: Workspace,
        channel: str,
        reason: str,
        now: datetime,
    ) -> None:
        """Write on the timelines of those who have no address that they are not written to."""
        known = self.model._default_manager.filter(workspace=workspace, occasion=OuterRef("occasion_key"))
        new = nowhere.exclude(Exists(known))
        if new.exists():
            people = Contact.objects.filter(pk__in=new.values(person))
            people.record("message.suppressed", at=now, data={"channel": channel, "reason": reason})


#: What an event says of a message: an expression over contacts joined to their messages, so that one statement
#: writes all events.
_TOLD: Any = JSONObject(
    message=F("messages__pk"),
    channel=F("messages__channel"),
    subject=Coalesce(
        NullIf("messages__subject", Value("")),
        KeyTextTransform("subject", "messages__content"),
        KeyTextTransform("event", "messages__content"),
        Value(""),
        output_field=models.TextField(),
    ),
    reason=F("messages__reason"),
)

#: What a row looks like that no worker holds.
LET_GO: dict[str, Any] = {"claimed_by": "", "claimed_until": None, "attempts": 0}


def _path(contact: str, field: str) -> str:
    """Return the path to a field of the contact from a row of the source."""
    return f"{contact}__{field}" if contact else field


def _occasion(occasion: Occasion, person: str) -> Combinable | BaseExpression:
    """Return the expression of the key; a text gets the contact's id behind it."""
    if isinstance(occasion, str):
        return Concat(Value(f"{occasion}/"), Cast(person, CharField()), output_field=CharField())
    return occasion


def _if_nowhere(then: Any, otherwise: Any, field: "models.Field[Any, Any]") -> Case:
    """Return one value for rows without a recipient and another for the rest."""
    return Case(
        When(goes_to="", then=Value(then, output_field=field)),
        default=Value(otherwise, output_field=field),
        output_field=field,
    )


class Message(LeasedModel):
    """One outgoing communication to one contact; the row is the outbox, the ledger and the archive."""

    class Status(models.TextChoices):
        """Where it is; it only moves forward (docs/sending.md has the diagram)."""

        QUEUED = "queued", _("Queued")
        HANDED_OVER = "handed_over", _("Handed over")
        ACCEPTED = "accepted", _("Accepted")
        DEFERRED = "deferred", _("Deferred")
        BOUNCED = "bounced", _("Bounced")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        SUPPRESSED = "suppressed", _("Not sent")
        CANCELLED = "cancelled", _("Cancelled")

    #: These may still leave.
    WAITING = (Status.QUEUED, Status.DEFERRED)
    #: A worker may still have to do something about these.
    OPEN = (*WAITING, Status.HANDED_OVER)
    #: These a person may send again.
    RETRYABLE = (Status.UNCERTAIN, Status.FAILED, Status.BOUNCED, Status.SUPPRESSED)

    #: The contact's own, kept here as the key to part this table by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20, default="email")
    #: The one occasion this message exists for ("enrollment/42/2/welcome"): the unique key that makes a second
    #: message for it impossible.
    occasion = models.CharField(max_length=120)
    account = models.ForeignKey(
        SendingAccount, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )
    #: Where it goes: an address, or the URL of a webhook.
    recipient = models.CharField(max_length=500)
    #: The words before they meet the contact: {"template": id}, {"subject": …, "html": …}, {"event": …, "data": …}.
    content = models.JSONField(default=dict)
    #: What was handed over, kept as sent.
    subject = models.CharField(max_length=998, blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    #: Message-ID of RFC 5322 (webhooks: webhook-id), made before the first attempt and never changed.
    identity = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    #: Not before this moment; null once nothing more is to be done.
    due_at = models.DateTimeField(null=True, blank=True)
    #: How often the other side said "not now".
    deferrals = models.PositiveSmallIntegerField(default=0)
    #: What holds it or ended it, for people.
    reason = models.CharField(max_length=500, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "occasion"), name="one_message_per_occasion"),)
        indexes = (
            models.Index(
                fields=("workspace", "channel", "account", "due_at", "id"),
                condition=Q(due_at__isnull=False),
                name="messages_due_by_account",
            ),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="messages_due"),
            models.Index(fields=("claimed_until",), condition=Q(claimed_until__isnull=False), name="messages_held"),
            models.Index(
                fields=("account", "handed_over_at"),
                condition=Q(handed_over_at__isnull=False),
                name="messages_sent_lately",
            ),
            models.Index(fields=("workspace", "id"), name="outbox_page"),
        )

    def __str__(self) -> str:
        return f"{self.channel} to {self.recipient} ({self.status})"

    def cancel(self, *, now: datetime, by: User | None = None) -> None:
        """Take it back.

        Raises NotCancellable when it has left or ended already.
        """
        if not Message.objects.filter(pk=self.pk).cancel(now=now, by=by):
            raise NotCancellable

    def retry(self, *, now: datetime, by: User) -> None:
        """Send it again at a person's word, under the same identity.

        Raises NotRetryable unless it failed or nobody knows what became of it.
        """
        if not Message.objects.filter(pk=self.pk).retry(now=now, by=by):
            raise NotRetryable

    def confirm(self, *, now: datetime, by: User) -> None:
        """Take a person's word that it has arrived.

        Raises NotUncertain when it is known what became of it.
        """
        if not Message.objects.filter(pk=self.pk).confirm(now=now, by=by):
            raise NotUncertain

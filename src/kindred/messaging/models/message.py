"""One outgoing communication to one contact on one channel, and its place in the ledger of deliveries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.jobs.models import LeasedModel
from kindred.messaging.models.sending_account import SendingAccount


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

    #: A worker may still have to do something about these.
    OPEN = (Status.QUEUED, Status.DEFERRED, Status.HANDED_OVER)

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20, default="email")
    #: The one occasion this message exists for ("enrollment/42/2/welcome"): the unique key that makes a second
    #: message for it impossible.
    occasion = models.CharField(max_length=120)
    account = models.ForeignKey(SendingAccount, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+")
    #: Where it goes: an address, or the URL of a webhook.
    recipient = models.CharField(max_length=500)
    #: The words before they meet the contact ({"subject": …, "html": …}, a webhook's {"url": …, "body": …}).
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
    #: What holds it or ended it, for people.
    reason = models.CharField(max_length=500, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Message"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "occasion"), name="one_message_per_occasion"),)
        indexes = (
            models.Index(fields=("due_at", "id"), condition=Q(due_at__isnull=False), name="messages_due"),
            models.Index(fields=("workspace", "id"), name="outbox_page"),
        )

    def __str__(self) -> str:
        return f"{self.channel} to {self.recipient} ({self.status})"

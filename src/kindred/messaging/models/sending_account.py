"""A configured sender on a channel, with its own limits."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.changing import changes
from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.channels.channel import AccountFault
from kindred.channels.email.channel import EmailChannel
from kindred.channels.email.server import Server, Timeouts
from kindred.jobs.wake import wake
from kindred.kit.secrets import EncryptedTextField, UnreadableSecret
from kindred.messaging.sender import Sender

#: A person waits for the answer of a check.
_PATIENCE = Timeouts(connect=10, greeting=15, mail=10)
#: The rests after one fault, two, three …: twice as long each time, half an hour at most.
_LONGEST_REST = timedelta(minutes=30)


class SendingAccountQuerySet(models.QuerySet["SendingAccount"]):
    """Sending accounts."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def able(self, now: datetime) -> Self:
        """Narrow to those that may send at this moment."""
        return self.filter(Q(resume_at=None) | Q(resume_at__lte=now), status=SendingAccount.Status.ACTIVE)

    def for_message(self, workspace: Workspace, account_id: int | None = None) -> "SendingAccount | None":
        """Return the chosen account, else the workspace's default, else its oldest; None means the local outbox."""
        # A password that cannot be read stops this account when it is used, not the look for one.
        theirs = self.of(workspace).defer("password").order_by("-is_default", "pk")
        chosen = theirs.filter(pk=account_id).first() if account_id else None
        return chosen or theirs.first()

    @transaction.atomic
    def open_for(
        self, workspace: Workspace, *, now: datetime, by: User | None = None, **details: Any
    ) -> "SendingAccount":
        """Add an account; the first of a workspace is the one used where no other is chosen."""
        account = self.create(workspace=workspace, is_default=not self.of(workspace).exists(), **details)
        account.note("sending_account.added", now=now, by=by)
        return account

    def pause(self, *, reason: str) -> int:
        """Stop sending until a person resumes; return how many accounts were active."""
        active = self.filter(status=SendingAccount.Status.ACTIVE)
        return active.update(status=SendingAccount.Status.PAUSED, paused_reason=reason[:300], resume_at=None)

    def resume(self) -> int:
        """Go on sending; return how many accounts stood still."""
        wake()
        return self.filter(~Q(status=SendingAccount.Status.ACTIVE) | ~Q(resume_at=None)).update(
            status=SendingAccount.Status.ACTIVE, paused_reason="", resume_at=None, faults=0
        )


class SendingAccount(models.Model):
    """A mail account messages go out by."""

    class Security(models.TextChoices):
        """How the connection to the server is protected."""

        STARTTLS = "starttls", _("STARTTLS (port 587)")
        TLS = "tls", _("TLS from the start (port 465)")
        NONE = "none", _("None (only inside your own network)")

    class Status(models.TextChoices):
        """Whether it may send."""

        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sending_accounts")
    name = models.CharField(_("name"), max_length=120)
    from_name = models.CharField(_("sender's name"), max_length=120, blank=True)
    from_email = models.EmailField(_("sender's address"), max_length=254)
    reply_to = models.EmailField(_("replies go to"), max_length=254, blank=True)
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("security"), max_length=10, choices=Security, default=Security.STARTTLS)
    username = models.CharField(_("user name"), max_length=254, blank=True)
    password = EncryptedTextField(_("password"), blank=True)
    connections = models.PositiveSmallIntegerField(_("connections at once"), default=4)
    per_minute = models.PositiveIntegerField(
        _("messages a minute at most"), null=True, blank=True, help_text=_("Empty: as fast as the server takes them.")
    )
    is_default = models.BooleanField(_("use this account where no other is chosen"), default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    #: Why it is paused or rests, for people: "login refused: 535 …".
    paused_reason = models.CharField(max_length=300, blank=True)
    #: Not before this moment: the server asked to wait, or could not be reached.
    resume_at = models.DateTimeField(null=True, blank=True)
    #: Faults in a row; each doubles the rest.
    faults = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SendingAccountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace",), condition=models.Q(is_default=True), name="one_default_account"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.from_email}>"

    @property
    def has_password(self) -> bool:
        """Whether a password is kept; asked without reading it."""
        return SendingAccount.objects.filter(pk=self.pk).exclude(password="").exists()

    @transaction.atomic
    def change(self, *, now: datetime, by: User | None = None, **details: Any) -> None:
        """Change how and by which server it sends."""
        changed = changes(self, details, secret=("password",))
        for name, value in details.items():
            setattr(self, name, value)
        self.save(update_fields=[*details])
        if changed:
            self.note("sending_account.changed", now=now, by=by, changes=changed)

    @transaction.atomic
    def close(self, *, now: datetime, by: User | None = None) -> None:
        """Remove it; what waited for it goes by the account that is used where no other is chosen."""
        self.note("sending_account.removed", now=now, by=by)
        self.delete()

    def note(self, act: str, *, now: datetime, by: User | None, **facts: Any) -> None:
        """Write an act about it into the audit trail."""
        facts = {"name": self.name, **facts}
        about = f"sending account {self.pk}"
        AuditEntry.objects.append(act, workspace=self.workspace, now=now, by=by, about=about, facts=facts)

    @transaction.atomic
    def make_default(self) -> None:
        """Use it where no other is chosen."""
        SendingAccount.objects.of(self.workspace).filter(is_default=True).update(is_default=False)
        SendingAccount.objects.filter(pk=self.pk).update(is_default=True)
        self.is_default = True

    def server(self, *, timeouts: Timeouts | None = None) -> Server:
        """Return the way to the server.

        Raises UnreadableSecret when the password cannot be read with the present key.
        """
        return Server(
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password=self.password,
            connections=self.connections,
            timeouts=timeouts or Timeouts(),
        )

    @property
    def sender(self) -> Sender:
        """Return who its messages are from."""
        name = self.from_name or self.workspace.name
        return Sender(name=name, email=self.from_email, reply_to=self.reply_to)

    def check_connection(self) -> str:
        """Connect and log in as for sending, and return what is wrong in words, or nothing when all is well."""
        try:
            asyncio.run(_try(self.server(timeouts=_PATIENCE)))
        except (AccountFault, UnreadableSecret) as fault:
            return fault.message
        return ""

    def pause(self, *, reason: str) -> None:
        """Stop sending until a person resumes."""
        SendingAccount.objects.filter(pk=self.pk).pause(reason=reason)

    def resume(self) -> None:
        """Go on sending."""
        SendingAccount.objects.filter(pk=self.pk).resume()

    def rest(self, *, reason: str, now: datetime) -> datetime:
        """Send nothing for a while, longer after each fault in a row; return until when."""
        until = now + min(timedelta(minutes=2 ** min(self.faults, 10)), _LONGEST_REST)
        SendingAccount.objects.filter(pk=self.pk, status=self.Status.ACTIVE).update(
            resume_at=until, paused_reason=reason[:300], faults=F("faults") + 1
        )
        return until

    @property
    def why_still(self) -> str:
        """Return why it does not send at present, for people; nothing when it does."""
        if self.status == self.Status.ACTIVE and not self.resume_at:
            return ""
        return gettext("The sending account “%(name)s” is paused. %(reason)s") % {
            "name": self.name,
            "reason": self.paused_reason,
        }


def sender_for(workspace: Workspace, account: SendingAccount | None) -> Sender:
    """Return who messages of a workspace are from; without an account they stay in the local outbox."""
    return account.sender if account else Sender(name=workspace.name, email="outbox@localhost")


async def _try(server: Server) -> None:
    """Open a session and say goodbye."""
    session = await EmailChannel(server=server).open()
    await session.quit()

"""A configured sender on a channel, with its own limits."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.kit.secrets import EncryptedTextField


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
    #: Why it is paused, for people: "login refused: 535 …".
    paused_reason = models.CharField(max_length=300, blank=True)
    #: Not before this moment: the server asked to wait, or could not be reached.
    resume_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["SendingAccount"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace",), condition=models.Q(is_default=True), name="one_default_account"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.from_email}>"

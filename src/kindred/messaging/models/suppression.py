"""Who must not be written to. It lives apart from contacts and outlives them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace


class Suppression(models.Model):
    """A normalised address or domain that must not be written to; an import may add one, never lift it."""

    class Kind(models.TextChoices):
        """What the value is."""

        ADDRESS = "address", _("Address")
        DOMAIN = "domain", _("Domain")

    class Reason(models.TextChoices):
        """Why."""

        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        BOUNCED = "bounced", _("Address does not exist")
        COMPLAINED = "complained", _("Complained")
        MANUAL = "manual", _("Put here by a person")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="suppressions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ADDRESS)
    value = models.CharField(_("address or domain"), max_length=254)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    #: Where it came from: "one-click", "message 812", "import 4", a name.
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Suppression"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "kind", "value"), name="one_suppression_per_value"),
        )

    def __str__(self) -> str:
        return f"{self.value} ({self.get_reason_display()})"

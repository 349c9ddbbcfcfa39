"""What shows that a legal basis was there: how it came about, the very wording, and where it came from."""

from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.claim import Claim


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence."""

    def of(self, workspace: Workspace, claim: Claim) -> "Evidence":
        """Return the evidence of a claim; it is kept once, however many contacts it is about."""
        words = {"how": claim.how, "wording": claim.wording, "source": claim.source}
        digest = sha256("\0".join(words.values()).encode()).hexdigest()
        return self.get_or_create(workspace=workspace, digest=digest, defaults=words)[0]

    def unused(self) -> "EvidenceQuerySet":
        """Narrow to what no row of the ledger refers to any more."""
        return self.filter(bases=None)


class Evidence(models.Model):
    """What shows a legal basis; many rows of the ledger share one."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    #: Of the three texts, so that the same ones are kept once.
    digest = models.CharField(max_length=64, editable=False)
    #: "web form", "on the phone", "signed form", "import 4".
    how = models.CharField(_("how it came about"), max_length=200, blank=True)
    #: What the person read or heard, word for word, or the number of its version.
    wording = models.TextField(_("wording"), blank=True)
    #: Where the data came from.
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "digest"), name="one_evidence_per_text"),)

    def __str__(self) -> str:
        return self.how or self.source

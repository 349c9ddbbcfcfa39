"""How people who were erased are known again without being known: keyed hashes of their addresses."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kindred.accounts.models import AuditEntry, User, Workspace, WorkspaceKey
from kindred.contacts.erased_file import remember
from kindred.contacts.errors import ErasedBefore, ReasonMissing

_PURPOSE = "erased people"


class ErasedMarkQuerySet(models.QuerySet["ErasedMark"]):
    """Marks."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def met(self, identities: Iterable[str], *, workspace: Workspace) -> dict[str, datetime]:
        """Return which of these identities ("email ada@…", "link https://…") were erased, and when.

        Costs one query where nobody was ever erased.
        """
        marks = self.of(workspace)
        if not marks.exists():
            return {}
        hashes = hashed(identities, workspace=workspace)
        found = dict(marks.filter(digest__in=hashes.values()).values_list("digest", "at"))
        return {identity: found[digest] for identity, digest in hashes.items() if digest in found}

    def refuse(self, identities: Iterable[str], *, workspace: Workspace) -> None:
        """Refuse somebody who was erased.

        Raises ErasedBefore.
        """
        for identity, at in self.met(identities, workspace=workspace).items():
            field = identity.partition(" ")[0]
            raise ErasedBefore({field: refusal(at)})

    @transaction.atomic
    def readmit(
        self, identities: Iterable[str], *, workspace: Workspace, reason: str, by: User | None, now: datetime
    ) -> int:
        """Let somebody who was erased come back, by an act that is on record; return how many marks there were.

        Raises ReasonMissing when nobody says why.
        """
        reason = " ".join(reason.split())[:300]
        if not reason:
            raise ReasonMissing
        hashes = list(hashed(identities, workspace=workspace).values())
        readmitted = self.of(workspace).filter(digest__in=hashes).delete()[0]
        if readmitted:
            remember(hashes, workspace=workspace, at=now, came_back=True)
            facts = {"count": readmitted, "reason": reason}
            AuditEntry.objects.append("erased.readmitted", workspace=workspace, now=now, by=by, facts=facts)
        return readmitted


class ErasedMark(models.Model):
    """A keyed hash of an address or a profile link of somebody who was erased.

    The key is the workspace's own and encrypted under one outside the database (accounts/models/workspace_key.py): from
    the database alone nobody can find out whose it is, not even by trying all addresses.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = ErasedMarkQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "digest"), name="one_mark_per_identity"),)

    def __str__(self) -> str:
        return self.digest


def hashed(identities: Iterable[str], *, workspace: Workspace) -> dict[str, str]:
    """Return the keyed hash of each identity."""
    key = WorkspaceKey.objects.derived(workspace.pk, _PURPOSE)
    return {identity: hmac.digest(key, identity.encode(), sha256).hex() for identity in identities}


def refusal(at: datetime) -> str:
    """Return why somebody who was erased is not taken."""
    return _(
        "The person with this address was erased on %(day)s and is not taken again. If they have asked for it,"
        " an admin can let them come back: Settings, Privacy."
    ) % {"day": date_format(at, "DATE_FORMAT")}

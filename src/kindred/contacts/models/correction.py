"""What a workspace says a title or a place stands for, against how it would be read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import User, Workspace
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.cleaning.text import line
from kindred.contacts.errors import InvalidContact
from kindred.contacts.terms import READ_FROM, Terms, key_of
from kindred.kit.clock import utc_now


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def terms(self, workspace: Workspace) -> Terms:
        """Return what titles and places stand for in a workspace."""
        rows = self.of(workspace).values_list("source", "key", "values")
        return Terms({(source, key): values for source, key, values in rows})

    @transaction.atomic
    def correct(
        self, *, workspace: Workspace, source: str, text: str, values: Mapping[str, str], now: datetime, by: User | None
    ) -> "Correction":
        """Say what a title ("title") or a place ("location") stands for; it holds for all that is written alike from now on.

        What is left empty is read as before. Raises InvalidContact with what is wrong, field by field.
        """
        clean, problems = {}, {}
        for key in READ_FROM[source]:
            try:
                clean[key] = cleaner_of(key)(values.get(key) or "")
            except BadValue as fault:
                problems[key] = fault.message
        text = line(text)[:200]
        if not key_of(text):
            problems["text"] = _("Write the words that are meant.")
        elif not problems and not any(clean.values()):
            problems[""] = _("Say at least one thing that it stands for.")
        if problems:
            raise InvalidContact(problems)
        kept = {key: value for key, value in clean.items() if value}
        return self.update_or_create(
            workspace=workspace,
            source=source,
            key=key_of(text),
            defaults={"text": text, "values": kept, "by": by, "at": now},
        )[0]


class Correction(models.Model):
    """What a workspace says a title or a place stands for."""

    class Source(models.TextChoices):
        """What is corrected: the field the text stands in."""

        TITLE = "title", gettext_lazy("Job title")
        PLACE = "location", gettext_lazy("Place")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="corrections")
    source = models.CharField(max_length=10, choices=Source)
    #: As somebody wrote it, and as it is compared.
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False)
    #: By field; what is not there is read as without a correction.
    values: Any = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=utc_now, editable=False)

    objects: ClassVar[CorrectionQuerySet] = CorrectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "source", "key"), name="one_correction_per_text"),)

    def __str__(self) -> str:
        return self.text

"""The words of a message before they meet a contact."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.messaging.context import known_names, own_fields
from kindred.messaging.language import Problem, problems
from kindred.messaging.models.sending_account import SendingAccount, sender_for
from kindred.messaging.writing import Letterhead, Rendered, Words, rendered


class TemplateQuerySet(models.QuerySet["Template"]):
    """Templates."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def write(self, *, workspace: Workspace, now: datetime, **words: str) -> "Template":
        """Write a new one."""
        return self.create(workspace=workspace, created_at=now, updated_at=now, **words)


class Template(models.Model):
    """The words of a message before they meet a contact: Liquid in subject and body (`{{ contact.first_name }}`)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("subject"), max_length=300)
    html = models.TextField(_("body"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def rewrite(self, *, now: datetime, **words: str) -> None:
        """Change its name or its words; messages that have left keep theirs."""
        for name, value in (words | {"updated_at": now}).items():
            setattr(self, name, value)
        self.save(update_fields=[*words, "updated_at"])

    @property
    def words(self) -> Words:
        """Return its words."""
        return Words(subject=self.subject, html=self.html)

    def problems(self) -> list[Problem]:
        """Find what is wrong with it: its form, and names of things a contact does not have."""
        known = known_names(self.workspace)
        return [
            *problems(self.subject, field="subject", known=known),
            *problems(self.html, field="html", known=known),
        ]

    def preview(self, contact: Contact) -> Rendered:
        """Return the message as this contact would read it.

        Raises UnwritableMessage with what is wrong.
        """
        account = SendingAccount.objects.for_message(self.workspace)
        sender, custom = sender_for(self.workspace, account), own_fields(self.workspace)
        letterhead = Letterhead(workspace=self.workspace, sender=sender, custom=custom)
        return rendered(self.words, contact=contact, letterhead=letterhead, unsubscribe="#")

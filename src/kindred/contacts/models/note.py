"""What people write down about a contact."""

import re
from collections import defaultdict
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact

#: How much of a note its event repeats on the timeline.
EXCERPT = 200


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes."""

    @transaction.atomic
    def write(self, *, contact: Contact, text: str, by: User | None, at: datetime, path: str = "") -> "Note":
        """Write something down about a contact, and tell each member whom it mentions ("@Bob"); `path` is where to look."""
        text, workspace = text.strip(), contact.workspace
        mentioned = _mentioned(text, workspace)
        note = self.create(
            contact=contact, text=text, by=by, created_at=at, mentions=sorted(user.pk for user in mentioned)
        )
        contact.record("note.added", at=at, data={"text": note.text[:EXCERPT], "id": note.pk}, by=by)
        told = gettext("%(who)s mentioned you in a note on %(contact)s: %(text)s")
        workspace.notifications.tell(
            workspace=workspace,
            users=[user for user in mentioned if user != by],
            text=told % {"who": by or gettext("Somebody"), "contact": contact, "text": text},
            path=path,
            now=at,
        )
        return note


def _mentioned(text: str, workspace: Workspace) -> list[User]:
    """Return the members whose names stand in a text after an at sign; of two names the longer one counts."""
    if "@" not in text:
        return []
    people: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.filter(places__workspace=workspace):
        people[str(user).casefold()].append(user)
    names = "|".join(map(re.escape, sorted(people, key=len, reverse=True)))
    found = {name.casefold() for name in re.findall(rf"(?<![\w@])@({names})(?!\w)", text, re.IGNORECASE)}
    return [user for name in sorted(found) for user in people.get(name, ())]


class Note(models.Model):
    """What somebody wrote down about a contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    #: The ids of the users it mentions.
    mentions = models.JSONField(_("mentions"), default=list)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:80]

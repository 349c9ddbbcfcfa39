"""What taking an import back would do, for people to read before they decide."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from kindred.contacts.importing.undoing import Undoing
from kindred.contacts.models import Event, Import, ImportChange

#: Somebody was written to, which nothing takes back.
_SENT = "message.sent"


@dataclass(frozen=True, kw_only=True)
class UndoEffect:
    """What taking an import back would do."""

    #: Who came with it, and goes.
    removed: int
    #: Who came with it, and stays, for something has happened to them since.
    left_alone: int
    #: Who was here before, and gets back what the import changed.
    put_back: int
    #: Who of all of them was written to since.
    written_to: int


def effect_of_undo(of: Import) -> UndoEffect:
    """Count what would come of it now."""
    undoing = Undoing(of)
    came = stays = written_to = 0
    sent = Event.objects.filter(kind=_SENT, contact=OuterRef("pk"))
    for batch in of.batches.filter(is_undone=False).order_by("pk"):
        batch.contact_import = of
        came += batch.created().count()
        stays += batch.created().filter(Exists(undoing.touches(batch))).count()
        written_to += batch.contacts().filter(Exists(sent.filter(at__gte=batch.at))).count()
    changed = ImportChange.objects.filter(batch__contact_import=of, batch__is_undone=False).exclude(after={})
    return UndoEffect(removed=came - stays, left_alone=stays, put_back=changed.count(), written_to=written_to)

"""What every act is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.accounts.models import Member, User, Workspace
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered

Settings = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An act about to happen, or to be taken back: with what settings, where, when and by whom."""

    settings: Settings
    workspace: Workspace
    now: datetime
    by: User | None
    #: When the whole of it began; the same for every batch.
    since: datetime
    #: All whom it is about, of which a batch is a part.
    selected: ContactQuerySet
    #: Where what is deleted is kept.
    removal_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an act would do, counted beforehand."""

    #: How many are selected, and how many of them it would change.
    total: int
    changing: int
    #: Further sentences about the effect.
    notes: tuple[str, ...] = ()

    @property
    def unchanged(self) -> int:
        """How many it would leave as they are."""
        return self.total - self.changing


class Act:
    """A kind of act: read from a form, said aloud, counted beforehand, done to a batch, taken back.

    What works on a batch works in SQL and within the caller's transaction.
    """

    key: str
    #: The button: "Add tag".
    label: str | Promise
    icon: str
    #: Whether it can be taken back.
    is_undoable = True

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Return the settings a form holds, for this member.

        Raises KindredError for what cannot be taken.
        """
        raise NotImplementedError

    def say(self, settings: Settings) -> str:
        """Say what was asked for, as the title of the job: "Add the tag “Lyon”"."""
        raise NotImplementedError

    def effect(self, n: int) -> str:
        """Complete the sentence about those it changes: "38,201 of 48,120 contacts …"."""
        return ngettext("changes", "change", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Complete the sentence about those it leaves as they are: "9,919 …"."""
        raise NotImplementedError

    def stuck(self) -> str:
        """Complete the sentence about those whom the undo leaves as they are: "12 …"."""
        return _("had been changed since")

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that it changes."""
        raise NotImplementedError

    def notes(self, concerned: ContactQuerySet, occasion: Occasion) -> tuple[str, ...]:
        """Return further sentences about the effect on those it changes."""
        return ()

    def prepared(self, settings: dict[str, Any], *, workspace: Workspace) -> dict[str, Any]:
        """Return the settings once what they name has been made, where that was new: called when it begins."""
        return settings

    def before(self, occasion: Occasion) -> Any:
        """Return what is remembered of each contact: an expression, as JSON."""
        return None

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Do it to the contacts of a batch, all of which it changes."""
        raise NotImplementedError

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those on whom it still stands: nobody has changed it since."""
        raise NotImplementedError

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Take it back from contacts on whom it stands; `remembered` is what `before` was for each."""
        raise NotImplementedError


def preview(act: Act, contacts: "QuerySet[Any, Any]", occasion: Occasion) -> Preview:
    """Count what an act would do."""
    concerned = act.concerned(contacts, occasion)  # type: ignore[arg-type]
    changing = concerned.count()
    return Preview(total=contacts.count(), changing=changing, notes=act.notes(concerned, occasion) if changing else ())

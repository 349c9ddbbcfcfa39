"""What can be refused about contacts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError


class UnknownEventKind(KindredError):
    """This kind of event is not in the register (contacts/event_kinds.py)."""


class FieldNotSettable(KindredError):
    """This field cannot be set for many contacts at once."""


class EmptyName(KindredError):
    """Give it a name."""


class NothingMapped(KindredError):
    """Say which column holds the e-mail address, the name or the profile link; without one nobody can be told apart."""


class AlreadyStarted(KindredError):
    """This import was started already."""


class NotUndoable(KindredError):
    """This cannot be undone any more."""


class InvalidContact(KindredError):
    """These values cannot be kept."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        #: What is wrong, by the key of the field; "" where it is about the whole.
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class InvalidBasis(InvalidContact):
    """This legal basis cannot be recorded."""


class ErasedBefore(InvalidContact):
    """The person with this address was erased."""


class NobodyToErase(KindredError):
    """There is nobody to erase."""


class ReasonMissing(KindredError):
    """Say why: it stays on record."""


class TooManyForFormat(KindredError):
    """A sheet holds 1,048,575 contacts. Choose CSV, or fewer of them."""


class UnknownColumns(KindredError):
    """There are no such columns."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        words = {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        super().__init__(_("There is no column %(unknown)s. There are: %(known)s.") % words)


class AddressTaken(InvalidContact):
    """Another contact has this address already."""

    def __init__(self, message: str, *, contact_id: int, name: str) -> None:
        #: The other contact.
        self.contact_id, self.name = contact_id, name
        super().__init__({"email": message})

    @classmethod
    def by(cls, contact: Any, *, email: str) -> "AddressTaken":
        """Return the refusal of an address that this contact has."""
        message = _("%(name)s has the address %(email)s already.") % {"name": contact, "email": email}
        return cls(message, contact_id=contact.pk, name=str(contact))


class TooLateToUndo(KindredError):
    """This can no longer be undone: it has been undone already, or 30 days have passed."""


class MergedSince(KindredError):
    """This person has been merged again since. Undo the later merge first."""


class AddressTakenSince(KindredError):
    """Another contact has an address of these people by now."""

    def __init__(self, email: str) -> None:
        words = {"email": email}
        super().__init__(_("Another contact has the address %(email)s by now. Remove it there first.") % words)


class NothingCertain(KindredError):
    """There are no certain duplicates to merge."""

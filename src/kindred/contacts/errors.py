"""What can be refused about contacts."""

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

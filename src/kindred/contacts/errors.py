"""What can be refused about contacts."""

from kindred.kit.errors import KindredError


class UnknownEventKind(KindredError):
    """This kind of event is not in the register (contacts/event_kinds.py)."""


class FieldNotSettable(KindredError):
    """This field cannot be set for many contacts at once."""


class EmptyName(KindredError):
    """Give it a name."""

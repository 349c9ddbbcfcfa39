"""What a bulk action refuses."""

from kindred.kit.errors import KindredError


class NobodySelected(KindredError):
    """Nobody is selected. Select some contacts first."""


class NotUndoable(KindredError):
    """This cannot be undone any more."""


class NotOnePerson(KindredError):
    """From 2 to 20 contacts can be made one. Select those that are one person, or merge the certain duplicates among them."""


class NoSuchChoice(KindredError):
    """Choose one of those there are."""

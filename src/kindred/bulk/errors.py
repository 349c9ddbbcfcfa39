"""What a bulk action refuses."""

from kindred.kit.errors import KindredError


class NobodySelected(KindredError):
    """Nobody is selected. Select some contacts first."""


class NotUndoable(KindredError):
    """This cannot be undone any more."""


class NoSuchChoice(KindredError):
    """Choose one of those there are."""

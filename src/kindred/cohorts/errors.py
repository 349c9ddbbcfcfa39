"""What a cohort refuses."""

from kindred.kit.errors import KindredError


class CohortNeedsOwner(KindredError):
    """A cohort needs at least one owner. Make somebody else an owner first."""


class NobodyPicked(KindredError):
    """Nobody was picked. Select some contacts first."""

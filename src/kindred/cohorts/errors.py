"""What a cohort refuses."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError


class CohortNeedsOwner(KindredError):
    """A cohort needs at least one owner. Make somebody else an owner first."""


class NobodyPicked(KindredError):
    """Nobody was picked. Select some contacts first."""


class SegmentNeedsName(KindredError):
    """A segment needs a name that no other segment of the workspace has."""


class SegmentInUse(KindredError):
    """Others refer to this segment. Change them first."""

    def __init__(self, users: Sequence[str]) -> None:
        #: Their names.
        self.users = list(users)
        super().__init__(
            _("This segment cannot be deleted: %(users)s refer to it. Change them first.") % {"users": ", ".join(users)}
        )


class CircularCriteria(KindredError):
    """These criteria refer to themselves in a circle."""

    def __init__(self, circle: Sequence[str]) -> None:
        #: The names, from the first round to the first again.
        self.circle = list(circle)
        super().__init__(
            _("These criteria refer to themselves in a circle: %(circle)s. Take out one of these references.")
            % {"circle": " → ".join(circle)}
        )

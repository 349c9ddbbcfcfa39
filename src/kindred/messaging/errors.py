"""What can be refused here; the docstring is the message."""

from kindred.kit.errors import KindredError


class NotSuppressible(KindredError):
    """This is neither an e-mail address nor a domain."""


class UnwritableMessage(KindredError):
    """The message cannot be written as it is."""


class NotRetryable(KindredError):
    """Only a message that was not sent, or of which that is not known, can be sent again."""


class NotCancellable(KindredError):
    """It is too late to cancel this message."""


class NotUncertain(KindredError):
    """It is known what became of this message."""


class ReasonMissing(KindredError):
    """Say why: it stays on record."""

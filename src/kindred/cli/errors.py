"""What can keep a command from doing its work."""

from kindred.kit.errors import KindredError


class Refused(KindredError):
    """It could not be done."""

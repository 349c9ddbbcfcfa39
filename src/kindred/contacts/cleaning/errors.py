"""What is wrong with a value."""

from kindred.kit.errors import KindredError


class BadValue(KindredError):
    """This value cannot be taken."""

"""The root of every refusal; the docstring of an error is its message."""

from django.utils.translation import gettext as _


class KindredError(Exception):
    """Something could not be done."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _((self.__doc__ or "").strip()))

    @property
    def message(self) -> str:
        """Return the text to show to a person."""
        return str(self)

"""Where a contact is, as a condition on the region sees it."""

from typing import Self

from kindred.contacts.models import Contact


class Written(str):
    """A region as it is written down for a contact; the country tells in which others they are."""

    country: str

    __slots__ = ("country",)

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Return that of a contact."""
        written = cls(contact.region)
        written.country = contact.country
        return written

    def seen(self) -> str:
        """Return it in words, with the country by which it holds."""
        return ", ".join(filter(None, (str(self), self.country)))

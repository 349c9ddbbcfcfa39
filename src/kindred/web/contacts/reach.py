"""All addresses, numbers or pages of a contact: as they are shown, and as rows of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.point import POINTS, Point, site_of
from kindred.contacts.fields import FIELDS
from kindred.contacts.models import Contact

_TONES = {"verified": "good", "risky": "warn", "invalid": "bad"}
_INPUTS = {"email": "email", "phone": "tel", "link": "url"}

Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address, number or page."""

    medium: str
    value: str = ""
    type: str = ""
    state: str = ""
    is_primary: bool = False
    error: str = ""

    @property
    def href(self) -> str:
        """Where a click leads; a link that is not one of the web leads nowhere."""
        if self.medium == "link":
            return self.value if urlsplit(self.value).scheme in {"http", "https"} else ""
        return f"{'mailto' if self.medium == 'email' else 'tel'}:{self.value.replace(' ', '')}"

    @property
    def note(self) -> str:
        """What kind of one it is."""
        if self.medium == "link":
            return site_of(self.value)
        return str(dict(FIELDS[f"{self.medium}_type"].choices).get(self.type, ""))

    @property
    def state_label(self) -> str:
        """What is known of it, in words."""
        return str(dict(FIELDS[f"{self.medium}_state"].choices).get(self.state, "")) if self.state else ""

    @property
    def tone(self) -> str:
        """What that means."""
        return _TONES.get(self.state, "plain")


@dataclass(frozen=True, kw_only=True)
class Reach:
    """All addresses, numbers or pages of a contact, the primary one first."""

    medium: str
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, contact: Contact, medium: str) -> "Reach":
        """Return what a contact has."""
        known = {part: getattr(contact, f"{medium}_{part}", "") for part in ("type", "state")}
        primary = Row(medium=medium, value=getattr(contact, medium), is_primary=True, **known)
        further = [_row(point.as_point()) for point in contact.points.all()] if contact.pk else []
        return cls(medium=medium, rows=(primary, *(row for row in further if row.medium == medium)))

    @property
    def many(self) -> str:
        """The key under which all of them are given."""
        return POINTS[self.medium]

    @property
    def filled(self) -> list[Row]:
        """Those that are there."""
        return [row for row in self.rows if row.value]

    @property
    def fresh(self) -> Row:
        """A row to fill in."""
        return Row(medium=self.medium)

    @property
    def input_type(self) -> str:
        """The type of the input one is entered with."""
        return _INPUTS[self.medium]

    @property
    def types(self) -> Choices:
        """What kinds of them there are; a page says itself what it is."""
        return FIELDS[f"{self.medium}_type"].choices if self.medium != "link" else ()

    @property
    def states(self) -> Choices:
        """What can be known of one."""
        return FIELDS[f"{self.medium}_state"].choices if self.medium != "link" else ()

    @property
    def adding(self) -> str:
        """What the button says that adds one."""
        return {"email": _("Add e-mail"), "phone": _("Add phone"), "link": _("Add link")}[self.medium]

    def again(self, entered: Sequence[dict[str, Any]], *, problems: dict[str, str]) -> "Reach":
        """Return what was entered, each row with what is wrong with it."""
        rows = tuple(
            Row(
                medium=self.medium,
                value=row["value"],
                type=row["type"],
                state=row["state"],
                is_primary=row["primary"],
                error=problems.get(f"{self.many}:{number}", ""),
            )
            for number, row in enumerate(entered)
        )
        return replace(self, rows=rows or (self.fresh,))


def _row(point: Point) -> Row:
    """Return a further one."""
    return Row(medium=point.medium, value=point.value, type=point.type, state=point.state)

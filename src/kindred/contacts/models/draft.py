"""Values for one contact as somebody entered them, read and ready to be written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import cleaner_of, spread
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.point import MEDIA, Point, read_point
from kindred.contacts.cleaning.text import line, line_of
from kindred.contacts.errors import InvalidContact
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.models.custom_field import CustomField, member_cleaner
from kindred.contacts.models.hanging import HANGING
from kindred.contacts.models.label import Label
from kindred.kit.db.gate import ADDRESSES, close_gate


@dataclass(kw_only=True)
class Draft:
    """What is to be written of a contact: only what was entered, cleaned."""

    #: By field; "company_name" is the name of a company that may not be there yet.
    fields: dict[str, Any] = field(default_factory=dict)
    #: Values of the workspace's own fields; None takes one away.
    own: dict[str, Any] = field(default_factory=dict)
    kinds: int | None = None
    #: Names by family (models/hanging.py); families that are not here are left as they are.
    words: dict[str, list[str]] = field(default_factory=dict)
    #: By medium all there are, the primary one first; media that are not here are left as they are.
    points: dict[str, list[Point]] = field(default_factory=dict)
    #: A user, or nobody; left as it is unless `has_owner`.
    owner: User | None = None
    has_owner: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any], *, workspace: Workspace) -> "Draft":
        """Read values by field key, "kinds", "owner", "custom:<key>", a family of words or "emails", "phones", "links".

        The last three are all a contact has, each a text or {"value", "type", "state", "primary"}; they outdo the
        field of the one primary. What is wrong with one of them is named "emails:2".
        Raises InvalidContact with what is wrong, field by field.
        """
        reader = _Reader(workspace)
        for key, value in values.items():
            reader.read(key, value)
        reader.place_phones()
        for medium in reader.draft.points:
            reader.draft.take_primary(medium)
        if reader.problems:
            raise InvalidContact(reader.problems)
        return reader.draft

    def take_primary(self, medium: str) -> None:
        """Give the fields of the primary address, number or page what stands first in the list of all."""
        points = self.points[medium]
        first = points[0] if points else Point(medium=medium, value="")
        self.fields[medium] = first.value
        if medium != "link":
            self.fields |= {f"{medium}_type": first.type, f"{medium}_state": first.state}

    def hold_addresses(self, workspace: Workspace) -> None:
        """Keep others from giving out addresses until this transaction ends, if this draft gives any."""
        if self.fields.get("email") or self.points.get("email"):
            close_gate(workspace.pk, rule=ADDRESSES)


class _Reader:
    """Reads the values one by one and collects what is wrong."""

    def __init__(self, workspace: Workspace) -> None:
        self.draft = Draft()
        self.problems: dict[str, str] = {}
        self._workspace = workspace
        self._own = CustomField.objects.cleaners(workspace)

    def read(self, key: str, value: Any) -> None:
        """Read one value."""
        try:
            self._read(key, value)
        except BadValue as fault:
            self.problems[key] = fault.message

    def _read(self, key: str, value: Any) -> None:
        """Read one value by what its key is."""
        if key in FIELDS:
            self.draft.fields |= spread(key, cleaner_of(key)("" if value is None else str(value)))
        elif key.startswith(CUSTOM):
            self._read_own(key.removeprefix(CUSTOM), value)
        elif key == "kinds":
            self.draft.kinds = _kinds(value)
        elif key == "owner":
            self._read_owner(value)
        elif key in HANGING:
            self.draft.words[key] = _words(value)
        elif key in MEDIA:
            self.draft.points[MEDIA[key]] = list(self._points(key, value))
        else:
            raise BadValue(_("There is no such field."))

    def _points(self, key: str, given: Iterable[Any]) -> Iterator[Point]:
        """Read all addresses, numbers or pages, the primary one first, none twice."""
        read: dict[str, Point] = {}
        for number, entry in enumerate(given or ()):
            try:
                point = read_point(MEDIA[key], entry)
            except BadValue as fault:
                self.problems[f"{key}:{number}"] = fault.message
                continue
            if point and (point.key not in read or point.is_primary):
                read[point.key] = point
        yield from sorted(read.values(), key=lambda point: not point.is_primary)

    def _read_own(self, key: str, value: Any) -> None:
        """Read the value of one of the workspace's own fields."""
        if key not in self._own:
            raise BadValue(_("There is no such field."))
        written = "; ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
        cleaned = self._own[key](written)
        self.draft.own[key] = None if cleaned in ("", []) else cleaned

    def _read_owner(self, owner: User | str | None) -> None:
        """Read whose contact it is: a user, or a member by id, name or e-mail."""
        if isinstance(owner, str):
            chosen = member_cleaner(self._workspace)(owner)
            owner = User.objects.get(pk=chosen) if chosen else None
        if owner and not self._workspace.members.filter(user=owner).exists():
            raise BadValue(_("This person is not a member of the workspace."))
        self.draft.owner, self.draft.has_owner = owner, True

    def place_phones(self) -> None:
        """Read numbers without their country's code once more, with the country entered beside them."""
        country = self.draft.fields.get("country")
        if not country:
            return
        if number := self.draft.fields.get("phone"):
            self.draft.fields["phone"] = phone(number, country=country)
        if numbers := self.draft.points.get("phone"):
            self.draft.points["phone"] = [replace(one, value=phone(one.value, country=country)) for one in numbers]


def _kinds(value: Any) -> int:
    """Read kinds: their keys, or one number.

    Raises BadValue for a kind there is not.
    """
    if isinstance(value, int):
        return value & sum(Kind)
    try:
        return mask_of(value or ())
    except KeyError as fault:
        raise BadValue(_("There is no such kind of contact.")) from fault


def _words(names: Iterable[str]) -> list[str]:
    """Read names of tags or skills.

    Raises BadValue for one that is too long.
    """
    clean: Callable[[str], str] = line_of(Label.MAX_NAME)
    return [clean(name) for name in names or () if line(name)]

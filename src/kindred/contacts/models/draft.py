"""Values for one contact as somebody entered them, read and ready to be written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import OWN, cleaner_of
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.text import line, line_of
from kindred.contacts.errors import InvalidContact
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.models.custom_field import CustomField
from kindred.contacts.models.label import Label


@dataclass(kw_only=True)
class Draft:
    """What is to be written of a contact: only what was entered, cleaned."""

    #: By field; "company_name" is the name of a company that may not be there yet.
    fields: dict[str, str] = field(default_factory=dict)
    #: Values of the workspace's own fields; None takes one away.
    own: dict[str, Any] = field(default_factory=dict)
    kinds: int | None = None
    #: Names; None: left as they are.
    tags: list[str] | None = None
    skills: list[str] | None = None
    #: A user, or nobody; left as it is unless `has_owner`.
    owner: User | None = None
    has_owner: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any], *, workspace: Workspace) -> "Draft":
        """Read values by field key, "kinds", "tags", "skills", "owner" or "custom:<key>".

        Raises InvalidContact with what is wrong, field by field.
        """
        reader = _Reader(workspace)
        for key, value in values.items():
            reader.read(key, value)
        reader.place_phone()
        if reader.problems:
            raise InvalidContact(reader.problems)
        return reader.draft


class _Reader:
    """Reads the values one by one and collects what is wrong."""

    def __init__(self, workspace: Workspace) -> None:
        self.draft = Draft()
        self.problems: dict[str, str] = {}
        self._workspace = workspace
        self._own = dict(CustomField.objects.filter(workspace=workspace).values_list("key", "kind"))

    def read(self, key: str, value: Any) -> None:
        """Read one value."""
        try:
            self._read(key, value)
        except BadValue as fault:
            self.problems[key] = fault.message

    def _read(self, key: str, value: Any) -> None:
        """Read one value by what its key is."""
        if key in FIELDS:
            self.draft.fields[key] = cleaner_of(key)(str(value or ""))
        elif key.startswith(CUSTOM):
            self._read_own(key.removeprefix(CUSTOM), value)
        elif key == "kinds":
            self.draft.kinds = _kinds(value)
        elif key == "owner":
            self._read_owner(value)
        elif key in ("tags", "skills"):
            setattr(self.draft, key, _words(value))
        else:
            raise BadValue(_("There is no such field."))

    def _read_own(self, key: str, value: Any) -> None:
        """Read the value of one of the workspace's own fields."""
        if key not in self._own:
            raise BadValue(_("There is no such field."))
        cleaned = OWN[self._own[key]]("" if value is None else str(value))
        self.draft.own[key] = None if cleaned == "" else cleaned

    def _read_owner(self, owner: User | None) -> None:
        """Read whose contact it is."""
        if owner and not self._workspace.members.filter(user=owner).exists():
            raise BadValue(_("This person is not a member of the workspace."))
        self.draft.owner, self.draft.has_owner = owner, True

    def place_phone(self) -> None:
        """Read a number without its country's code once more, with the country entered beside it."""
        number, country = self.draft.fields.get("phone"), self.draft.fields.get("country")
        if number and country:
            self.draft.fields["phone"] = phone(number, country=country)


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

"""One field of a contact with its value: shown, entered, and shown once more when something is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import slugify

from kindred.web.contacts.reach import Reach

#: Kinds of which several values are ticked.
TICKED = {"kinds", "choices"}


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One field of a contact, with its value."""

    key: str
    label: str | Promise
    kind: str
    choices: Sequence[tuple[str, str | Promise]] = ()
    #: As it is entered; where several are ticked the keys of those that are set.
    value: str | list[str] = ""
    #: The value in words.
    said: str
    #: Where a click on the value leads.
    href: str = ""
    #: Where it is edited.
    url: str
    #: All addresses, numbers or pages.
    reach: Reach | None = None
    #: Whether the value has not been verified for longer than it should.
    is_stale: bool = False

    @property
    def input_type(self) -> str:
        """The type of the input it is entered with."""
        return {"email": "email", "phone": "tel", "url": "url", "date": "date"}.get(self.kind, "text")

    @property
    def slug(self) -> str:
        """Its key as part of an id."""
        return slugify(self.key.replace(":", "-"))

    @property
    def is_outside(self) -> bool:
        """Whether the link leaves Kindred for another site."""
        return self.href.startswith("http")

    @property
    def is_ticked(self) -> bool:
        """Whether several of its choices can be ticked."""
        return self.kind in TICKED


def entered(form: QueryDict, one: Detail, *, name: str) -> Any:
    """Return what a form says of a field, as a contact takes it."""
    if one.is_ticked:
        return form.getlist(name)
    if one.reach:
        return _points(form, name)
    text = form.get(name, "").replace("\x00", "")
    return text.split(",") if one.kind == "words" else text


def shown(one: Detail, value: Any, *, problems: dict[str, str]) -> Detail:
    """Return a field with what was entered, to be shown once more with what is wrong with it."""
    if one.reach:
        return replace(one, reach=one.reach.again(value, problems=problems))
    return replace(one, value=", ".join(value) if one.kind == "words" else value)


def _points(form: QueryDict, name: str) -> list[dict[str, Any]]:
    """Return the rows of addresses, numbers or pages in the order of the form."""
    found = (re.fullmatch(rf"{re.escape(name)}-(\w{{1,12}})-value", key) for key in form)
    return [
        {
            **{
                part: form.get(f"{name}-{row[1]}-{part}", "").replace("\x00", "") for part in ("value", "type", "state")
            },
            "primary": form.get(f"{name}-primary") == row[1],
        }
        for row in found
        if row
    ]

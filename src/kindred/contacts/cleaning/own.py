"""Values of a workspace's own fields."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.number import day, number
from kindred.contacts.cleaning.text import line, line_of
from kindred.contacts.fields import CUSTOM, Field
from kindred.contacts.keys import folded

#: Raises BadValue.
Cleaner = Callable[[str], Any]
#: What can be chosen: the key that is kept, and its label.
Options = Sequence[tuple[str, str]]

#: Between several choices in one cell; a label holds none of these.
BETWEEN = re.compile(r"\s*(?:[;,|\n]|:::)\s*")
_YES = {"yes", "y", "true", "t", "1", "x", "on", "✓", "✔", "ja", "oui", "si", "sí", "sim", "wahr", "vrai", "verdadero"}
_NO = {"no", "n", "false", "f", "0", "-", "off", "✗", "nein", "non", "não", "nao", "nee", "falsch", "faux", "falso"}


def yes_no(text: str) -> bool | None:
    """Return whether it says yes; None for nothing.

    Raises BadValue for what says neither.
    """
    written = folded(line(text))
    if not written or written in _YES or written in _NO:
        return written in _YES if written else None
    raise BadValue(_("“%(value)s” is neither yes nor no.") % {"value": written[:60]})


#: Kinds that need nothing but the kind to be read.
PLAIN: dict[str, Cleaner] = {"text": line_of(500), "number": number, "date": day, "yes_no": yes_no, "url": link}


def choice(label: str, options: Options) -> Cleaner:
    """Return the cleaner of a field with these choices."""
    return choice_of(Field(key=CUSTOM, label=label, choices=options))


def choices(label: str, options: Options) -> Callable[[str], list[str]]:
    """Return the cleaner of a field of which several choices may be taken; they keep the order of the choices."""
    one = choice(label, options)

    def clean(text: str) -> list[str]:
        chosen = {one(word) for word in BETWEEN.split(text)}
        return [key for key, _label in options if key in chosen]

    return clean


def person(people: Callable[[], Sequence[tuple[str, str, str]]]) -> Cleaner:
    """Return the cleaner of a field that names one of the people (id, name, e-mail), by any of these."""

    def clean(text: str) -> str:
        written = folded(line(text))
        found = [one[0] for one in people() if written in {one[0], folded(one[1]), folded(one[2])}]
        if written and len(found) != 1:
            refusal = _("“%(person)s” is several members of the workspace. Write the e-mail address.")
            nobody = _("“%(person)s” is not a member of the workspace. Write the e-mail address.")
            raise BadValue((refusal if found else nobody) % {"person": line(text)[:60]})
        return found[0] if written else ""

    return clean

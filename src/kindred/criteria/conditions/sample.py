"""A random sample of contacts that stays the same: who is in it, an arithmetic of the contact's id decides."""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Mod
from django.db.models.lookups import LessThan
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part, quoted
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.misread import Misread
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope

#: A prime below 2**24: squares of what is left by it fit into what every database counts exactly.
PRIME = 16_777_213
_FACTOR = 11_400_713
MOST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class SampleCondition(Condition):
    """That a contact is in a random sample of so many percent; samples of different names are independent."""

    percent: float
    name: str = ""

    def where(self, scope: Scope) -> Q:  # noqa: ARG002 (as every condition)
        """Put it to the database."""
        return Q(LessThan(_scrambled(F("pk"), self._seed), Value(self._below, output_field=BigIntegerField())))

    def holds(self, contact: Contact, scope: Scope) -> bool:  # noqa: ARG002
        """Put it to one contact."""
        return bool(_scrambled(contact.pk, self._seed) < self._below)

    def seen(self, contact: Contact, scope: Scope) -> str:  # noqa: ARG002
        """Return where in the draw the contact is."""
        place = 100 * _scrambled(contact.pk, self._seed) / PRIME
        return _("drawn at %(place).1f%%") % {"place": place}

    def say(self, workspace: Workspace | None = None) -> str:  # noqa: ARG002
        """Read it aloud."""
        words = {"percent": f"{self.percent:.15g}", "name": self.name}
        if self.name:
            return _("in a random sample of %(percent)s%% called “%(name)s”") % words
        return _("in a random sample of %(percent)s%%") % words

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        return _("who are %(said)s") % {"said": self.say(workspace)}

    @property
    def reading(self) -> Reading:
        """Nothing that could change."""
        return Reading()

    @property
    def _seed(self) -> int:
        return crc32(self.name.casefold().encode()) % PRIME

    @property
    def _below(self) -> int:
        return round(PRIME * self.percent / 100)


def _scrambled(number: Any, seed: int) -> Any:
    """Return a number below the prime that looks as if it were drawn; of a column, the expression for it."""
    once = _left(_left(number) * _FACTOR + seed)
    twice = _left(once * once + once * 7 + seed)
    return _left(twice * _FACTOR + once)


def _left(number: Any) -> Any:
    """Return what is left by the prime."""
    return Mod(number, PRIME, output_field=BigIntegerField()) if isinstance(number, Combinable) else number % PRIME


def _read(raw: Raw) -> SampleCondition:
    """Read it from a document."""
    percent, name = raw["sample"], raw.get("name", "")
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 < percent < 100:
        raise Misread("/sample", _("Enter a percentage above 0 and below 100."))
    if not isinstance(name, str) or len(name) > MOST_NAME or not name.isprintable():
        raise Misread(
            "/name", _("The name of a sample is a text of at most %(most)d characters.") % {"most": MOST_NAME}
        )
    return SampleCondition(percent=float(percent), name=name.strip())


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `sample 10%`, `sample 10% "pilot"`."""
    start = cursor.offset
    if not cursor.accept("sample", "in sample"):
        return None
    places = {"": start, "/sample": cursor.offset}
    text = cursor.take().text
    try:
        number = float(text.removesuffix("%"))
    except ValueError as error:
        raise cursor.fault(_("Here a percentage is expected, like 10%%."), offset=places["/sample"]) from error
    said: dict[str, Any] = {"sample": int(number) if number.is_integer() else number}
    if cursor.next.kind == "quoted":
        places["/name"] = cursor.offset
        said["name"] = cursor.take().text
    return Part(document=said, places=places)


def _write(raw: Raw, _workspace: Workspace | None) -> str:
    """Write it as text."""
    name = raw.get("name", "")
    return f"sample {raw['sample']!r}%" + (f" {quoted(name)}" if name else "")


KIND = ConditionKind(key="sample", others=("name",), read=_read, read_text=_read_text, write=_write)

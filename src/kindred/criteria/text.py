"""From the text of criteria to the document that means the same: `seniority in (vp, director) and not replied`."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.criteria.cursor import Cursor, Part, TextFault
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.group import HOWS, Group
from kindred.criteria.kinds import kinds
from kindred.criteria.names import event_names, field_names
from kindred.criteria.parsing import FORMAT, Parser
from kindred.criteria.top import Top
from kindred.criteria.values import meant

MAX_LENGTH = 50_000
#: With this before it, who has no value for something that is asked is verified first.
VERIFY = "verify unknown ,"
#: Deeper than any group may be, so that the document's own limit speaks first.
MAX_BRACKETS = 40


class InvalidText(InvalidCriteria):
    """This text cannot be read as criteria."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        #: Where (counted in characters from 0), and what is wrong there.
        self.faults = sorted(faults)
        at = _("Character %(place)d: %(message)s")
        super().__init__(
            [(f"{offset}", at % {"place": offset + 1, "message": message}) for offset, message in self.faults]
        )


@dataclass(frozen=True, kw_only=True)
class Written:
    """Criteria that were read from text: as a document, and as what it means."""

    document: dict[str, Any]
    criteria: Group | Top = field(repr=False)


def read(text: str, *, workspace: Workspace | None = None) -> Written:
    """Read criteria from text; a workspace lends the names of its own fields, segments and cohorts.

    Raises InvalidText, whose `faults` say what is wrong where.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidText([(MAX_LENGTH, _("Shorten the text to %(most)d characters.") % {"most": MAX_LENGTH})])
    try:
        part = _Reader(Cursor(text, workspace=workspace)).read()
    except TextFault as fault:
        raise InvalidText([(fault.offset, str(fault))]) from fault
    document = {"format": FORMAT, **part.document}
    try:
        return Written(document=document, criteria=Parser().read(document))
    except InvalidCriteria as fault:
        raise InvalidText([(_place(part, path), message) for path, message in fault.problems]) from fault


def _place(part: Part, path: str) -> int:
    """Return where in the text that stands which a document has at a path, or what it is a part of."""
    while path and path not in part.places:
        path = path.rpartition("/")[0]
    return part.places.get(path, 0)


class _Reader:
    """Reads groups; conditions are read by their kinds."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._depth = 0

    def read(self) -> Part:
        """Read the whole text."""
        cursor, start = self.cursor, self.cursor.offset
        verifies = cursor.accept(VERIFY)
        if cursor.is_at_end or cursor.accept("everybody", "everyone", "all contacts") or cursor.sees("top"):
            part = Part(document={"all": []})
        else:
            part = self._either()
            if not _is_group(part):
                part = _joined("all", [part])
        if cursor.accept("top"):
            part = self._top(part)
        if not cursor.is_at_end:
            raise cursor.fault(_("Here “and”, “or” or the end is expected%(found)s.") % {"found": cursor.instead()})
        if verifies:
            return Part(document={**part.document, "unknown": "verify"}, places={**part.places, "/unknown": start})
        return part

    def _top(self, part: Part) -> Part:
        """Read how many are kept, and by what."""
        cursor, places = self.cursor, dict(part.places)
        top: dict[str, Any] = {}
        places |= {"/top": cursor.offset, "/top/count": cursor.offset}
        top["count"] = cursor.number()
        cursor.expect("by")
        start = next((start for start in ("highest", "lowest") if cursor.accept(start)), "highest")
        places["/top/by"] = cursor.offset
        key = cursor.longest(field_names())
        top["by"] = key or cursor.value().text
        if start == "lowest":
            top["from"] = start
        return Part(document={**part.document, "top": top}, places=places)

    def _either(self) -> Part:
        """Read parts joined by “or”."""
        return self._series("any", "or", self._both)

    def _both(self) -> Part:
        """Read parts joined by “and”."""
        return self._series("all", "and", self._one)

    def _series(self, how: str, word: str, read: Any) -> Part:
        parts = [read()]
        while self.cursor.accept(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else _joined(how, parts)

    def _one(self) -> Part:
        """Read a condition, a group in brackets, or what must not hold."""
        cursor = self.cursor
        self._depth += 1
        if self._depth > MAX_BRACKETS:
            raise cursor.fault(_("Brackets can be nested %(most)d deep.") % {"most": MAX_BRACKETS})
        try:
            if cursor.accept("not"):
                return self._not()
            if cursor.accept("("):
                return self._until_bracket()
            for how in HOWS:
                if cursor.accept(f"{how} (", f"{how} of ("):
                    return self._listed(how)
            return self._condition()
        finally:
            self._depth -= 1

    def _not(self) -> Part:
        """Read what must not hold: a condition, or any of those in brackets."""
        is_in_brackets = self.cursor.sees("(")
        part = self._one()
        if is_in_brackets and "any" in part.document and _is_group(part):
            moved = {f"/none{path[4:]}": place for path, place in part.places.items() if path.startswith("/any")}
            return Part(document={"none": part.document["any"]}, places=moved)
        return _joined("none", [part])

    def _until_bracket(self) -> Part:
        part = self._either()
        self.cursor.expect(")")
        return part

    def _listed(self, how: str) -> Part:
        """Read the parts of a group that is written out: any(a, b)."""
        parts = [self._either()]
        while self.cursor.accept(","):
            parts.append(self._either())
        self.cursor.expect(")")
        return _joined(how, parts)

    def _condition(self) -> Part:
        """Read a condition of whichever kind it is."""
        cursor = self.cursor
        for kind in kinds().values():
            at = cursor.at
            part = kind.read_text(cursor)
            if part is not None:
                return part
            cursor.at = at
        if cursor.is_at_end or cursor.next.kind == "sign":
            raise cursor.fault(_("Here a condition is expected%(found)s.") % {"found": cursor.instead()})
        name = cursor.next.text[:60]
        known = [" ".join(words) for words in (*field_names(), *event_names())]
        raise cursor.fault(_("There is no field “%(name)s”.") % {"name": name} + meant(name, known))


def _is_group(part: Part) -> bool:
    """Whether it is a group, not a condition."""
    return not any(key in part.document for key in kinds())


def _joined(how: str, parts: list[Part]) -> Part:
    """Join parts into a group."""
    places = {f"/{how}/{n}{path}": place for n, part in enumerate(parts) for path, place in part.places.items()}
    return Part(document={how: [part.document for part in parts]}, places=places)

"""From a document to criteria, with every problem named by its place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kindred.criteria.condition import Condition
from kindred.criteria.errors import InvalidCriteria, Problem
from kindred.criteria.group import HOWS, Group, How, Node
from kindred.criteria.kind import ConditionKind
from kindred.criteria.kinds import kinds
from kindred.criteria.misread import Misread
from kindred.criteria.top import Top, read_top
from kindred.criteria.unknown import UNKNOWN, Verified
from kindred.criteria.values import meant

FORMAT = 1
#: Enough for any person's thought, little enough for any database.
MAX_DEPTH = 6
MAX_CONDITIONS = 200


class Parser:
    """Reads one document; what is wrong is collected, so that all of it can be shown at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._conditions = 0

    def read(self, document: Any) -> Group | Top:
        """Read a whole document.

        Raises InvalidCriteria with every problem found.
        """
        try:
            criteria = self._document(document)
        except Misread as fault:
            raise InvalidCriteria([*self.problems, fault.problem]) from fault
        if self.problems:
            raise InvalidCriteria(self.problems)
        return criteria

    def _document(self, document: Any) -> Group | Top:
        """Read the outermost group, which carries the number of the format and may keep only the first of its own."""
        if not isinstance(document, Mapping):
            raise Misread("", _("Criteria are an object with “all”, “any” or “none”."))
        if document.get("format", FORMAT) != FORMAT:
            raise Misread("/format", _("This version reads format %(format)d only.") % {"format": FORMAT})
        outer = {key: value for key, value in document.items() if key not in ("format", "top", "unknown")}
        if outer and not set(outer) & set(HOWS):
            raise Misread("", _("Criteria begin with “all”, “any” or “none”."))
        group = self._group(outer or {"all": []}, "", depth=1)
        unknown = document.get("unknown", "no")
        if unknown not in UNKNOWN:
            raise Misread("/unknown", _("Say “no” or “verify”.") + meant(str(unknown)[:60], UNKNOWN))
        if unknown == "verify":
            group = Verified(how=group.how, parts=group.parts)
        return read_top(document["top"], group) if "top" in document else group

    def _node(self, raw: Any, path: str, *, depth: int) -> Node:
        """Read a group or a condition: what it is, its keys say."""
        if not isinstance(raw, Mapping):
            raise Misread(path, _("Here a condition or a group is expected."))
        kind = next((kind for key, kind in kinds().items() if key in raw), None)
        if kind:
            return self._condition(kind, raw, path)
        return self._group(raw, path, depth=depth)

    def _group(self, raw: Mapping[str, Any], path: str, *, depth: int) -> Group:
        """Read a group."""
        hows = [how for how in HOWS if how in raw]
        if len(hows) != 1:
            raise Misread(path, _("A group has exactly one of “all”, “any” and “none”."))
        self._refuse_others(raw, hows, path)
        return self._parts(hows[0], raw[hows[0]], f"{path}/{hows[0]}", depth=depth)

    def _parts(self, how: How, raw: Any, path: str, *, depth: int) -> Group:
        """Read what a group holds."""
        if not isinstance(raw, list):
            raise Misread(path, _("Here a list of conditions is expected."))
        if depth > MAX_DEPTH:
            raise Misread(path, _("Groups can be nested %(most)d deep.") % {"most": MAX_DEPTH})
        if not raw and (depth > 1 or how != "all"):
            raise Misread(path, _("This group is empty. Add a condition, or remove the group."))
        parts = []
        for n, part in enumerate(raw[: MAX_CONDITIONS + 1]):
            try:
                parts.append(self._node(part, f"{path}/{n}", depth=depth + 1))
            except Misread as fault:
                self.problems.append(fault.problem)
        return Group(how=how, parts=tuple(parts))

    def _condition(self, kind: ConditionKind, raw: Mapping[str, Any], path: str) -> Condition:
        """Read a condition as its kind reads it."""
        self._refuse_others(raw, [kind.key, *kind.others], path)
        self._count(path)
        try:
            return kind.read(raw)
        except Misread as fault:
            within, message = fault.problem
            raise Misread(f"{path}{within}", message) from fault

    def _count(self, path: str) -> None:
        """Count a condition, and refuse one too many."""
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise Misread(path, _("Criteria can have at most %(most)d conditions.") % {"most": MAX_CONDITIONS})

    def _refuse_others(self, raw: Mapping[str, Any], expected: Sequence[str], path: str) -> None:
        """Note a key that means nothing here: it may be a misspelt one that matters."""
        for key in sorted(map(str, set(raw) - set(expected))):
            shown = key[:100]
            words = _("“%(key)s” means nothing here.") % {"key": shown} + meant(shown, expected)
            self.problems.append((f"{path}/{shown}", words))

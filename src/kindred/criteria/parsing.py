"""From a document to criteria, with every problem named by its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.event_kinds import KINDS
from kindred.criteria.condition import Condition
from kindred.criteria.errors import InvalidCriteria, Problem
from kindred.criteria.group import HOWS, Group, How, Node
from kindred.criteria.happening import Happening
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subject import Subject
from kindred.criteria.subjects import SUBJECTS, is_own, readings_of
from kindred.criteria.values import days, meant

FORMAT = 1
#: Enough for any person's thought, little enough for any database.
MAX_DEPTH = 6
MAX_CONDITIONS = 200


class Misread(ValueError):
    """A part of the document that cannot be read; the parts beside it still can."""

    def __init__(self, path: str, message: str) -> None:
        self.problem: Problem = (path, message)
        super().__init__(message)


class Parser:
    """Reads one document; what is wrong is collected, so that all of it can be shown at once.

    `names` are subjects as a workspace calls them, looked up only where the document speaks of what is its own.
    """

    def __init__(self, names: Callable[[], Mapping[str, Subject]] = dict) -> None:
        self.problems: list[Problem] = []
        self._names = names
        self._conditions = 0

    def read(self, document: Any) -> Group:
        """Read a whole document.

        Raises InvalidCriteria with every problem found.
        """
        try:
            group = self._document(document)
        except Misread as fault:
            raise InvalidCriteria([*self.problems, fault.problem]) from fault
        if self.problems:
            raise InvalidCriteria(self.problems)
        return group

    def _document(self, document: Any) -> Group:
        """Read the outermost group, which carries the number of the format."""
        if not isinstance(document, Mapping):
            raise Misread("", _("Criteria are an object with “all”, “any” or “none”."))
        if document.get("format", FORMAT) != FORMAT:
            raise Misread("/format", _("This version reads format %(format)d only.") % {"format": FORMAT})
        outer = {key: value for key, value in document.items() if key != "format"}
        if outer and not set(outer) & set(HOWS):
            raise Misread("", _("Criteria begin with “all”, “any” or “none”."))
        return self._group(outer or {"all": []}, "", depth=1)

    def _node(self, raw: Any, path: str, *, depth: int) -> Node:
        """Read a group, a condition or a happening: what it is, its keys say."""
        if not isinstance(raw, Mapping):
            raise Misread(path, _("Here a condition or a group is expected."))
        if "field" in raw:
            return self._condition(raw, path)
        if "event" in raw:
            return self._happening(raw, path)
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

    def _condition(self, raw: Mapping[str, Any], path: str) -> Condition:
        """Read a condition: the first reading of its subject that has the operator and takes the value."""
        self._refuse_others(raw, ["field", "is", "value"], path)
        self._count(path)
        readings = readings_of(raw["field"]) if isinstance(raw["field"], str) else ()
        if not readings:
            hint = meant(str(raw["field"])[:100], SUBJECTS)
            raise Misread(f"{path}/field", _("There is no field of this name.") + hint)
        operators = [
            (reading, FAMILIES[reading.kind][key]) for reading in readings for key in self._asked(raw, reading)
        ]
        if not operators:
            known = [key for reading in readings for key in FAMILIES[reading.kind]]
            hint = meant(str(raw.get("is"))[:100], known)
            raise Misread(f"{path}/is", _("This field cannot be compared in this way.") + hint)
        refusal = ""
        for subject, operator in operators:
            try:
                value = operator.read(raw.get("value"), subject)
                return Condition(subject=self._named(subject), operator=operator, value=value)
            except ValueError as error:
                refusal = refusal or str(error)
        raise Misread(f"{path}/value", refusal)

    def _named(self, subject: Subject) -> Subject:
        """Return a subject with the label and the choices it has in the workspace."""
        named = self._names().get(subject.key) if is_own(subject.key) else None
        return replace(subject, label=named.label, choices=named.choices) if named else subject

    @staticmethod
    def _asked(raw: Mapping[str, Any], subject: Subject) -> list[str]:
        """Return the key of the operator that is asked for, if this reading of the subject has it."""
        key = raw.get("is")
        return [key] if isinstance(key, str) and key in FAMILIES[subject.kind] else []

    def _happening(self, raw: Mapping[str, Any], path: str) -> Happening:
        """Read a condition on the timeline."""
        self._refuse_others(raw, ["event", "is", "within_days"], path)
        self._count(path)
        event, how, within = raw["event"], raw.get("is"), raw.get("within_days")
        if not isinstance(event, str) or event not in KINDS:
            hint = meant(str(event)[:100], KINDS)
            raise Misread(f"{path}/event", _("There is no event of this name.") + hint)
        if how not in ("happened", "never"):
            raise Misread(f"{path}/is", _("Say whether it “happened” or “never” did."))
        try:
            return Happening(
                event=event,
                never=how == "never",
                within_days=None if within is None else days(within, SUBJECTS["created_at"]),
            )
        except ValueError as error:
            raise Misread(f"{path}/within_days", str(error)) from error

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

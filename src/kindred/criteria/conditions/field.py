"""Conditions on a field: a subject, an operator, a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.accounts.models import Workspace
from kindred.contacts.fields import CUSTOM
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part, Value, quoted, written
from kindred.criteria.day import RelativeDay, read_day
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.misread import Misread
from kindred.criteria.names import field_names
from kindred.criteria.operator import Operator
from kindred.criteria.operators import FAMILIES
from kindred.criteria.phrases import PHRASES, operators_by_phrase
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.criteria.subjects import SUBJECTS, is_own, readings_of, subjects_for
from kindred.criteria.values import meant
from kindred.criteria.whereabouts import Written

#: Values of a contact that are named when it is asked why.
MOST_SEEN = 12
_PLAIN_KEY = re.compile(rf"{re.escape(CUSTOM)}[\w-]+")


@dataclass(frozen=True, kw_only=True)
class FieldCondition(Condition):
    """What an operator says about a subject."""

    subject: Subject
    operator: Operator
    #: As the operator's reader returned it.
    value: Any

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return self.operator.where(self.subject, self.value, scope)

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        return self.operator.holds(self.subject.value_of(contact), self.value, scope)

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud; where no value is needed for it to hold, that is said, too."""
        subject = named(self.subject, workspace)
        said = f"{subject.label} {self.operator.words} {self._value_said(subject)}".strip()
        return _("%(condition)s (or not known)") % {"condition": said} if self.operator.says_unknown else said

    def seen(self, contact: Contact, scope: Scope) -> str:
        """Return the value there is."""
        value, subject = self.subject.value_of(contact), named(self.subject, scope.workspace)
        if isinstance(value, Written):
            return value.seen() or _("nothing")
        if isinstance(value, bool):
            return {"yes_no": (_("no"), _("yes"))}.get(subject.kind, (_("nothing"), _("something")))[value]
        if value is None or value == "":
            return _("nothing")
        if isinstance(value, datetime):
            return formats.date_format(value.astimezone(scope.zone), "DATETIME_FORMAT")
        if subject.kind == "kinds":
            value = subject.keys_of(value)
        if isinstance(value, set | frozenset | list | tuple):
            names = sorted(str(subject.label_of(one) if isinstance(one, str) else one) for one in value)
            return ", ".join(names[:MOST_SEEN]) + (", …" if len(names) > MOST_SEEN else "") or _("nothing")
        return f"{value:.15g}" if isinstance(value, float) else subject.label_of(value)

    @property
    def reading(self) -> Reading:
        """The field; what counts days from today turns by itself."""
        return Reading.of(
            self.subject.key, *self.subject.reads, drifts=self.operator.drifts or isinstance(self.value, RelativeDay)
        )

    def _value_said(self, subject: Subject) -> str:
        """Return the value in words."""
        if self.value is None:
            return ""
        if self.operator.takes == "days":
            return ngettext("day", "%(days)d days", self.value) % {"days": self.value}
        if isinstance(self.value, tuple):
            return enumerated(
                [self._said(value, subject) for value in self.value], every=self.operator.key == "has_all"
            )
        return self._said(self.value, subject)

    @staticmethod
    def _said(value: Any, subject: Subject) -> str:
        """Return one value: the label of a choice as it is, what somebody typed in quotes."""
        if isinstance(value, RelativeDay):
            return value.say()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            return f"{value:.15g}"
        if value in dict(subject.choices):
            return subject.label_of(value)
        return f"“{value}”"


def named(subject: Subject, workspace: Workspace | None) -> Subject:
    """Return a subject with the label and the choices it has in a workspace."""
    if workspace is None or not is_own(subject.key):
        return subject
    own = next((one for one in subjects_for(workspace) if one.key == subject.key), subject)
    return replace(subject, label=own.label, choices=own.choices)


def enumerated(parts: list[str], *, every: bool) -> str:
    """Return parts as "A, B and C", or "A, B or C"."""
    *others, last = parts
    if not others:
        return last
    words = {"others": ", ".join(others), "last": last}
    return _("%(others)s and %(last)s") % words if every else _("%(others)s or %(last)s") % words


def _read(raw: Raw) -> FieldCondition:
    """Read it from a document: the first reading of its subject that has the operator and takes the value."""
    readings = readings_of(raw["field"]) if isinstance(raw["field"], str) else ()
    if not readings:
        given = str(raw["field"])[:100]
        raise Misread("/field", _("There is no field “%(name)s”.") % {"name": given} + meant(given, SUBJECTS))
    operators = [(reading, FAMILIES[reading.kind][key]) for reading in readings for key in _asked(raw, reading)]
    if not operators:
        known = [key for reading in readings for key in FAMILIES[reading.kind]]
        raise Misread("/is", _("This field cannot be compared in this way.") + meant(str(raw.get("is"))[:100], known))
    refusal = ""
    for subject, operator in operators:
        try:
            return FieldCondition(subject=subject, operator=operator, value=operator.read(raw.get("value"), subject))
        except ValueError as error:
            refusal = refusal or str(error)
    raise Misread("/value", refusal)


def _asked(raw: Raw, subject: Subject) -> list[str]:
    """Return the key of the operator that is asked for, if this reading of the subject has it."""
    key = raw.get("is")
    return [key] if isinstance(key, str) and key in FAMILIES[subject.kind] else []


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: the name of a field, a comparison, a value."""
    start = cursor.offset
    key = _field(cursor)
    if key is None:
        return None
    compared = cursor.offset
    subject, operator = _operator(cursor, key)
    said = {"field": key, "is": operator.key}
    places = {"": start, "/field": start, "/is": compared, "/value": cursor.offset}
    if operator.takes == "nothing":
        return Part(document=said, places=places)
    return Part(document=said | {"value": _value(cursor, named(subject, cursor.workspace), operator)}, places=places)


def _field(cursor: Cursor) -> str | None:
    """Take the name of a field and return its key."""
    token = cursor.next
    if token.is_word and token.text.startswith(CUSTOM):
        return cursor.take().text
    own = _own_names(cursor.workspace)
    if token.kind == "quoted":
        key = token.text if readings_of(token.text) else own.get(tuple(token.text.lower().split()))
        if key:
            cursor.take()
        return key
    return cursor.longest({**own, **field_names()})


def _own_names(workspace: Workspace | None) -> Mapping[tuple[str, ...], str]:
    """Return the keys of a workspace's own fields by their labels, in lower case."""
    if workspace is None:
        return {}
    own = (subject for subject in subjects_for(workspace) if subject.key.startswith(CUSTOM))
    return {tuple(str(subject.label).lower().split()): subject.key for subject in own}


def _operator(cursor: Cursor, key: str) -> tuple[Subject, Operator]:
    """Take a comparison that the field knows."""
    readings = readings_of(key)
    start = cursor.offset
    asked = cursor.longest(operators_by_phrase())
    known = [(reading, operator) for reading in readings for operator in FAMILIES[reading.kind].values()]
    if asked is None:
        examples = ", ".join(dict.fromkeys(PHRASES[operator.key][0] for _reading, operator in known))
        if not cursor.is_at_end and cursor.next.is_word:
            phrases = [" ".join(words) for words in operators_by_phrase()]
            hint = meant(cursor.next.text, phrases)
        else:
            hint = ""
        raise cursor.fault(
            _("Here a comparison is expected%(found)s.%(hint)s There are: %(known)s.")
            % {"found": cursor.instead(), "hint": hint, "known": examples}
        )
    for one in asked:
        fitting = [(reading, operator) for reading, operator in known if operator.key == one]
        if fitting:
            return next(((r, o) for r, o in fitting if o.takes != "text"), fitting[0])
    examples = ", ".join(dict.fromkeys(PHRASES[operator.key][0] for _reading, operator in known))
    raise cursor.fault(
        _("This field cannot be compared in this way. There are: %(known)s.") % {"known": examples}, offset=start
    )


def _value(cursor: Cursor, subject: Subject, operator: Operator) -> Any:
    """Take what an operator compares with."""
    if subject.key.startswith(CUSTOM) and operator.takes in ("text", "number"):
        return _own_value(cursor, subject, operator)
    match operator.takes:
        case "days":
            return cursor.days()
        case "day":
            return cursor.day()
        case "number":
            return cursor.number()
        case "texts" | "choices":
            return [subject.key_of(value.text) for value in cursor.values()]
        case _:
            return subject.key_of(cursor.value().text)


def _own_value(cursor: Cursor, subject: Subject, operator: Operator) -> Any:
    """Take a value of a workspace's own field: a number where it is written as one, else a text."""
    value: Value = cursor.value()
    if operator.key in FAMILIES["number"] and value.number is not None:
        return value.number
    return subject.key_of(value.text)


def _write(raw: Raw, workspace: Workspace | None) -> str:
    """Write it as text."""
    key, operator = raw["field"], raw["is"]
    name = key if key in SUBJECTS or _PLAIN_KEY.fullmatch(key) else quoted(key)
    takes = next(FAMILIES[reading.kind][operator].takes for reading in readings_of(key) if _asked(raw, reading))
    said = f"{name} {PHRASES[operator][0]}"
    if takes == "nothing":
        return said
    value = raw["value"] if key != "owner" else _people(raw["value"], named(readings_of(key)[0], workspace))
    return f"{said} {_written(value, takes, is_own=key.startswith(CUSTOM))}"


def _people(value: Any, subject: Subject) -> Any:
    """Return members by name instead of id, where one alone has it."""
    if isinstance(value, list):
        return [_people(one, subject) for one in value]
    name = subject.label_of(value)
    return name if [str(label).casefold() for _key, label in subject.choices].count(name.casefold()) == 1 else value


def _written(value: Any, takes: str, *, is_own: bool) -> str:
    """Write a value as text."""
    if isinstance(value, list):
        return f"({', '.join(_written(one, takes, is_own=is_own) for one in value)})"
    if takes == "days":
        return f"{value} {'day' if value == 1 else 'days'}"
    if takes == "day":
        return str(read_day(value))
    if isinstance(value, int | float):
        return repr(value)
    return quoted(value) if is_own else written(value)


KIND = ConditionKind(key="field", others=("is", "value"), read=_read, read_text=_read_text, write=_write)

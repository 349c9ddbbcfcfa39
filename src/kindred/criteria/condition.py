"""One condition: a subject, an operator, a value."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.contacts.models import Contact
from kindred.criteria.operator import Operator
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Condition:
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

    def say(self) -> str:
        """Read it aloud."""
        return f"{self.subject.label} {self.operator.words} {self._value_said()}".strip()

    def _value_said(self) -> str:
        """Return the value in words."""
        if self.value is None:
            return ""
        if self.operator.takes == "days":
            return ngettext("day", "%(days)d days", self.value) % {"days": self.value}
        if isinstance(self.value, tuple):
            return enumerated([self._said(value) for value in self.value], every=self.operator.key == "has_all")
        return self._said(self.value)

    def _said(self, value: Any) -> str:
        """Return one value: the label of a choice as it is, what somebody typed in quotes."""
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            return f"{value:.15g}"
        if value in dict(self.subject.choices):
            return self.subject.label_of(value)
        return f"“{value}”"


def enumerated(parts: list[str], *, every: bool) -> str:
    """Return parts as "A, B and C", or "A, B or C"."""
    *others, last = parts
    if not others:
        return last
    words = {"others": ", ".join(others), "last": last}
    return _("%(others)s and %(last)s") % words if every else _("%(others)s or %(last)s") % words

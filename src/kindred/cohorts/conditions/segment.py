"""Conditions on segments: that a contact meets what was saved under a name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Segment
from kindred.contacts.keys import folded
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition, Reference
from kindred.criteria.cursor import Cursor, Part, written
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.language import Criteria, parse
from kindred.criteria.misread import Misread
from kindred.criteria.scope import Scope

_LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class SegmentCondition(Condition):
    """That a contact is in a segment; nobody is in one that there is not, or that refers to itself."""

    segment: str

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        criteria = self._criteria(scope)
        return criteria.where(scope.inside(self.segment)) if criteria else Q(pk__in=[])

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        criteria = self._criteria(scope)
        return criteria is not None and criteria.holds(contact, scope.inside(self.segment))

    def seen(self, contact: Contact, scope: Scope) -> str:  # noqa: ARG002 (as every condition)
        """Return what its criteria are."""
        criteria = self._criteria(scope)
        return criteria.say(scope.workspace) if criteria else _("there is no such segment")

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        return _("is in segment “%(segment)s”") % {"segment": self._name(workspace)}

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        return _("who are in segment “%(segment)s”") % {"segment": self._name(workspace)}

    def _name(self, workspace: Workspace | None) -> str:
        """Return what it is called."""
        return str((workspace and Segment.objects.of(workspace).filter(key=self.segment).first()) or self.segment)

    @property
    def refers(self) -> frozenset[Reference]:
        """The segment."""
        return frozenset({("segment", self.segment)})

    def _criteria(self, scope: Scope) -> Criteria | None:
        """Return its criteria, looked up once."""
        if self.segment in scope.within:
            return None
        return scope.remember(("segment", self.segment), lambda: self._looked_up(scope))

    def _looked_up(self, scope: Scope) -> Criteria | None:
        found = Segment.objects.of(scope.workspace).filter(key=self.segment).first()
        return parse(found.criteria) if found else None


def _read(raw: Raw) -> SegmentCondition:
    """Read it from a document."""
    key = raw["segment"]
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST or not key.isprintable():
        raise Misread("/segment", _("Name the segment by its key."))
    return SegmentCondition(segment=key)


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `in segment berlin-leads`, or by the name in a workspace at hand."""
    start = cursor.offset
    if not cursor.accept("in segment", "is in segment", "segment"):
        return None
    at, said = cursor.offset, cursor.value().text
    if cursor.workspace:
        known: Any = Segment.objects.of(cursor.workspace)
        found = known.filter(key=said).first() or known.filter(name_key=folded(said)).first()
        if found is None:
            raise cursor.fault(_("There is no segment “%(name)s”.") % {"name": said[:60]}, offset=at)
        said = found.key
    return Part(document={"segment": said}, places={"": start, "/segment": at})


def _write(raw: Raw, _workspace: Workspace | None) -> str:
    """Write it as text."""
    return f"in segment {written(raw['segment'])}"


KIND = ConditionKind(key="segment", read=_read, read_text=_read_text, write=_write)

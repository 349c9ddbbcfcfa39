"""Conditions on belonging to a cohort."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Membership
from kindred.cohorts.naming import cohort_said, cohort_written, take_cohort
from kindred.contacts.changes import HAPPENED
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition, Reference
from kindred.criteria.cursor import Cursor, Part
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.linked import linked
from kindred.criteria.misread import Misread
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope
from kindred.criteria.values import days


@dataclass(frozen=True, kw_only=True)
class MembershipCondition(Condition):
    """That a contact is in a cohort, for so many days or more, or has ever been in it."""

    cohort: int
    #: Whether it is enough to have been in it once.
    ever: bool = False
    for_days: int | None = None

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return linked(self._stays(scope))

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        return self._stays(scope).filter(contact=contact).exists()

    def seen(self, contact: Contact, scope: Scope) -> str:
        """Return when it entered and left."""
        stays = Membership.objects.filter(cohort=self.cohort, contact=contact, workspace=scope.workspace)
        last = stays.order_by("entered_at").last()
        if last is None:
            return _("never in it")
        since = scope.local_day(last.entered_at).isoformat()
        if last.left_at is None:
            return _("in it since %(since)s") % {"since": since}
        return _("in it from %(since)s to %(until)s") % {
            "since": since,
            "until": scope.local_day(last.left_at).isoformat(),
        }

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        words = {"cohort": cohort_said(self.cohort, workspace), "n": self.for_days}
        if self.ever:
            return _("is or has been in cohort %(cohort)s") % words
        if self.for_days is None:
            return _("is in cohort %(cohort)s") % words
        said = ngettext(
            "has been in cohort %(cohort)s for a day or longer",
            "has been in cohort %(cohort)s for %(n)d days or longer",
            self.for_days,
        )
        return said % words

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        words = {"cohort": cohort_said(self.cohort, workspace), "n": self.for_days}
        if self.ever:
            return _("who are or have been in cohort %(cohort)s") % words
        if self.for_days is None:
            return _("who are in cohort %(cohort)s") % words
        said = ngettext(
            "who have been in cohort %(cohort)s for a day or longer",
            "who have been in cohort %(cohort)s for %(n)d days or longer",
            self.for_days,
        )
        return said % words

    @property
    def reading(self) -> Reading:
        """Entering and leaving; how long, time tells."""
        facts = (f"{HAPPENED}cohort.{what}" for what in ("entered", "left"))
        return Reading.of(*facts, drifts=self.for_days is not None)

    @property
    def refers(self) -> frozenset[Reference]:
        """The cohort."""
        return frozenset({("cohort", self.cohort)})

    def _stays(self, scope: Scope) -> "QuerySet[Membership]":
        """Return the stays that make it hold."""
        stays = Membership.objects.filter(cohort=self.cohort, workspace=scope.workspace)
        if self.ever:
            return stays
        stays = stays.filter(left_at=None)
        return stays if self.for_days is None else stays.filter(entered_at__lte=scope.ago(days=self.for_days))


def _read(raw: Raw) -> MembershipCondition:
    """Read it from a document."""
    cohort, how = raw["cohort"], raw.get("is", "in")
    if isinstance(cohort, bool) or not isinstance(cohort, int) or not 0 < cohort < 2**63:
        raise Misread("/cohort", _("Name the cohort by its number."))
    if how not in ("in", "ever_in"):
        raise Misread("/is", _("Say whether somebody is “in” it or was “ever_in” it."))
    if raw.get("for_days") is None:
        return MembershipCondition(cohort=cohort, ever=how == "ever_in")
    if how == "ever_in":
        raise Misread("/for_days", _("How long can only be asked of those who are in it."))
    try:
        return MembershipCondition(cohort=cohort, for_days=days(raw["for_days"]))
    except ValueError as error:
        raise Misread("/for_days", str(error)) from error


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `in cohort 7`, `was in cohort "Berlin"`, `in cohort 7 for 30 days`."""
    start = cursor.offset
    ever = cursor.accept("was in cohort", "was ever in cohort", "ever in cohort")
    if not ever and not cursor.accept("in cohort", "is in cohort"):
        return None
    places = {"": start, "/cohort": cursor.offset}
    said: dict[str, Any] = {"cohort": take_cohort(cursor), "is": "ever_in" if ever else "in"}
    if cursor.accept("for"):
        places["/for_days"] = cursor.offset
        said["for_days"] = cursor.days()
    return Part(document=said, places=places)


def _write(raw: Raw, workspace: Workspace | None) -> str:
    """Write it as text."""
    said = f"{'was in' if raw.get('is') == 'ever_in' else 'in'} cohort {cohort_written(raw['cohort'], workspace)}"
    span = raw.get("for_days")
    return said if span is None else f"{said} for {span} {'day' if span == 1 else 'days'}"


KIND = ConditionKind(key="cohort", others=("is", "for_days"), read=_read, read_text=_read_text, write=_write)

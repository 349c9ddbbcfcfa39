"""What workflows bring to the criteria language: where a contact is in one; named in config/criteria.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.accounts.models import Workspace
from kindred.cohorts.naming import cohort_said, cohort_written, take_cohort
from kindred.contacts.changes import HAPPENED
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition, Reference
from kindred.criteria.cursor import Cursor, Part, written
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.linked import linked
from kindred.criteria.misread import Misread
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope
from kindred.criteria.values import days
from kindred.workflows.models import Enrollment
from kindred.workflows.models.enrollment import EnrollmentQuerySet

#: How it can stand, and what the text of criteria says for it.
_HOWS = {"active": "active in", "at_step": "at step", "completed": "completed", "exited": "exited"}
_LONGEST_STEP = 40
_EVENTS = ("enrollment.started", "enrollment.completed", "enrollment.exited", "step.reached", "step.reverted")


@dataclass(frozen=True, kw_only=True)
class EnrollmentCondition(Condition):
    """Where a contact is in the workflow of a cohort, or in a sequence: in it, on a step, through, or out."""

    how: str
    #: "cohort" or "sequence", and its id.
    of: str
    pk: int
    step: str = ""
    #: Of those on a step: for so many days or longer.
    for_days: int | None = None

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return linked(self._enrollments(scope))

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        return self._enrollments(scope).filter(contact=contact).exists()

    def seen(self, contact: Contact, scope: Scope) -> str:
        """Return how the contact stands there."""
        theirs = Enrollment.objects.filter(contact=contact, **self._place(scope)).order_by("started_at", "pk")
        last = theirs.last()
        if last is None:
            return _("never in it")
        since = scope.local_day(last.ended_at or last.entered_at).isoformat()
        words = {"status": str(last.get_status_display()), "step": last.step, "since": since}
        return _("%(status)s, step “%(step)s”, since %(since)s") % words

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        name = cohort_said(self.pk, workspace) if self.of == "cohort" else f"#{self.pk}"
        where = (_("cohort %(name)s") if self.of == "cohort" else _("sequence %(name)s")) % {"name": name}
        words = {"where": where, "step": self.step, "n": self.for_days}
        if self.how == "at_step" and self.for_days is not None:
            said = ngettext(
                "has been on step “%(step)s” of %(where)s for a day or longer",
                "has been on step “%(step)s” of %(where)s for %(n)d days or longer",
                self.for_days,
            )
            return said % words
        return {
            "active": _("is under way in %(where)s"),
            "at_step": _("is on step “%(step)s” of %(where)s"),
            "completed": _("has completed %(where)s"),
            "exited": _("has left the workflow of %(where)s"),
        }[self.how] % words

    @property
    def reading(self) -> Reading:
        """Moves and ends; how long, time tells."""
        return Reading.of(*(f"{HAPPENED}{kind}" for kind in _EVENTS), drifts=self.for_days is not None)

    @property
    def refers(self) -> frozenset[Reference]:
        """The cohort, for whoever leaves it leaves its workflow."""
        return frozenset({("cohort", self.pk)}) if self.of == "cohort" else frozenset()

    def _place(self, scope: Scope) -> dict[str, Any]:
        return {f"workflow__{self.of}": self.pk, "workflow__workspace": scope.workspace}

    def _enrollments(self, scope: Scope) -> EnrollmentQuerySet:
        """Return the enrollments that make it hold."""
        there = Enrollment.objects.filter(**self._place(scope))
        if self.how in ("completed", "exited"):
            return there.filter(status=self.how)
        if self.how == "active":
            return there.live()
        there = there.at(self.step)
        return there if self.for_days is None else there.filter(entered_at__lte=scope.ago(days=self.for_days))


def _read(raw: Raw) -> EnrollmentCondition:
    """Read it from a document."""
    how, of = raw["enrollment"], raw.get("of")
    if how not in _HOWS:
        raise Misread("/enrollment", _("Say “active”, “at_step”, “completed” or “exited”."))
    if not isinstance(of, Mapping) or len(of) != 1 or next(iter(of)) not in ("cohort", "sequence"):
        raise Misread("/of", _("Name a “cohort” or a “sequence” by its number."))
    (what, pk) = next(iter(of.items()))
    if isinstance(pk, bool) or not isinstance(pk, int) or not 0 < pk < 2**63:
        raise Misread(f"/of/{what}", _("Name it by its number."))
    step = raw.get("step", "")
    if (how == "at_step") != bool(step) or not isinstance(step, str) or len(step) > _LONGEST_STEP:
        raise Misread("/step", _("Name the step by its key, and only for those on a step."))
    span = raw.get("for_days")
    if span is None:
        return EnrollmentCondition(how=how, of=what, pk=pk, step=step)
    if how != "at_step":
        raise Misread("/for_days", _("How long can only be asked of those on a step."))
    try:
        return EnrollmentCondition(how=how, of=what, pk=pk, step=step, for_days=days(span))
    except ValueError as error:
        raise Misread("/for_days", str(error)) from error


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `at step new of cohort 7 for 3 days`, `completed sequence 2`."""
    start, at = cursor.offset, cursor.at
    how = next((how for how, phrase in _HOWS.items() if cursor.accept(phrase)), None)
    if how is None:
        return None
    said: dict[str, Any] = {"enrollment": how}
    places = {"": start, "/enrollment": start}
    if how == "at_step":
        places["/step"] = cursor.offset
        said["step"] = cursor.value(until=("of",)).text
        cursor.expect("of")
    what = next((one for one in ("cohort", "sequence") if cursor.accept(one)), None)
    if what is None:
        if how == "at_step":
            raise cursor.fault(_("Here “cohort” or “sequence” is expected%(found)s.") % {"found": cursor.instead()})
        # "completed" may be the beginning of something else.
        cursor.at = at
        return None
    places |= {"/of": cursor.offset, f"/of/{what}": cursor.offset}
    said["of"] = {what: take_cohort(cursor) if what == "cohort" else cursor.number()}
    if cursor.accept("for"):
        places["/for_days"] = cursor.offset
        said["for_days"] = cursor.days()
    return Part(document=said, places=places)


def _write(raw: Raw, workspace: Workspace | None) -> str:
    """Write it as text."""
    ((what, pk),) = raw["of"].items()
    name = cohort_written(pk, workspace) if what == "cohort" else pk
    step = f" {written(raw['step'])} of" if raw["enrollment"] == "at_step" else ""
    said = f"{_HOWS[raw['enrollment']]}{step} {what} {name}"
    span = raw.get("for_days")
    return said if span is None else f"{said} for {span} {'day' if span == 1 else 'days'}"


KIND = ConditionKind(
    key="enrollment", others=("of", "step", "for_days"), read=_read, read_text=_read_text, write=_write
)

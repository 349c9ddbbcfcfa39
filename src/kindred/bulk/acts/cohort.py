"""Add to a cohort."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Exists, F, JSONField, OuterRef, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice
from kindred.cohorts.models import Cohort, Membership, Pin
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select
from kindred.kit.db.json_key import FromJSON
from kindred.workflows.models import Enrollment


class AddToCohort(Act):
    """Bring contacts into a cohort by hand, which starts its workflow with them."""

    key = "add_to_cohort"
    label = gettext_lazy("Add to cohort")
    icon = "list-plus"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the cohort, one that this member may add contacts to."""
        chosen = form.get("cohort", "")
        open_ones = Cohort.objects.run_by(member).exclude(status=Cohort.Status.ARCHIVED)
        cohort = open_ones.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        if cohort is None:
            raise NoSuchChoice(_("Choose a cohort."))
        return {"cohort": cohort.pk, "name": cohort.name}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Add to the cohort “%(name)s”") % {"name": settings["name"]}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("enters the cohort", "enter the cohort", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        return ngettext("is in it already", "are in it already", n)

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that are not in it."""
        return contacts.exclude(Exists(_stay(occasion)))

    def notes(self, concerned: ContactQuerySet, occasion: Occasion) -> tuple[str, ...]:
        """Say who comes back, and when the workflow starts."""
        returning = concerned.filter(Exists(_pinned_out(occasion))).count()
        said = ngettext(
            "%(n)s of them was taken out by hand and comes back.",
            "%(n)s of them were taken out by hand and come back.",
            returning,
        )
        cohort = Cohort.objects.filter(pk=occasion.settings["cohort"]).first()
        draft = _("The cohort is a draft: they start on its first step once you publish it.")
        is_draft = cohort and cohort.status == Cohort.Status.DRAFT
        return (*((said % {"n": f"{returning:,}"},) if returning else ()), *((draft,) if is_draft else ()))

    def before(self, occasion: Occasion) -> Any:
        """Remember who had been taken out by hand."""
        was_out = When(Exists(_pinned_out(occasion)), then=Value(Pin.Kind.OUT.value, output_field=JSONField()))
        return Case(was_out, default=Value(None, output_field=JSONField()), output_field=JSONField())

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Add them."""
        if cohort := _cohort(occasion):
            cohort.add(contacts, cause=Membership.Cause.HAND, at=occasion.now, by=occasion.by)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those whose stay that began then goes on."""
        stay = _stay(occasion).filter(entered_at__gte=occasion.since, cause=Membership.Cause.HAND)
        return contacts.filter(Exists(stay))

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """End their stay, which ends their place in the workflow; who had been taken out by hand is out again."""
        cohort = _cohort(occasion)
        if cohort is None:
            return
        begun = Enrollment.objects.live().filter(workflow__cohort=cohort, started_at__gte=occasion.since)
        begun.filter(contact__in=contacts).messages().cancel(now=occasion.now, by=occasion.by)
        cohort.remove(contacts, at=occasion.now)
        with held(contacts.annotate(was=FromJSON(remembered(OuterRef("pk")))).filter(was=Pin.Kind.OUT)) as taken_out:
            pin = {"cohort": cohort.pk, "contact": F("pk"), "kind": Pin.Kind.OUT, "at": occasion.now, "why": ""}
            insert_select(Pin, taken_out, pin | {"by": occasion.by and occasion.by.pk}, ignore_conflicts=True)


def _cohort(occasion: Occasion) -> Cohort | None:
    """Return the cohort, unless it is gone."""
    return Cohort.objects.of(occasion.workspace).filter(pk=occasion.settings["cohort"]).first()


def _stay(occasion: Occasion) -> Any:
    """Return the present stay of a contact in the cohort."""
    return Membership.objects.filter(cohort=occasion.settings["cohort"], contact=OuterRef("pk"), left_at=None)


def _pinned_out(occasion: Occasion) -> Any:
    """Return the pin that keeps a contact out of the cohort."""
    return Pin.objects.filter(cohort=occasion.settings["cohort"], contact=OuterRef("pk"), kind=Pin.Kind.OUT)

"""A rule on how long people are kept: who has been kept long enough, and what happens to them then."""

from datetime import datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.changing import changes
from kindred.accounts.models import AuditEntry, Role, User, Workspace
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.models import Contact, Erasure
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.language import filter as criteria_filter
from kindred.retention.errors import LookAgain, MeansEverybody, NobodyToAskWith
from kindred.retention.models.run import RetentionRun

#: When rules look, where the workspace is.
HOUR = time(3)
#: What one changes about a rule that makes it mean other people, or something else for them.
_DECIDING = {"criteria", "action", "cohort"}


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    """Rules."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def due(self, now: datetime) -> Self:
        """Narrow to those that look now."""
        return self.filter(is_on=True, due_at__lte=now)

    @transaction.atomic
    def define(self, *, workspace: Workspace, by: User, now: datetime, **details: Any) -> "RetentionRule":
        """Write a rule down; it does nothing until it is switched on.

        Raises MeansEverybody, NobodyToAskWith.
        """
        rule = self.model(workspace=workspace, created_at=now, **details)
        rule.refuse_nonsense()
        rule.save()
        rule.note(_gettext("written"), now=now, by=by)
        return rule


class RetentionRule(models.Model):
    """A rule: once a day it finds whom its criteria mean, and erases or asks them. Off until it is switched on."""

    class Action(models.TextChoices):
        """What happens to those it finds."""

        ERASE = "erase", _("Erase them for good")
        ASK = "ask", _("Ask them: add them to a cohort whose workflow writes to them")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="retention_rules")
    name = models.CharField(_("name"), max_length=120)
    criteria = models.JSONField(default=dict)
    action = models.CharField(_("what happens"), max_length=10, choices=Action, default=Action.ERASE)
    cohort = models.ForeignKey(Cohort, models.SET_NULL, null=True, blank=True, related_name="+")
    most = models.PositiveIntegerField(
        _("at most at once"),
        default=500,
        help_text=_("If it finds more, it stops and tells you: something may be wrong with the rule."),
    )
    is_on = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RetentionRuleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def found(self, now: datetime) -> ContactQuerySet:
        """Return whom it means at a moment: the dry run and the real one ask here.

        Whom it has asked already, and who is still in that cohort, it does not mean.
        """
        pool = Contact.objects.of(self.workspace)
        meant = pool.filter(criteria_filter(self.criteria, workspace=self.workspace, now=now))
        if self.action == self.Action.ASK and self.cohort_id:
            members = Membership.objects.filter(cohort=self.cohort_id, left_at=None)
            meant = meant.exclude(pk__in=members.values("contact"))
        return meant

    @transaction.atomic
    def change(self, *, by: User, now: datetime, **details: Any) -> None:
        """Change it; where it would mean others, or something else for them, it is off until somebody looks again.

        Raises MeansEverybody, NobodyToAskWith.
        """
        changed = changes(self, details)
        for name, value in details.items():
            setattr(self, name, value)
        self.refuse_nonsense()
        if _DECIDING & changed.keys():
            self.is_on, self.due_at = False, None
        self.save()
        if changed:
            self.note(changed, now=now, by=by)

    @transaction.atomic
    def switch_on(self, *, seen: int, by: User, now: datetime) -> None:
        """Let it look each night; `seen` is how many people it was shown to mean.

        Raises LookAgain where it means more by now.
        """
        if self.found(now).count() > seen:
            raise LookAgain
        self.is_on, self.due_at = True, self._next_night(now)
        self.save(update_fields=["is_on", "due_at"])
        self.note(_gettext("switched on"), now=now, by=by)

    @transaction.atomic
    def switch_off(self, *, by: User, now: datetime) -> None:
        """Let it rest."""
        self.is_on, self.due_at = False, None
        self.save(update_fields=["is_on", "due_at"])
        self.note(_gettext("switched off"), now=now, by=by)

    @transaction.atomic
    def remove(self, *, by: User, now: datetime) -> None:
        """Remove it; what it did stays on record."""
        facts = {"name": self.name}
        AuditEntry.objects.append("retention.removed", workspace=self.workspace, now=now, by=by, facts=facts)
        self.delete()

    @transaction.atomic
    def run(self, *, now: datetime) -> RetentionRun:
        """Find whom it means now and do it to them; write down what was done."""
        people = self.found(now)
        run = RetentionRun(workspace=self.workspace, rule=self, name=self.name, at=now, found=people.count())
        if not run.found:
            run.outcome = RetentionRun.Outcome.NOBODY
        elif run.found > self.most:
            self._stop(run, now=now)
        elif self.action == self.Action.ERASE:
            run.outcome = RetentionRun.Outcome.ERASED
            via = _gettext("retention rule “%s”") % self.name
            reason = Erasure.Reason.RETENTION
            run.erasure = Erasure.objects.start(people, workspace=self.workspace, reason=reason, via=via, now=now)
        elif self.cohort:
            run.outcome = RetentionRun.Outcome.ASKED
            self.cohort.add(people, cause=Membership.Cause.CRITERIA, at=now)
        else:
            self._stop(run, now=now)
        run.save()
        self.due_at = self._next_night(now) if self.is_on else None
        self.save(update_fields=["is_on", "due_at"])
        if run.found:
            facts = {"name": self.name, "count": run.found, "action": run.outcome}
            AuditEntry.objects.append(
                "retention.ran",
                workspace=self.workspace,
                now=now,
                via="retention",
                about=f"rule {self.pk}",
                facts=facts,
            )
        return run

    def refuse_nonsense(self) -> None:
        """Refuse a rule that would mean everybody, or that would ask with nothing."""
        if not self.criteria or not any(self.criteria.get(key) for key in ("all", "any", "none")):
            raise MeansEverybody
        if self.action == self.Action.ASK and self.cohort is None:
            raise NobodyToAskWith

    def note(self, changed: Any, *, now: datetime, by: User) -> None:
        """Write a change into the audit trail."""
        facts = {"name": self.name, "changes": changed}
        AuditEntry.objects.append(
            "retention.changed", workspace=self.workspace, now=now, by=by, about=f"rule {self.pk}", facts=facts
        )

    def _stop(self, run: RetentionRun, *, now: datetime) -> None:
        """Switch it off, because it found too many, or has nothing to ask with; tell whoever manages the workspace."""
        run.outcome = RetentionRun.Outcome.STOPPED
        self.is_on = False
        managers = User.objects.filter(
            places__workspace=self.workspace, places__role__in=[role for role in Role if role.can_manage]
        )
        text = _gettext("The retention rule “%(name)s” found %(count)d people and stopped. Look whether it is right.")
        self.workspace.notifications.tell(
            workspace=self.workspace,
            users=managers,
            text=text % {"name": self.name, "count": run.found},
            path=f"/w/{self.workspace.slug}/settings/privacy/retention/{self.pk}/",
            now=now,
        )

    def _next_night(self, now: datetime) -> datetime:
        """Return the next moment at which it looks."""
        zone = ZoneInfo(self.workspace.timezone)
        local = now.astimezone(zone)
        night = datetime.combine(local.date(), HOUR, tzinfo=zone)
        return night if night > local else datetime.combine(local.date() + timedelta(days=1), HOUR, tzinfo=zone)

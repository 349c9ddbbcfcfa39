"""What must hold of workspaces, contacts and their timelines."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q

from kindred.accounts.models import Member, Role, Workspace
from kindred.cli.doctor.check import PATIENCE, Check, Rows
from kindred.contacts.models import Contact, ContactPoint, ContactSkill, ContactTag, Erasure, Event, Import, Task
from kindred.workflows.models import WaitingEvent


def _ownerless(_now: datetime) -> Rows:
    return Workspace.objects.exclude(Exists(Member.objects.filter(workspace=OuterRef("pk"), role=Role.OWNER)))


def _of_strange_company(_now: datetime) -> Rows:
    return Contact.objects.exclude(company=None).exclude(company__workspace=F("workspace"))


def _nameless(_now: datetime) -> Rows:
    return Contact.objects.filter(Q(email_key="") | (Q(email_key=None) & ~Q(email="")) | (~Q(name="") & Q(name_key="")))


def _shared_addresses(_now: datetime) -> Rows:
    others = Contact.objects.filter(workspace=OuterRef("workspace"), email_key=OuterRef("key"))
    return ContactPoint.objects.filter(Exists(others), medium=ContactPoint.Medium.EMAIL)


def _without_primary(_now: datetime) -> Rows:
    without = (Q(medium=medium) & Q(**{f"contact__{medium}": ""}) for medium in ContactPoint.Medium)
    return ContactPoint.objects.filter(reduce(or_, without))


def _strange_points(_now: datetime) -> Rows:
    return ContactPoint.objects.exclude(workspace=F("contact__workspace"))


def _strange_tags(_now: datetime) -> Rows:
    return ContactTag.objects.exclude(tag__workspace=F("contact__workspace")).values_list("contact_id", "tag_id")


def _strange_skills(_now: datetime) -> Rows:
    return ContactSkill.objects.exclude(skill__workspace=F("contact__workspace")).values_list("contact_id", "skill_id")


def _strange_events(_now: datetime) -> Rows:
    return Event.objects.exclude(contact__workspace=None).exclude(workspace=F("contact__workspace"))


def _strange_tasks(_now: datetime) -> Rows:
    return Task.objects.exclude(workspace=F("contact__workspace"))


def _stalled_imports(now: datetime) -> Rows:
    return Import.objects.filter(
        status__in=(Import.Status.QUEUED, Import.Status.RUNNING), claimed_until__lt=now - PATIENCE
    )


def _stalled_erasures(now: datetime) -> Rows:
    return Erasure.objects.unfinished().filter(requested_at__lt=now - PATIENCE)


def _unheard(now: datetime) -> Rows:
    return WaitingEvent.objects.filter(at__lt=now - PATIENCE)


CHECKS = (
    Check(
        rule="Every workspace has an owner",
        offenders=_ownerless,
        remedy="Nobody can manage it: add an owner with your database's own tools, or remove the workspace.",
    ),
    Check(rule="Contacts work at companies of their own workspace", offenders=_of_strange_company),
    Check(rule="Contacts can be found by their address and name", offenders=_nameless),
    Check(rule="An e-mail address is one contact's only", offenders=_shared_addresses),
    Check(rule="Who has further addresses, numbers or pages has a primary one", offenders=_without_primary),
    Check(rule="Further addresses are of their contact's workspace", offenders=_strange_points),
    Check(rule="Tags are of their contact's workspace", offenders=_strange_tags),
    Check(rule="Skills are of their contact's workspace", offenders=_strange_skills),
    Check(rule="Events are of their contact's workspace", offenders=_strange_events),
    Check(rule="Tasks are of their contact's workspace", offenders=_strange_tasks),
    Check(
        rule="No import stands still",
        offenders=_stalled_imports,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
    Check(
        rule="No erasure stands still",
        offenders=_stalled_erasures,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
    Check(
        rule="No event waits to be heard by workflows",
        offenders=_unheard,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
)

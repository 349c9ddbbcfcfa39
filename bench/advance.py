"""Enrollments through a step: a tag, its event, the move and the event of that, by the engine's own path."""

from datetime import datetime

from django.db import connection, transaction

from bench.harness import Result, seconds
from bench.pool import workspace_with
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.models import Contact, ContactTag, Event, Tag
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.clock import utc_now
from kindred.workflows.engine.work import work
from kindred.workflows.models import ActionRun, Enrollment, Workflow

SIZE = 1_000_000
BATCH = 20_000


def run(size: int) -> Result:
    """Measure a pass of the engine over `size` enrollments, and the same rows written by SQL alone."""
    workspace = workspace_with(size)
    owner = workspace.members.get().user
    cohort = Cohort.objects.open_for(workspace=workspace, owner=owner, name="Measured", now=utc_now())
    workflow = Workflow.objects.for_cohort(cohort)
    tag = {"key": "tag", "kind": "add_tag", "settings": {"tag": "seen"}}
    onward = {"key": "on", "when": {"kind": "actions_done"}, "then": {"kind": "move", "step": "next"}}
    steps = [{"key": "new", "name": "New", "actions": [tag], "rules": [onward]}, {"key": "next", "name": "Next"}]
    workflow.save_draft({"format": 1, "steps": steps})
    workflow.publish(now=utc_now(), by=owner)
    for contacts in _slices(workspace.pk):
        workflow.enroll(contacts, now=utc_now())
    taken = seconds(_work_all)
    assert Enrollment.objects.filter(workflow=workflow, step="next", due_at=None).count() == size
    assert ContactTag.objects.count() == size
    assert ActionRun.objects.count() == size
    _put_back(workflow)
    raw = seconds(lambda: _by_sql_alone(workflow, Tag.objects.get().pk, utc_now()))
    assert Enrollment.objects.filter(workflow=workflow, step="next", due_at=None).count() == size
    name = "member_steps_per_s"
    return Result(figures={name: size / taken}, limits={name: size / raw})


def _slices(workspace: int) -> "list[ContactQuerySet]":
    ids = Contact.objects.filter(workspace=workspace).order_by("pk").values_list("pk", flat=True)
    first, last = ids.first() or 0, ids.last() or 0
    return [Contact.objects.filter(pk__gte=n, pk__lt=n + BATCH) for n in range(first, last + 1, BATCH)]


def _work_all() -> None:
    while work(utc_now(), "bench").done:
        pass


def _put_back(workflow: Workflow) -> None:
    """Make everything as it was before the engine's pass."""
    Membership.objects.all().delete()
    for table in ("workflows_actionrun", "contacts_contacttag"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    Event.objects.filter(kind="tag.added").delete()
    last = Event.objects.order_by("-pk").values_list("pk", flat=True)[: workflow.enrollments.count()]
    Event.objects.filter(pk__gte=min(last)).delete()
    now = utc_now()
    workflow.enrollments.update(step="new", entry=1, position=0, action_at=now, due_at=now, status="waiting")


def _by_sql_alone(workflow: Workflow, tag: int, now: datetime) -> None:
    """Write the rows the engine writes, in batches of the same size, deciding nothing."""
    moment = now if connection.vendor == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    note = "(workspace_id, contact_id, kind, at, data) SELECT {w}, contact_id, '{kind}', %s, '{{}}' FROM hand"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE hand (id bigint PRIMARY KEY, contact_id bigint, entry integer)")
        while True:
            with transaction.atomic():
                cursor.execute("DELETE FROM hand")
                cursor.execute(
                    "INSERT INTO hand SELECT id, contact_id, entry FROM workflows_enrollment WHERE due_at <= %s "
                    f"ORDER BY due_at LIMIT {BATCH} {lock}",
                    [moment],
                )
                if not cursor.rowcount:
                    return
                cursor.execute(
                    "INSERT INTO workflows_actionrun (enrollment_id, entry, action, at, outcome) "
                    "SELECT id, entry, 'tag', %s, 'done' FROM hand",
                    [moment],
                )
                for kind in ("tag.added", "step.reached"):
                    cursor.execute(
                        f"INSERT INTO contacts_event {note.format(w=workflow.workspace_id, kind=kind)}", [moment]
                    )
                cursor.execute(
                    f"INSERT INTO contacts_contacttag (contact_id, tag_id) SELECT contact_id, {tag} FROM hand WHERE 1 = 1 "
                    "ON CONFLICT DO NOTHING"
                )
                cursor.execute(
                    "UPDATE workflows_enrollment SET step = 'next', entry = entry + 1, position = 0, status = 'active', "
                    "due_at = NULL, action_at = NULL, entered_at = %s, touched_at = %s WHERE id IN (SELECT id FROM hand)",
                    [moment, moment],
                )

"""Contacts into a cohort at work: memberships, enrollments and the events of both, by the path a person's click takes."""

from datetime import datetime

from django.db import connection, transaction

from bench.harness import Result, seconds
from bench.pool import workspace_with
from kindred.accounts.models import Workspace
from kindred.cohorts.adding import work
from kindred.cohorts.models import Addition, Cohort
from kindred.kit.clock import utc_now
from kindred.workflows.models import Enrollment, Workflow

SIZE = 1_000_000
BATCH = 50_000


def run(size: int) -> Result:
    """Measure adding `size` contacts, and the same rows written by SQL alone."""
    workspace = workspace_with(size)
    cohorts = [_published(workspace, name) for name in ("Measured", "By SQL alone")]
    now = utc_now()
    Addition.objects.start(cohort=cohorts[0], who={"criteria": None}, by=None, now=now, cause="criteria")
    taken = seconds(_add_all)
    assert Enrollment.objects.filter(workflow__cohort=cohorts[0]).count() == size
    raw = seconds(lambda: _by_sql_alone(cohorts[1], workspace.pk, now))
    assert Enrollment.objects.filter(workflow__cohort=cohorts[1]).count() == size
    name = "enrollments_per_s"
    return Result(figures={name: size / taken}, limits={name: size / raw})


def _published(workspace: Workspace, name: str) -> Cohort:
    owner = workspace.members.get().user
    cohort = Cohort.objects.open_for(workspace=workspace, owner=owner, name=name, now=utc_now())
    workflow = Workflow.objects.for_cohort(cohort)
    tag = {"key": "a", "kind": "add_tag", "settings": {"tag": "seen"}}
    workflow.save_draft({"format": 1, "steps": [{"key": "new", "name": "New", "actions": [tag]}]})
    workflow.publish(now=utc_now(), by=owner)
    cohort.refresh_from_db()
    return cohort


def _add_all() -> None:
    while work(utc_now(), "bench").done:
        pass


def _by_sql_alone(cohort: Cohort, workspace: int, now: datetime) -> None:
    """Write the rows the product writes, in batches of the same size, with nothing looked up."""
    workflow = cohort.workflow
    moment = now if connection.vendor == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
    tables = {
        "contacts_event": "(workspace_id, contact_id, kind, at, data) SELECT workspace_id, id, 'cohort.entered', %s, '{}'",
        "cohorts_membership": "(workspace_id, contact_id, cause, entered_at, cohort_id) SELECT workspace_id, id, 'criteria', "
        f"%s, {cohort.pk}",
        "workflows_enrollment": "(workspace_id, contact_id, status, step, entry, position, timer, reason, due_at, entered_at,"
        " action_at, started_at, touched_at, workflow_id, version_id) SELECT workspace_id, id, 'waiting', 'new', 1, 0, 0, '',"
        f" %s, %s, %s, %s, %s, {workflow.pk}, {workflow.current_id}",
    }
    statements = [
        ("contacts_event", tables["contacts_event"]),
        ("cohorts_membership", tables["cohorts_membership"]),
        ("workflows_enrollment", tables["workflows_enrollment"]),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM contacts_contact WHERE workspace_id = %s", [workspace])
        first, last = cursor.fetchone()
        for start in range(first, last + 1, BATCH):
            with transaction.atomic():
                for table, select in statements:
                    moments = [moment] * select.count("%s")
                    cursor.execute(
                        f"INSERT INTO {table} {select} FROM contacts_contact WHERE workspace_id = %s AND id >= %s AND id < %s",
                        [*moments, workspace, start, start + BATCH],
                    )

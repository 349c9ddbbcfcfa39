"""The work of retention: each night, each rule that is on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from kindred.jobs.worker import Report
from kindred.retention.models import RetentionRule


def work(now: datetime, _worker: str) -> Report:
    """Run one rule that is due; the row is locked meanwhile, so that no two workers do."""
    with transaction.atomic():
        due = RetentionRule.objects.due(now).select_for_update(of=("self",), skip_locked=True).order_by("due_at", "pk")
        rule = due.select_related("workspace", "cohort").first()
        if rule is not None:
            rule.run(now=now)
            return Report(done=1)
    return Report(next_at=RetentionRule.objects.filter(is_on=True).aggregate(first=Min("due_at"))["first"])

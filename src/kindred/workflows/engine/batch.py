"""Taking enrollments in hand: a batch is rows locked for one transaction, sorted into parts that share a fate.

The lock is the claim: a worker that dies lets go of it with the transaction, and nothing of the batch has happened;
one that is stopped is cut off by the database (`idle_in_transaction_session_timeout`), and its late write fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField

from kindred.kit.db.insert_select import insert_select
from kindred.kit.db.scratch import emptied_scratch
from kindred.workflows.core import Place
from kindred.workflows.models import BatchRow, Enrollment, Version


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows of the batch that stand at the same place and woke for the same reason."""

    number: int
    version: Version
    place: Place
    by_action: bool
    size: int


def take(enrollments: "QuerySet[Enrollment]") -> int:
    """Lock these enrollments for the present transaction, put them into the batch and return how many they are.

    Rows another transaction holds are passed over. Call it inside a transaction.
    """
    emptied_scratch(BatchRow)
    return insert_select(
        BatchRow,
        enrollments.select_for_update(skip_locked=True, of=("self",)),
        {
            "enrollment": F("pk"),
            "contact": F("contact_id"),
            "version": F("version_id"),
            "step": F("step"),
            "entry": F("entry"),
            "position": F("position"),
            "timer": F("timer"),
            "by_action": Case(
                When(Q(action_at=F("due_at")), then=Value(True)),  # noqa: FBT003 (a value of the database)
                default=Value(False),  # noqa: FBT003
                output_field=BooleanField(),
            ),
            "part": 0,
        },
    )


def parts() -> Iterator[Part]:
    """Sort the batch into parts and yield each."""
    keys = ("version_id", "step", "position", "timer", "by_action")
    groups = list(BatchRow.objects.order_by(*keys).values(*keys).annotate(size=Count("pk")))
    versions = Version.objects.select_related("workflow__workspace", "workflow__cohort").in_bulk(
        {group["version_id"] for group in groups}
    )
    for number, group in enumerate(groups, start=1):
        size = group.pop("size")
        BatchRow.objects.filter(**group).update(part=number)
        yield Part(
            number=number,
            version=versions[group["version_id"]],
            place=Place(group["step"], group["position"], group["timer"]),
            by_action=group["by_action"],
            size=size,
        )

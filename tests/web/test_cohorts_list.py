"""The cohort list: all cohorts with their contacts' standing at one view."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, Tag
from kindred.kit.clock import utc_now
from tests.web.cohort_pages import a_cohort, at_work, url

Contacts = Callable[..., list[Contact]]


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    """Counts are kept for a moment; each test begins without."""
    cache.clear()


def names(client: Client, **query: str) -> list[str]:
    """Return the names of the cohorts the list shows, in its order."""
    return [row.cohort.name for row in client.get(url("cohorts"), query).context["rows"]]


def test_an_empty_workspace_is_told_what_a_cohort_is(as_ada: Client) -> None:
    page = as_ada.get(url("cohorts")).content.decode()
    assert "as long as there is commonality, a cohort can be anything" in page
    assert "Create cohort" in page


def test_published_cohorts_are_listed_with_where_their_contacts_stand(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    workflow = at_work(workspace, ada, contacts(5), now=now)
    key = workflow.draft["steps"][1]["key"]
    workflow.enrollments.filter(pk__in=list(workflow.enrollments.values_list("pk", flat=True))[:2]).move_to(
        key, now=now, by=ada
    )
    workflow.enrollments.filter(pk=workflow.enrollments.values("pk")[:1]).park(reason="It broke", now=now)
    (row,) = as_ada.get(url("cohorts")).context["rows"]
    assert row.steps == [("New", 3), ("Contacted", 2), ("Talking", 0)]
    assert (row.members, row.attention) == (5, 1)


def test_drafts_paused_and_archived_ones_are_shown_on_request(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    for status in Cohort.Status.values:
        Cohort.objects.filter(pk=a_cohort(workspace, ada, now=now, name=status).pk).update(status=status)
    assert names(as_ada) == ["published"]
    assert names(as_ada, status="draft") == ["draft"]
    assert len(names(as_ada, status="all")) == 4


def test_the_list_is_filtered_by_name_tag_and_creation_date(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    recent = a_cohort(workspace, ada, now=utc_now() - timedelta(days=3), name="Recent designers")
    old = a_cohort(workspace, ada, now=utc_now() - timedelta(days=60), name="Old engineers")
    tag = Tag.objects.named(workspace, "berlin")
    old.tags.add(tag)
    assert names(as_ada, status="all", q="DESIGN") == [recent.name]
    assert names(as_ada, status="all", tag=str(tag.pk)) == [old.name]
    assert names(as_ada, status="all", created="7") == [recent.name]
    assert names(as_ada, status="all", created="90", tag="x", sort="nonsense") == [recent.name, old.name]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("name", "ABC"), ("-name", "CBA"), ("-created", "CAB"), ("created", "BAC"), ("-updated", "BCA")],
)
def test_the_list_is_sorted_by_name_creation_and_update(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime, sort: str, expected: str
) -> None:
    for name, created, updated in (("A", 2, 1), ("B", 1, 3), ("C", 3, 2)):
        cohort = a_cohort(workspace, ada, now=now, name=name)
        days = {"created_at": now + timedelta(days=created), "updated_at": now + timedelta(days=updated)}
        Cohort.objects.filter(pk=cohort.pk).update(**days)
    assert "".join(names(as_ada, status="all", sort=sort)) == expected


def test_the_number_of_queries_does_not_grow_with_the_list(
    as_bob: Client, workspace: Workspace, ada: User, bob: User, contacts: Contacts, now: datetime
) -> None:
    people = contacts(3)

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            as_bob.get(url("cohorts"))
        return len(captured)

    at_work(workspace, ada, people, now=now)
    queries()
    first = queries()
    for _n in range(4):
        at_work(workspace, bob, people, now=now).cohort.tags.add(Tag.objects.named(workspace, "many"))  # type: ignore[union-attr]
    assert queries() == first


def test_another_workspaces_cohorts_are_not_listed(
    as_mallory: Client, workspace: Workspace, ada: User, other_workspace: Workspace, now: datetime
) -> None:
    a_cohort(workspace, ada, now=now)
    assert as_mallory.get("/w/elsewhere/cohorts/?status=all").context["rows"] == []
    assert as_mallory.get(url("cohorts")).status_code == 404


def test_a_viewers_list_offers_nothing_that_would_be_refused(
    as_vera: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    at_work(workspace, ada, contacts(1), now=now)
    page = as_vera.get(url("cohorts")).content.decode()
    for word in ("Create cohort", "/pause/", "/archive/", "/copies/", "Edit workflow"):
        assert word not in page

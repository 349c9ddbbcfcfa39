"""The three pages people look at most, on a full workspace: the contact list, the cohort list, a board.

Each is asked for as a browser does, through the whole of Django with a login, in the ways it is used: searched,
sorted, narrowed, turned over. The figure is the time under which 95 of 100 requests stay. The limit is hand-written
SQL for the rows such a page shows, and nothing else.
"""

from collections.abc import Callable, Iterable
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client, override_settings

from bench.harness import Result, seconds
from kindred.accounts.models import User, Workspace
from kindred.cli.demo.workspace import open_demo
from kindred.cli.server.ready import collect_static
from kindred.cohorts.adding import work
from kindred.cohorts.models import Addition, Cohort
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.workflows.models import Workflow

SIZE = 1_000_000
#: How often each way of asking is repeated.
ROUNDS = 12
#: What people look for: the rare, the usual, one letter, two words, what nobody has.
SOUGHT = ("ingrid", "patel", "a", "software", "kenji tanaka", "maria@", "kestrel labs", "zzyzx")


def run(size: int) -> Result:
    """Measure the pages of a workspace with `size` contacts and a cohort that all of them are in."""
    collect_static()
    workspace = open_demo(now=utc_now(), contacts=size, tell=lambda _done, _total: None)
    return measured(workspace, everybody(workspace))


def everybody(workspace: Workspace) -> Cohort:
    """Return a cohort at work that holds all contacts, spread over its steps."""
    now, owner = utc_now(), workspace.members.filter(role="owner").get().user
    cohort = Cohort.objects.open_for(workspace=workspace, owner=owner, name="Everybody", now=now)
    workflow = Workflow.objects.for_cohort(cohort)
    keys = ("new", "asked", "talking", "decided", "done")
    workflow.save_draft({"format": 1, "steps": [{"key": key, "name": key.title()} for key in keys]})
    workflow.publish(now=now, by=owner)
    cohort.refresh_from_db()
    Addition.objects.start(cohort=cohort, who={"criteria": None}, by=owner, now=now, cause="criteria")
    while work(utc_now(), "bench").done:
        pass
    for n, key in enumerate(keys):
        workflow.enrollments.annotate(slot=F("pk") % len(keys)).filter(slot=n).update(step=key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert workflow.enrollments.count() == Contact.objects.of(workspace).count()
    return cohort


def measured(workspace: Workspace, cohort: Cohort) -> Result:
    """Ask for the pages again and again."""
    pages = {
        "contacts_p95_ms": _contact_pages(workspace),
        "cohorts_p95_ms": [f"/w/{workspace.slug}/cohorts/", f"/w/{workspace.slug}/cohorts/?status=all"],
        "board_p95_ms": [f"/w/{workspace.slug}/cohorts/{cohort.pk}/board/"],
    }
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = _logged_in(workspace.members.filter(role="owner").get().user)
        figures = {name: _p95(_requests(client, paths)) for name, paths in pages.items()}
    limits = {name: _p95(_queries(sql, params)) for name, (sql, params) in _by_sql_alone(workspace, cohort).items()}
    return Result(figures=figures, limits=limits)


def _contact_pages(workspace: Workspace) -> list[str]:
    base = f"/w/{workspace.slug}/contacts/"
    return [
        base,
        *(f"{base}?sort={sort}" for sort in ("-name", "-created_at", "last_contacted_at")),
        *(f"{base}?q={sought}" for sought in SOUGHT),
        f"{base}?kind=candidate",
        f"{base}?tag=board+member",
        f"{base}?kind=client&q=berlin",
    ]


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _requests(client: Client, paths: list[str]) -> Iterable[Callable[[], object]]:
    """Ask for each page once to warm up, then in rounds, each time with nothing remembered from the last."""
    for path in paths:
        assert client.get(path, follow=True).status_code == 200, path
    for _round in range(ROUNDS):
        for path in paths:
            cache.clear()
            yield lambda path=path: client.get(path)  # type: ignore[misc]


def _queries(sql: str, params: list[Any]) -> Iterable[Callable[[], object]]:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    ask()
    return [ask] * ROUNDS


def _p95(asks: Iterable[Callable[[], object]]) -> float:
    return quantiles([1000 * seconds(ask) for ask in asks], n=20)[-1]


def _by_sql_alone(workspace: Workspace, cohort: Cohort) -> dict[str, tuple[str, list[Any]]]:
    columns = " UNION ALL ".join(
        "SELECT * FROM (SELECT e.id, c.name FROM workflows_enrollment e JOIN contacts_contact c ON c.id = e.contact_id"
        " WHERE e.workflow_id = %s AND e.step = %s ORDER BY e.entered_at DESC, e.id DESC LIMIT 50) column_of_cards"
        for _step in range(5)
    )
    workflow = cohort.workflow.pk
    steps = ["new", "asked", "talking", "decided", "done"]
    return {
        "contacts_p95_ms": (
            "SELECT * FROM contacts_contact WHERE workspace_id = %s ORDER BY name_key, id LIMIT 50",
            [workspace.pk],
        ),
        "cohorts_p95_ms": (
            "SELECT workflow_id, step, count(*) FROM workflows_enrollment WHERE ended_at IS NULL GROUP BY workflow_id, step",
            [],
        ),
        "board_p95_ms": (columns, [value for step in steps for value in (workflow, step)]),
    }

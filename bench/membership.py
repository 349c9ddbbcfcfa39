"""Cohorts that follow their criteria: from the commit of a change until the cohorts are right; and filling one at first.

The limit is hand-written SQL that asks, for the contact that changed, each of the criteria that look at the change.
"""

from statistics import quantiles
from time import perf_counter

from django.db import connection

from bench.harness import Result, seconds
from bench.pool import workspace_with
from kindred.accounts.models import User, Workspace
from kindred.cohorts import adding, live
from kindred.cohorts.models import Addition, Cohort
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now

SIZE = 1_000_000
#: Cohorts at work, of which a tenth look at what is changed.
COHORTS = 50
CHANGES = 200


def run(size: int) -> Result:
    """Change one contact at a time and wait for the cohorts; then fill a cohort with a seventh of the pool."""
    workspace = workspace_with(size)
    owner = workspace.members.get().user
    cohorts = [_live(workspace, owner, n) for n in range(COHORTS)]
    _settle()
    ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[: CHANGES * 50 : 50])
    times = [_changed(contact, n) for n, contact in enumerate(ids)]
    assert sum(cohort.members().count() for cohort in cohorts) >= 1
    raw = [_asked_by_sql(contact) for contact in ids]
    name = "change_p95_ms"
    return Result(
        figures={name: quantiles(times, n=20)[-1], "fill_s": seconds(lambda: _fill(workspace, owner))},
        limits={name: quantiles(raw, n=20)[-1]},
    )


def _live(workspace: Workspace, owner: User, n: int) -> Cohort:
    """Return a cohort at work: every tenth looks at the city, the others at what nobody changes here."""
    field = "city" if n % 10 == 0 else "department"
    criteria = {"all": [{"field": field, "is": "in", "value": [f"City {n}", f"Town {n}"]}]}
    if field == "department":
        criteria = {"all": [{"field": "department", "is": "is", "value": "legal"}]}
    now = utc_now()
    cohort = Cohort.objects.open_for(workspace=workspace, owner=owner, name=f"Cohort {n}", now=now, criteria=criteria)
    cohort.publish(now=now)
    cohort.follow(now=now)
    return cohort


def _settle() -> None:
    while live.work(utc_now(), "bench").done:
        pass


def _changed(contact: int, n: int) -> float:
    """Change a contact so that it enters one cohort, or leaves it, and return the ms until the cohorts are right."""
    Contact.objects.filter(pk=contact).set_field("city", f"City {n % COHORTS // 10 * 10}", at=utc_now())
    started = perf_counter()
    _settle()
    return 1000 * (perf_counter() - started)


def _asked_by_sql(contact: int) -> float:
    """Put the contact to the five criteria that look at the city, and return the ms."""
    started = perf_counter()
    with connection.cursor() as cursor:
        for n in range(0, COHORTS, 10):
            cursor.execute(
                "SELECT 1 FROM contacts_contact WHERE id = %s AND city IN (%s, %s)", [contact, f"City {n}", f"Town {n}"]
            )
            cursor.fetchall()
    return 1000 * (perf_counter() - started)


def _fill(workspace: Workspace, owner: User) -> None:
    """Bring a seventh of the pool into a cohort."""
    criteria = {"all": [{"field": "title", "is": "is", "value": "CTO"}]}
    now = utc_now()
    cohort = Cohort.objects.open_for(workspace=workspace, owner=owner, name="Filled", now=now, criteria=criteria)
    cohort.publish(now=now)
    Addition.objects.start(cohort=cohort, who={"criteria": criteria}, by=owner, now=now, cause="criteria")
    while adding.work(utc_now(), "bench").done:
        pass
    assert cohort.members().count() == -(-Contact.objects.count() // 7)

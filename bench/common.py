"""What people have in common: 48 picked out of the pool, most of whom share a skill and a city, and the criteria found.

There is nothing else to hold it against: the limit is the two seconds in which somebody who asks still waits.
"""

from statistics import median

from bench.criteria import pool
from bench.harness import Result, seconds
from kindred.contacts.models import Contact
from kindred.criteria.common import Common, in_common
from kindred.criteria.language import as_text
from kindred.criteria.scope import Scope
from kindred.criteria.text import read
from kindred.kit.clock import utc_now

SIZE = 1_000_000
ROUNDS = 5
#: What most of those picked share, and how many of them do.
SHARED, MOST, FEW = "skill any (skill 60) and city = Vienna", 41, 7
LIMIT_S = 2.0


def run(size: int) -> Result:
    """Measure on a pool of this size."""
    workspace = pool(size)
    scope = Scope(workspace=workspace, now=utc_now())
    everybody = Contact.objects.of(workspace).order_by("pk")
    alike = everybody.filter(read(SHARED, workspace=workspace).criteria.where(scope))
    ids = [*alike.values_list("pk", flat=True)[:MOST], *everybody.values_list("pk", flat=True)[:FEW]]
    people = Contact.objects.filter(pk__in=ids)
    found: list[list[Common]] = []
    times = [seconds(lambda: found.append(in_common(people, scope))) for _round in range(ROUNDS)]
    for one in found[-1]:
        print(f"{one.covered:4} of {one.picked}, {one.others:8} others, lift {one.lift:8.1f}: {as_text(one.document)}")
    return Result(
        figures={"common_median_s": median(times), "common_most_s": max(times)},
        limits={"common_median_s": LIMIT_S, "common_most_s": LIMIT_S},
    )

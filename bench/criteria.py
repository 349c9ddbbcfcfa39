"""Twenty questions to the pool, from easy to nasty: counted while somebody types, and spread over eight fields.

Each is asked as text, as `kindred count` does: read, put to the database, counted. The limit is hand-written SQL for the
same question, which must come to the same number.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import median, quantiles
from typing import Any, NamedTuple

from django.db import connection, transaction

from bench.harness import Result, seconds
from kindred.accounts.models import User, Workspace
from kindred.contacts.keys import sortable
from kindred.contacts.models import Company, Contact, ContactSkill, ContactTag, Event, Skill, Tag
from kindred.criteria.counting import count
from kindred.criteria.facets import USUAL, facets
from kindred.criteria.scope import Scope
from kindred.criteria.text import read
from kindred.kit.clock import utc_now
from kindred.kit.db.load import load, reserve_ids

SIZE = 1_000_000
#: How often each question is asked.
ROUNDS = 5
SKILLS, SKILLS_EACH, TAGS, COMPANIES = 400, 8, 40, 20_000
BATCH = 100_000

#: Values and their weights, as pools have them; "" is not known.
SPREAD: dict[str, dict[str, int]] = {
    "department": {"": 8, "engineering": 28, "sales": 14, "marketing": 10, "product": 8, "it": 8, "hr": 6, "finance": 6,
                   "operations": 5, "design": 4, "support": 2, "legal": 1},
    "seniority": {"": 8, "individual": 34, "senior": 22, "manager": 12, "lead": 8, "director": 7, "vp": 3, "c_level": 3,
                  "entry": 2, "intern": 1},
    "candidate_state": {"": 30, "passive": 45, "engaged": 10, "active": 8, "in_process": 3, "placed": 2, "not_looking": 2},
    "lifecycle_stage": {"": 60, "lead": 22, "mql": 8, "sql": 4, "opportunity": 3, "customer": 2, "lost": 1},
}  # fmt: skip
PLACES: dict[tuple[str, str, str], int] = {
    ("US", "North America", "New York"): 18, ("US", "North America", "Austin"): 8, ("US", "North America", "Boston"): 6,
    ("DE", "Europe", "Berlin"): 9, ("DE", "Europe", "Munich"): 6, ("GB", "Europe", "London"): 12,
    ("FR", "Europe", "Paris"): 8, ("NL", "Europe", "Amsterdam"): 4, ("ES", "Europe", "Madrid"): 3,
    ("IN", "Asia", "Bangalore"): 12, ("JP", "Asia", "Tokyo"): 2, ("BR", "South America", "Rio"): 3,
    ("AT", "Europe", "Vienna"): 1, ("CH", "Europe", "Zurich"): 1, ("", "", ""): 7,
}  # fmt: skip
TITLES = ("Software Engineer", "Senior Developer", "VP Marketing", "Director of Sales", "Account Manager", "Designer",
          "Data Scientist", "Recruiter", "Head of Product", "Managing Director", "Consultant", "")  # fmt: skip

_IN = "SELECT count(*) FROM contacts_contact c WHERE c.workspace_id = {w}"
_SKILL = (
    "EXISTS (SELECT 1 FROM contacts_contactskill s WHERE s.contact_id = c.id AND s.skill_id IN"
    " (SELECT id FROM contacts_skill WHERE workspace_id = {{w}} AND name_key IN ({})))"
)
_TAG = (
    "EXISTS (SELECT 1 FROM contacts_contacttag t WHERE t.contact_id = c.id AND t.tag_id IN"
    " (SELECT id FROM contacts_tag WHERE workspace_id = {{w}} AND name_key IN ({})))"
)
_EVENT = "(SELECT count(*) FROM contacts_event e WHERE e.contact_id = c.id AND e.kind = '{}' AND e.at >= {{{}}})"


def _skill(*numbers: int) -> str:
    return _SKILL.format(", ".join(f"'skill {n}'" for n in numbers))


def _tag(*numbers: int) -> str:
    return _TAG.format(", ".join(f"'tag {n}'" for n in numbers))


#: What is asked, and the condition by hand; {w} is the workspace, {d30} the moment 30 days ago.
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("everybody", ""),
    ("seniority = vp", "c.seniority = 'vp'"),
    ("seniority in (vp, director) and region = Europe",
     "c.seniority IN ('vp', 'director') AND lower(c.region) = 'europe'"),
    ("country in (DE, AT, CH) and department = engineering",
     "c.country IN ('DE', 'AT', 'CH') AND c.department = 'engineering'"),
    ("stage = customer or stage = opportunity", "c.lifecycle_stage IN ('customer', 'opportunity')"),
    (("department = marketing and seniority in (vp, director) and region = Europe and skill any (skill 3, skill 7)"
      " and skill none (skill 1) and last contacted not in the last 90 days"),
     ("c.department = 'marketing' AND c.seniority IN ('vp', 'director') AND lower(c.region) = 'europe'"
      f" AND {_skill(3, 7)} AND NOT {_skill(1)} AND (c.last_contacted_at IS NULL OR c.last_contacted_at < {{d90}})")),
    ("skill any (skill 30, skill 70)", _skill(30, 70)),
    ("skill any (skill 0, skill 1)", _skill(0, 1)),
    ("skill all (skill 2, skill 5)", f"{_skill(2)} AND {_skill(5)}"),
    ("seniority in (senior, lead) and skill any (skill 4, skill 9, skill 20, skill 50) and tag none (tag 0)",
     f"c.seniority IN ('senior', 'lead') AND {_skill(4, 9, 20, 50)} AND NOT {_tag(0)}"),
    ("tag any (tag 3) and not country = US", f"{_tag(3)} AND c.country <> 'US'"),
    ("tag none (tag 0, tag 1) and seniority != intern and candidate_state = active",
     f"NOT {_tag(0, 1)} AND c.seniority <> 'intern' AND c.candidate_state = 'active'"),
    ("title contains director", "lower(c.title) LIKE '%director%'"),
    ('company = "Company 77"', "c.company_id IN (SELECT id FROM contacts_company WHERE workspace_id = {w} AND lower(name) = 'company 77')"),
    ("city starts with ber and department is not empty", "lower(c.city) LIKE 'ber%' AND c.department <> ''"),
    ("last contacted is empty and created in the last 30 days",
     "c.last_contacted_at IS NULL AND c.created_at >= {d30} AND c.created_at <= {d0}"),
    ("custom:score >= 95", "{score} >= 95"),
    ("replied at least 2 times in the last 365 days", f"{_EVENT.format('message.replied', 'd365')} >= 2"),
    ("message.sent never in the last 90 days and department in (engineering, it) and country = DE",
     f"{_EVENT.format('message.sent', 'd90')} = 0 AND c.department IN ('engineering', 'it') AND c.country = 'DE'"),
    ("(seniority = vp or skill any (skill 12)) and (country = DE or tag any (tag 2)) and not (stage = lost or stage = lead)",
     (f"(c.seniority = 'vp' OR {_skill(12)}) AND (c.country = 'DE' OR {_tag(2)})"
      " AND c.lifecycle_stage NOT IN ('lost', 'lead')")),
)  # fmt: skip
#: The questions beside whose answer the facets are counted: everybody, a tenth, a hundredth, a handful.
NARROWED = (0, 2, 3, 5, 9)


class Asked(NamedTuple):
    """A question with what it took, in ms, and what it takes by hand."""

    text: str
    product: list[float]
    by_hand: list[float]


def run(size: int) -> Result:
    """Measure on a pool of this size."""
    workspace = pool(size)
    scope = Scope(workspace=workspace, now=utc_now())
    asked = [_asked(scope, text, by_hand) for text, by_hand in QUESTIONS]
    for one in asked:
        print(f"{median(one.product):9.1f} ms, by hand {median(one.by_hand):9.1f} ms: {one.text[:110]}", flush=True)
    spread = [_spread(scope, *QUESTIONS[n]) for n in NARROWED]
    for one in spread:
        print(
            f"{median(one.product):9.1f} ms, by hand {median(one.by_hand):9.1f} ms: facets of {one.text[:90]}",
            flush=True,
        )
    return Result(
        figures={
            "count_p95_ms": _p95(one.product for one in asked),
            "count_median_ms": median(time for one in asked for time in one.product),
            "facets_p95_ms": _p95(one.product for one in spread),
            "facets_median_ms": median(time for one in spread for time in one.product),
        },
        limits={
            "count_p95_ms": _p95(one.by_hand for one in asked),
            "count_median_ms": median(time for one in asked for time in one.by_hand),
            "facets_p95_ms": _p95(one.by_hand for one in spread),
            "facets_median_ms": median(time for one in spread for time in one.by_hand),
        },
    )


def _p95(times: Iterator[list[float]]) -> float:
    return quantiles([time for some in times for time in some], n=20)[-1]


def _asked(scope: Scope, text: str, by_hand: str) -> Asked:
    """Ask one question both ways, in turns."""
    sql = _counting(scope, by_hand)

    def product() -> object:
        return count(read(text, workspace=scope.workspace).criteria, scope)

    def raw() -> object:
        return _rows(sql)[0][0]

    assert product() == raw(), text
    return Asked(text, *_timed(product, raw))


def _spread(scope: Scope, text: str, by_hand: str) -> Asked:
    """Count eight facets both ways, in turns."""
    queries = [_facet(scope, key, by_hand) for key in USUAL]

    def product() -> list[object]:
        return [list(one.values) for one in facets(read(text, workspace=scope.workspace).criteria, scope)]

    def raw() -> list[object]:
        return [_rows(sql) for sql in queries]

    assert product() == raw(), text
    return Asked(text, *_timed(product, raw))


def _timed(product: Callable[[], Any], raw: Callable[[], Any]) -> tuple[list[float], list[float]]:
    times = [(1000 * seconds(product), 1000 * seconds(raw)) for _round in range(ROUNDS)]
    return [mine for mine, _theirs in times], [theirs for _mine, theirs in times]


def _counting(scope: Scope, by_hand: str) -> str:
    return _filled(scope, _IN + (f" AND {by_hand}" if by_hand else ""))


def _facet(scope: Scope, key: str, by_hand: str) -> str:
    where = "c.workspace_id = {w}" + (f" AND {by_hand}" if by_hand else "")
    if key in ("skills", "tags"):
        word = key[:-1]
        return _filled(
            scope,
            f"SELECT n.name, f.number FROM (SELECT l.{word}_id AS id, count(*) AS number FROM contacts_contact c"
            f" JOIN contacts_contact{word} l ON l.contact_id = c.id WHERE {where} GROUP BY 1) f"
            f" JOIN contacts_{word} n ON n.id = f.id ORDER BY 2 DESC, 1 LIMIT 20",
        )
    column = "owner_id" if key == "owner" else key
    there = "c.owner_id IS NOT NULL" if key == "owner" else f"c.{column} <> ''"
    return _filled(
        scope,
        f"SELECT c.{column}, count(*) FROM contacts_contact c WHERE {where} AND {there} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
    )


def _filled(scope: Scope, sql: str) -> str:
    def moment(days: int) -> str:
        at = scope.now - timedelta(days=days)
        return f"'{at.replace(tzinfo=None)}'" if connection.vendor == "sqlite" else f"'{at.isoformat()}'::timestamptz"

    score = "json_extract(c.custom, '$.score')" if connection.vendor == "sqlite" else "(c.custom ->> 'score')::float8"
    days = {f"d{days}": moment(days) for days in (0, 30, 90, 365)}
    return sql.format(w=scope.workspace.pk, score=score, **days)


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        return list(cursor.fetchall())


def pool(size: int) -> Workspace:
    """Return a new workspace with so many contacts, spread as people are, each with eight skills."""
    dice = random.Random(7)
    owner = User.objects.create_user("bench@kindred.example", None, name="Bench")
    workspace = Workspace.objects.open_for(owner=owner, name="Bench")
    owners = [owner.pk, *(User.objects.create_user(f"u{n}@kindred.example", None).pk for n in range(9)), None, None]
    skills = [one.pk for one in Skill.objects.bulk_create(_words(Skill, workspace, "Skill", SKILLS))]
    tags = [one.pk for one in Tag.objects.bulk_create(_words(Tag, workspace, "Tag", TAGS))]
    companies = [one.pk for one in Company.objects.bulk_create(_words(Company, workspace, "Company", COMPANIES))]
    # A few skills are everywhere and most are rare: the n-th is had by one in n.
    weights = list(accumulate(1 / (n + 3) for n in range(SKILLS)))
    now = utc_now()
    for start in range(0, size, BATCH):
        some = min(BATCH, size - start)
        with transaction.atomic():
            first = reserve_ids(Contact, some)
            ids = range(first, first + some)
            _people(dice, workspace, ids, owners=owners, companies=companies, now=now)
            drawn = ((pk, set(dice.choices(skills, cum_weights=weights, k=SKILLS_EACH + 3))) for pk in ids)
            load(
                ContactSkill, ("contact", "skill"), ((pk, one) for pk, known in drawn for one in [*known][:SKILLS_EACH])
            )
            hung = ((pk, {int(TAGS * dice.random() ** 2) for _n in range(dice.randrange(4))}) for pk in ids)
            load(ContactTag, ("contact", "tag"), ((pk, tags[one]) for pk, some_tags in hung for one in some_tags))
            load(Event, ("workspace", "contact", "kind", "at", "by", "data"), _events(dice, workspace, ids, now=now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return workspace


def _words(model: Any, workspace: Workspace, name: str, number: int) -> Iterator[Any]:
    return (model(workspace=workspace, name=f"{name} {n}", name_key=f"{name} {n}".lower()) for n in range(number))


def _people(
    dice: random.Random, workspace: Workspace, ids: range, *, owners: list[Any], companies: list[int], now: datetime
) -> None:
    """Load contacts with these ids."""
    fields = list(Contact._meta.local_concrete_fields)
    blank = [None if field.null else field.get_default() for field in fields]
    place = {field.name: n for n, field in enumerate(fields)}
    drawn = {key: dice.choices(list(of), weights=list(of.values()), k=len(ids)) for key, of in SPREAD.items()}
    places = dice.choices(list(PLACES), weights=list(PLACES.values()), k=len(ids))

    def row(n: int, pk: int) -> list[Any]:
        country, region, city = places[n]
        values = {
            "id": pk,
            "workspace": workspace.pk,
            "kinds": 1 << dice.randrange(4),
            "name": f"Pat Person{pk}",
            "name_key": sortable(f"Pat Person{pk}"),
            "email": f"pat{pk}@pool.example",
            "email_key": f"pat{pk}@pool.example",
            "title": TITLES[dice.randrange(len(TITLES))],
            "company": companies[int(COMPANIES * dice.random() ** 2)],
            "country": country,
            "region": region,
            "city": city,
            "owner": owners[dice.randrange(len(owners))],
            "custom": {"score": dice.randrange(100)} if dice.random() < 0.5 else {},
            "created_at": now - timedelta(days=dice.random() * 1000),
            "updated_at": now,
            "last_contacted_at": now - timedelta(days=dice.random() * 700) if dice.random() < 0.6 else None,
        } | {key: of[n] for key, of in drawn.items()}
        filled = list(blank)
        for name, value in values.items():
            filled[place[name]] = value
        return filled

    load(Contact, [field.name for field in fields], (row(n, pk) for n, pk in enumerate(ids)))


def _events(dice: random.Random, workspace: Workspace, ids: range, *, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield messages sent to half of them, and what some of these answered."""
    for pk in ids:
        for _n in range(dice.choice((0, 0, 0, 1, 2, 4))):
            at = now - timedelta(days=dice.random() * 700)
            yield workspace.pk, pk, "message.sent", at, None, {}
            if dice.random() < 0.15:
                yield workspace.pk, pk, "message.replied", at, None, {}

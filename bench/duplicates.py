"""Finding who in a pool may be one person: every contact given its keys, who shares one compared, the pairs kept.

Of every hundred contacts three are doubles of others, made as doubles come about: another address, the number or the
profile kept; the name misspelt, turned round, shortened or transliterated. Names are drawn as they are in life: some
are borne by thousands, most by few.

What a name must count was tuned on the pairs whose first contact has an even id; `recall` and the two `precision`s are
those of the others.
"""

import contextlib
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models.fields import NOT_PROVIDED

from bench.harness import Result, seconds
from kindred.accounts.models import User, Workspace
from kindred.cli.demo.pools import places
from kindred.contacts.duplicates.work import search
from kindred.contacts.keys import sortable
from kindred.contacts.models import Company, Contact, Duplicate, DuplicateSearch
from kindred.kit.clock import utc_now
from kindred.kit.db.load import load, reserve_ids

SIZE = 1_000_000
SHARE = 0.03
_COLUMNS = (
    "id", "workspace", "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "company", "city",
    "country", "link", "custom", "kinds", "created_at", "updated_at",
)  # fmt: skip


def run(size: int) -> Result:
    """Measure a pass over the pool; beside it, a self-join in SQL on the very keys that the pass has made."""
    owner = User.objects.create_user("bench@kindred.example", None, name="Bench")
    workspace = Workspace.objects.open_for(owner=owner, name="Bench")
    planted = _fill(workspace, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    DuplicateSearch.objects.start(workspace=workspace, by=owner, now=utc_now())
    before, memory = time.process_time(), [_memory_mb()]
    taken = seconds(lambda: _work(memory))
    cpu = time.process_time() - before
    one = DuplicateSearch.objects.get()
    assert (one.step, one.done) == (DuplicateSearch.Step.DONE, size)
    found = {
        is_certain: _others(Duplicate.objects.filter(is_certain=is_certain).values_list("first", "second").iterator())
        for is_certain in (True, False)
    }
    raw = seconds(_by_sql_alone)
    planted = _others(planted)
    return Result(
        figures={
            "seconds": taken,
            "cpu_seconds": cpu,
            "peak_mb": max(memory),
            "grown_mb": max(memory) - memory[0],
            "found": Duplicate.objects.count(),
            "recall": len(planted & (found[True] | found[False])) / len(planted),
            "precision_certain": _precision(found[True], planted),
            "precision_likely": _precision(found[False], planted),
            "comparisons_per_contact": one.compared / size,
        },
        limits={"seconds": raw},
    )


def _others(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs by which nothing was tuned."""
    return {pair for pair in pairs if pair[0] % 2}


def _precision(found: set[tuple[int, int]], planted: set[tuple[int, int]]) -> float:
    return len(found & planted) / max(len(found), 1)


def _memory_mb() -> float:
    """Return the memory of this process; on Linux without the pages of the database's file that are mapped into it."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("RssAnon:")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _work(memory: list[float]) -> None:
    """Go through the pool, batch by batch, and note the memory after each."""
    while search(utc_now(), "bench").done:
        memory.append(_memory_mb())


def _by_sql_alone() -> None:
    """Give every pair that shares a key, deciding nothing; of keys that more than 24 have, none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT a.contact_id, b.contact_id AS other FROM contacts_matchkey a"
            " JOIN (SELECT key FROM contacts_matchkey GROUP BY workspace_id, key HAVING COUNT(*) BETWEEN 2 AND 24) k ON k.key = a.key"
            " JOIN contacts_matchkey b ON b.workspace_id = a.workspace_id AND b.key = a.key AND b.contact_id > a.contact_id"
            " GROUP BY a.contact_id, b.contact_id) pairs"
        )
        cursor.fetchone()


def _fill(workspace: Workspace, size: int) -> set[tuple[int, int]]:
    """Fill the pool and return the pairs that are one person, by id."""
    rng = Random(20_261_124)
    doubles = int(size * SHARE)
    now = utc_now()
    companies = max(20, size // 60)
    employers = Company.objects.bulk_create(
        (
            Company(workspace=workspace, name=f"Company {n} GmbH", name_key=f"company {n} gmbh", created_at=now)
            for n in range(companies)
        ),
        batch_size=2_000,
    )
    first_company = employers[0].pk
    with transaction.atomic():
        first_id = reserve_ids(Contact, size)
        people: list[dict[str, Any]] = []
        planted: set[tuple[int, int]] = set()

        def everybody() -> Iterator[dict[str, Any]]:
            for n in range(size - doubles):
                person = _person(rng, n, first_company=first_company, companies=companies)
                # Of some a double will come later.
                if len(people) < doubles:
                    people.append(person | {"id": first_id + n})
                yield person
            for n in range(doubles):
                planted.add((people[n]["id"], first_id + size - doubles + n))
                yield _double(rng, people[n], n, companies=(first_company, companies))

        blank = [
            field.name
            for field in Contact._meta.local_concrete_fields
            if field.name not in _COLUMNS and not field.null and field.db_default is NOT_PROVIDED
        ]
        load(
            Contact,
            (*_COLUMNS, *blank),
            (
                (first_id + n, workspace.pk, *_row(person), {}, 1, now, now, *("" for _name in blank))
                for n, person in enumerate(everybody())
            ),
        )
    return planted


def _row(person: dict[str, Any]) -> tuple[Any, ...]:
    """Return the columns of a person."""
    name = f"{person['first']} {person['last']}"
    told = (person[key] for key in ("phone", "company", "city", "country", "link"))
    return person["first"], person["last"], name, sortable(name), person["email"], person["email"] or None, *told


_SYLLABLES = (
    "ba ko mar sen lin der hal vor tis en ram sto ber gan dor wik lund stein mann ska ova ini etti reau".split()
)


def _person(rng: Random, n: int, *, first_company: int, companies: int) -> dict[str, Any]:
    """Return somebody; every fifth bears a surname of the lists, as common names are, the others rarer ones."""
    (place,) = places().draw(rng, 1)
    last = rng.choice(place.last_names)
    if rng.random() < 0.8:
        last = "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4)))).capitalize()
    has_company = rng.random() < 0.8
    return {
        "first": rng.choice(place.first_names),
        "last": last,
        "email": f"person{n}@mail{n % 997}.example" if rng.random() < 0.9 else "",
        "phone": f"+4930{10_000_000 + n}" if rng.random() < 0.5 else "",
        "company": first_company + int(companies * rng.random() ** 2) if has_company else None,
        # Large cities have many, small ones few.
        "city": _city(rng, place.city) if rng.random() < 0.8 else "",
        "country": place.country,
        "link": f"https://www.linkedin.com/in/person-{n}" if rng.random() < 0.4 else "",
    }


def _city(rng: Random, known: str) -> str:
    """Return a city of the lists, or one of a thousand smaller ones."""
    return known if rng.random() < 0.3 else f"{known}-{_SYLLABLES[rng.randrange(20)].capitalize()}"


def _double(rng: Random, person: dict[str, Any], n: int, *, companies: tuple[int, int]) -> dict[str, Any]:
    """Return the same person as they come in a second time."""
    double = person | {"email": f"other{n}@second.example" if rng.random() < 0.7 else "", "phone": "", "link": ""}
    kept = [key for key in ("phone", "link", "company", "city") if person[key]]
    strong = [key for key in kept if key in ("phone", "link")]
    if strong and rng.random() < 0.5:
        key = rng.choice(strong)
        double[key] = person[key].replace("www.", "de.") + "/" if key == "link" else person[key]
    elif rng.random() < 0.3 and person["company"] and person["city"]:
        # They have changed jobs.
        double["company"] = companies[0] + rng.randrange(companies[1])
    way = rng.random()
    if way < 0.35:
        double["first"], double["last"] = _misspelt(rng, person["first"], person["last"])
    elif way < 0.45:
        double["first"], double["last"] = person["last"], person["first"]
    elif way < 0.55:
        double["first"] = f"{person['first'][0]}."
    elif way < 0.65:
        double["last"] = person["last"].upper()
    return double


def _misspelt(rng: Random, first: str, last: str) -> tuple[str, str]:
    """Return a name with one slip in it: two letters swapped, one left out, one doubled."""
    is_last = rng.random() < 0.7
    word = last if is_last else first
    if len(word) < 4:
        return first, last
    at = rng.randrange(1, len(word) - 1)
    slip = rng.randrange(3)
    if slip == 0:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif slip == 1:
        word = word[:at] + word[at + 1 :]
    else:
        word = word[:at] + word[at] + word[at:]
    return (first, word) if is_last else (word, last)

"""The database and Python agree about every contact, whatever the criteria."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindred.accounts.models import User, Workspace
from kindred.contacts.claim import Claim
from kindred.contacts.fields import CANDIDATE_STATES, SENIORITIES, SIZES
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Company, Contact, ContactPoint, ContactTag, Event, Tag
from kindred.criteria import language
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subjects import readings_of

#: Few letters, so that comparisons often hold; those that databases and Python fold differently are among them.
LETTERS = "aAbB äÄßẞıİKkſsµμ%_\\*[]^-.'\"日"
MOMENT = datetime.fromisoformat("2026-11-02T09:00:00+00:00")

texts = st.text(LETTERS, max_size=4)
sought = st.text(LETTERS, min_size=1, max_size=3).filter(str.strip)
#: Stands for the one who owns some of them; the id is only known when the database is there.
OWNER = "999999"

moments = st.none() | st.integers(-3, 400).map(lambda days: MOMENT - timedelta(days=days))
options = st.lists(st.sampled_from(["red", "blue", "b%", "Ä"]), max_size=3, unique=True)
scalars = (
    options
    | st.booleans()
    | st.none()
    | st.integers(-5, 5)
    | st.floats(-5, 5).map(lambda n: round(n, 1))
    | texts
    | st.just("2026-11-01")
)

people = st.fixed_dictionaries(
    {
        "title": texts,
        "company": st.none() | st.sampled_from(["Acme", "ÄCME", "b%"]),
        "industry": texts,
        "size": st.sampled_from(["", "11-50", "51-200"]),
        "email": texts,
        "further": st.lists(sought, max_size=2, unique=True),
        "salary_expectation": st.none() | st.integers(0, 3),
        "is_mine": st.booleans(),
        "seniority": st.sampled_from(["", "vp", "senior"]),
        "candidate_state": st.sampled_from(["", "active", "passive"]),
        "country": st.sampled_from(["", "DE", "SE"]),
        "kinds": st.integers(0, 127),
        "last_contacted_at": moments,
        "custom": st.dictionaries(st.sampled_from(["own", "contains"]), scalars, max_size=2),
        "tags": st.sets(st.sampled_from(["vip", "Straße", "cold"])),
        "bases": st.lists(
            st.tuples(
                st.sampled_from(["recruiting", "marketing"]),
                st.sampled_from(["", "email"]),
                st.booleans(),
                st.integers(0, 30),
                st.none() | st.integers(-5, 60),
            ),
            max_size=3,
        ),
        "events": st.lists(
            st.tuples(st.sampled_from(["message.sent", "message.clicked"]), st.integers(0, 99)), max_size=2
        ),
    }
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "nothing": st.none(),
    "text": sought,
    "texts": st.lists(sought | st.sampled_from(["VIP", "STRASSE"]), min_size=1, max_size=3),
    "days": st.integers(1, 36_500),
    "day": st.dates(min_value=datetime(2025, 10, 1).date(), max_value=datetime(2026, 12, 1).date()).map(str),  # noqa: DTZ001
    "number": st.integers(-5, 5) | st.floats(-5, 5).map(lambda n: round(n, 1)),
}
CHOICES = {
    "seniority": [key for key, _label in SENIORITIES],
    "candidate_state": [key for key, _label in CANDIDATE_STATES],
    "country": ["DE", "SE", "FR"],
    "kinds": [kind.key for kind in Kind],
    "company_size": [key for key, _label in SIZES],
    "business_region": ["DACH", "Nordics", "Europe", "LATAM"],
    "basis": ["recruiting", "marketing", "profiling"],
    "custom:own": ["red", "blue", "b%", "Ä", "none"],
    "custom:contains": ["red"],
}


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """A condition that makes sense."""
    fields = ["title", "company_name", "company_industry", *CHOICES, "last_contacted_at", "tags", "emails", "owner"]
    fields += ["salary_expectation"]
    field = draw(st.sampled_from(fields))
    reading = draw(st.sampled_from(readings_of(field)))
    operator = draw(st.sampled_from(list(FAMILIES[reading.kind].values())))
    if operator.takes.startswith("choice"):
        one = st.sampled_from(CHOICES.get(field) or [OWNER, "1"])
        value = draw(one if operator.takes == "choice" else st.lists(one, min_size=1, max_size=3))
    else:
        value = draw(VALUES[operator.takes])
    return {"field": field, "is": operator.key, "value": value}


happenings = st.fixed_dictionaries(
    {"event": st.sampled_from(["message.sent", "message.clicked"]), "is": st.sampled_from(["happened", "never"])},
    optional={"within_days": st.integers(1, 120)},
)
nodes = st.recursive(
    conditions() | happenings,
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=1
    ),
    max_leaves=6,
)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pool=st.lists(people, min_size=1, max_size=4), parts=st.lists(nodes, min_size=1, max_size=3))
def test_the_database_and_python_agree(
    workspace: Workspace, ada: User, pool: list[dict[str, Any]], parts: list[Any]
) -> None:
    Contact.objects.all().delete()
    Company.objects.all().delete()
    for person in pool:
        _fill(workspace, ada, **person)
    document = json.loads(json.dumps({"format": 1, "all": parts}).replace(f'"{OWNER}"', f'"{ada.pk}"'))
    found = Contact.objects.of(workspace).filter(language.filter(document, workspace=workspace, now=MOMENT))
    expected = [contact for contact in Contact.objects.all() if language.matches(document, contact, MOMENT)]
    assert set(found) == set(expected), language.say(document)


def _fill(
    workspace: Workspace,
    ada: User,
    *,
    company: str | None,
    industry: str,
    size: str,
    further: list[str],
    is_mine: bool,
    tags: set[str],
    bases: list[tuple[str, str, bool, int, int | None]],
    events: list[tuple[str, int]],
    **fields: Any,
) -> None:
    employer = Company.objects.named(workspace, company) if company else None
    if employer:
        Company.objects.filter(pk=employer.pk).update(industry=industry, size=size)
    contact = Contact.objects.create(workspace=workspace, company=employer, owner=ada if is_mine else None, **fields)
    for value in further:
        key = f"{contact.pk} {value}"
        ContactPoint.objects.create(workspace=workspace, contact=contact, medium="email", value=value, key=key)
    for tag in tags:
        ContactTag.objects.create(contact=contact, tag=Tag.objects.named(workspace, tag))
    for purpose, channel, is_withdrawn, ago, left in bases:
        ends = None if is_withdrawn or left is None else MOMENT + timedelta(days=left)
        at = MOMENT - timedelta(days=ago + 10)
        claim = Claim(
            purpose=purpose, channel=channel, ground="contract", withdrawn=is_withdrawn, at=at, expires_at=ends
        )
        one = Contact.objects.filter(pk=contact.pk)
        one.record_basis(claim, workspace=workspace, now=MOMENT, over_withdrawals=True, on_timeline=False)
    for kind, days in events:
        Event.objects.create(workspace=workspace, contact=contact, kind=kind, at=MOMENT - timedelta(days=days))

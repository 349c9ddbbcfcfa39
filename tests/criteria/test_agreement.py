"""The database and Python agree about every contact, whatever the criteria."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindred.accounts.models import Workspace
from kindred.contacts.fields import CANDIDATE_STATES, SENIORITIES
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Company, Contact, ContactTag, Event, Tag
from kindred.criteria import language
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subjects import readings_of

#: Few letters, so that comparisons often hold; those that databases and Python fold differently are among them.
LETTERS = "aAbB äÄßẞıİKkſsµμ%_\\*[]^-.'\"日"
MOMENT = datetime.fromisoformat("2026-11-02T09:00:00+00:00")

texts = st.text(LETTERS, max_size=4)
sought = st.text(LETTERS, min_size=1, max_size=3).filter(str.strip)
moments = st.none() | st.integers(-3, 400).map(lambda days: MOMENT - timedelta(days=days))
scalars = st.none() | st.integers(-5, 5) | st.floats(-5, 5).map(lambda n: round(n, 1)) | texts | st.just("2026-11-01")

people = st.fixed_dictionaries(
    {
        "title": texts,
        "company": st.none() | st.sampled_from(["Acme", "ÄCME", "b%"]),
        "seniority": st.sampled_from(["", "vp", "senior"]),
        "candidate_state": st.sampled_from(["", "active", "passive"]),
        "country": st.sampled_from(["", "DE", "SE"]),
        "kinds": st.integers(0, 127),
        "last_contacted_at": moments,
        "custom": st.dictionaries(st.sampled_from(["own", "contains"]), scalars, max_size=2),
        "tags": st.sets(st.sampled_from(["vip", "Straße", "cold"])),
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
}


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """A condition that makes sense."""
    fields = ["title", "company_name", *CHOICES, "last_contacted_at", "tags", "custom:own", "custom:contains"]
    field = draw(st.sampled_from(fields))
    reading = draw(st.sampled_from(readings_of(field)))
    operator = draw(st.sampled_from(list(FAMILIES[reading.kind].values())))
    if operator.takes.startswith("choice"):
        one = st.sampled_from(CHOICES[field])
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
def test_the_database_and_python_agree(workspace: Workspace, pool: list[dict[str, Any]], parts: list[Any]) -> None:
    Contact.objects.all().delete()
    for person in pool:
        _fill(workspace, **person)
    document = {"format": 1, "all": parts}
    found = Contact.objects.of(workspace).filter(language.filter(document, workspace=workspace, now=MOMENT))
    expected = [contact for contact in Contact.objects.all() if language.matches(document, contact, MOMENT)]
    assert set(found) == set(expected), language.say(document)


def _fill(
    workspace: Workspace, *, company: str | None, tags: set[str], events: list[tuple[str, int]], **fields: Any
) -> None:
    employer = Company.objects.named(workspace, company) if company else None
    contact = Contact.objects.create(workspace=workspace, company=employer, **fields)
    for tag in tags:
        ContactTag.objects.create(contact=contact, tag=Tag.objects.named(workspace, tag))
    for kind, days in events:
        Event.objects.create(workspace=workspace, contact=contact, kind=kind, at=MOMENT - timedelta(days=days))

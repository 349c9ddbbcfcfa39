"""Criteria and contacts as Hypothesis makes them up."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from kindred.contacts.fields import CANDIDATE_STATES, SENIORITIES, SIZES
from kindred.contacts.kinds import Kind
from kindred.contacts.provenance import moment_said
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subjects import readings_of

#: Few letters, so that comparisons often hold; those that databases and Python fold differently are among them.
LETTERS = "aAbB äÄßẞıİKkſsµμ%_\\*[]^-.'\"日"
MOMENT = datetime.fromisoformat("2026-11-02T09:00:00+00:00")
#: Stands for the one who owns some of them; the id is only known when the database is there.
OWNER = "999999"
EVENTS = ("message.sent", "message.clicked")

texts = st.text(LETTERS, max_size=4)
sought = st.text(LETTERS, min_size=1, max_size=3).filter(str.strip)
moments = st.none() | st.integers(-3, 800).map(lambda days: MOMENT - timedelta(days=days, hours=days % 24))
past = st.integers(-3, 800).map(lambda days: MOMENT - timedelta(days=days, hours=days % 24))


def _provenance(ago: int) -> dict[str, str] | None:
    """Where values come from: nothing for some, for others the one or the other field, verified so many days ago."""
    named = [key for part, key in ((2, "title"), (3, "company_name"), (5, "salary_expectation")) if ago % part == 0]
    return {key: moment_said(MOMENT - timedelta(days=ago, hours=ago % 24)) for key in named} or None


days_written = st.dates(min_value=date(2024, 2, 1), max_value=date(2026, 12, 31)).map(str)
counted = st.builds(
    lambda n, unit, ago: f"{n} {unit}s ago" if ago else f"in {n} {unit}s",
    st.integers(0, 400),
    st.sampled_from(["day", "week", "month", "year"]),
    st.booleans(),
)
days = days_written | counted | st.sampled_from(["today", "yesterday", "tomorrow"])
numbers = st.integers(-5, 5) | st.floats(-5, 5).map(lambda n: round(n, 1))
options = st.lists(st.sampled_from(["red", "blue", "b%", "Ä"]), max_size=3, unique=True)
scalars = options | st.none() | numbers | st.booleans() | texts | days_written | st.just("2024-02-29")
coordinates = st.none() | st.integers(-40, 40).map(lambda n: n / 2)
amounts = st.none() | st.integers(0, 5).map(lambda n: n * 10_000)

people = st.fixed_dictionaries(
    {
        "title": texts,
        "company": st.none() | st.sampled_from(["Acme", "ÄCME", "b%"]),
        "industry": texts,
        "size": st.sampled_from(["", "11-50", "51-200"]),
        "email": texts,
        "further": st.lists(sought, max_size=2, unique=True),
        "is_mine": st.booleans(),
        "seniority": st.sampled_from(["", "vp", "senior"]),
        "candidate_state": st.sampled_from(["", "active", "passive"]),
        "country": st.sampled_from(["", "DE", "SE"]),
        "kinds": st.integers(0, 127),
        "last_contacted_at": moments,
        "created_at": past,
        "provenance": st.integers(0, 800).map(_provenance),
        "salary_expectation": amounts,
        "latitude": coordinates,
        "longitude": coordinates,
        "custom": st.dictionaries(st.sampled_from(["own", "contains"]), scalars, max_size=2),
        "tags": st.sets(st.sampled_from(["vip", "Straße", "cold"])),
        "events": st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 99)), max_size=4),
        "bases": st.lists(
            st.tuples(
                st.sampled_from(["recruiting", "marketing"]),
                st.sampled_from(["", "email"]),
                st.booleans(),
                st.sampled_from([0, 20]),
                st.sampled_from([None, -5, 30, 60]),
            ),
            max_size=3,
        ),
    }
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "nothing": st.none(),
    "text": sought,
    "texts": st.lists(sought | st.sampled_from(["VIP", "STRASSE"]), min_size=1, max_size=3),
    "days": st.integers(1, 400) | st.just(36_500),
    "day": days,
    "number": numbers | st.just(20_000),
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
    "owner": [OWNER, "1"],
}
FIELDS = (
    "title",
    "company_name",
    "company_industry",
    "emails",
    *CHOICES,
    "last_contacted_at",
    "tags",
    "salary_expectation",
    "latitude",
    "title.verified",
    "company_name.verified",
    "salary_expectation.verified",
)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """A condition on a field that makes sense."""
    field = draw(st.sampled_from(FIELDS))
    reading = draw(st.sampled_from(readings_of(field)))
    operator = draw(st.sampled_from(list(FAMILIES[reading.kind].values())))
    said = {"field": field, "is": operator.key}
    if operator.takes == "nothing":
        return said
    if operator.takes.startswith("choice"):
        one = st.sampled_from(CHOICES[field])
        return said | {"value": draw(one if operator.takes == "choice" else st.lists(one, min_size=1, max_size=3))}
    return said | {"value": draw(VALUES[operator.takes])}


@st.composite
def happenings(draw: st.DrawFn) -> dict[str, Any]:
    """A condition on the timeline."""
    said: dict[str, Any] = {"event": draw(st.sampled_from(EVENTS))}
    said["is"] = draw(st.sampled_from(["happened", "never", "at_least", "at_most", "exactly"]))
    if said["is"] not in ("happened", "never"):
        said["times"] = draw(st.integers(1, 3))
    windows = {"within_days": st.integers(1, 120), "since": days, "until": days, "before": days}
    return said | draw(st.fixed_dictionaries({}, optional=windows))


samples: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"sample": st.integers(1, 99) | st.just(12.5)}, optional={"name": st.sampled_from(["a", "pilot two"])}
)
nearnesses: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "within_km": st.sampled_from([1, 55.5, 400, 5_000, 20_000]),
        "of": st.fixed_dictionaries({"latitude": st.integers(-19, 19), "longitude": st.sampled_from([-170, 0.25, 13])}),
    }
)
words: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"words": st.sampled_from(["a", "acme", "pat", "b ä", "ÄCME pat"])}
)


@st.composite
def leaves(draw: st.DrawFn) -> dict[str, Any]:
    """A condition; those for which one contact takes a query of its own come less often."""
    rare: dict[int, st.SearchStrategy[dict[str, Any]]] = {0: words, 1: samples, 2: nearnesses}
    usual = draw(st.integers(0, 30))
    kind = rare.get(usual, happenings() if usual < 10 else conditions())
    return draw(kind)


def _grouped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(
        st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=1
    )


nodes = st.recursive(leaves(), _grouped, max_leaves=6)
tops = st.fixed_dictionaries(
    {
        "count": st.integers(1, 12),
        "by": st.sampled_from(["salary_expectation", "last_contacted_at", "custom:own", "latitude"]),
    },
    optional={"from": st.sampled_from(["highest", "lowest"])},
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Whole criteria."""
    document: dict[str, Any] = {"format": 1}
    how = draw(st.sampled_from(["all", "all", "any", "none"]))
    document[how] = draw(st.lists(nodes, min_size=1, max_size=3))
    return document | ({"top": draw(tops)} if draw(st.integers(0, 19)) == 19 else {})

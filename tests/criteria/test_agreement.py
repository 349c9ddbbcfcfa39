"""The database and Python agree about every contact, whatever the criteria."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindred.accounts.models import User, Workspace
from kindred.contacts.claim import Claim
from kindred.contacts.models import Company, Contact, ContactPoint, ContactTag, Event, Tag
from kindred.criteria import language
from kindred.criteria.loading import loaded
from kindred.criteria.scope import Scope
from tests.criteria.strategies import MOMENT, OWNER, documents, people

#: 20 contacts × 40 criteria × 7 pools × 4 parts: at least 20,000 pairs.
POOL, CRITERIA, POOLS, PARTS = 20, 40, 7, 4


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
@settings(max_examples=POOLS, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pool=st.lists(people, min_size=POOL, max_size=POOL + 4),
    asked=st.lists(documents(), min_size=CRITERIA, max_size=CRITERIA + 4),
)
def test_the_database_and_python_agree(
    part: int, workspace: Workspace, ada: User, pool: list[dict[str, Any]], asked: list[Any]
) -> None:
    with transaction.atomic():
        _compare(workspace, ada, pool, asked)
        transaction.set_rollback(True)


def _compare(workspace: Workspace, ada: User, pool: list[dict[str, Any]], asked: list[Any]) -> None:
    _fill(workspace, ada, pool)
    scope = Scope(workspace=workspace, now=MOMENT)
    contacts = list(loaded(Contact.objects.of(workspace)))
    assert len(contacts) == len(pool)
    for document in json.loads(json.dumps(asked).replace(f'"{OWNER}"', f'"{ada.pk}"')):
        criteria = language.parse(document)
        found = set(Contact.objects.of(workspace).filter(criteria.where(scope)).values_list("pk", flat=True))
        holding = {contact.pk for contact in contacts if criteria.holds(contact, scope)}
        assert found == holding, criteria.say(workspace)


#: What is said of a person, but is no column of the contact.
_BESIDE = ("company", "industry", "size", "further", "is_mine", "tags", "events", "bases")


def _fill(workspace: Workspace, ada: User, pool: list[dict[str, Any]]) -> None:
    tags = {name: Tag.objects.named(workspace, name) for name in ("vip", "Straße", "cold")}
    companies = {name: Company.objects.named(workspace, name) for name in ("Acme", "ÄCME", "b%")}
    for person in pool:
        if person["company"]:
            employer = Company.objects.filter(pk=companies[person["company"]].pk)
            employer.update(industry=person["industry"], size=person["size"])
    made = Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            name="Pat",
            name_key="pat",
            company=companies.get(person["company"]),
            owner=ada if person["is_mine"] else None,
            **{name: value for name, value in person.items() if name not in _BESIDE},
        )
        for person in pool
    )
    contacts = list(zip(made, pool, strict=True))
    ContactPoint.objects.bulk_create(
        ContactPoint(workspace=workspace, contact=contact, medium="email", value=value, key=f"{contact.pk} {value}")
        for contact, person in contacts
        for value in person["further"]
    )
    ContactTag.objects.bulk_create(
        ContactTag(contact=contact, tag=tags[tag]) for contact, person in contacts for tag in person["tags"]
    )
    Event.objects.bulk_create(
        Event(workspace=workspace, contact=contact, kind=kind, at=MOMENT - timedelta(days=days))
        for contact, person in contacts
        for kind, days in person["events"]
    )
    for said in sorted({basis for person in pool for basis in person["bases"]}, key=str):
        purpose, channel, is_withdrawn, ago, left = said
        ends = None if is_withdrawn or left is None else MOMENT + timedelta(days=left)
        at = MOMENT - timedelta(days=ago + 10)
        claim = Claim(
            purpose=purpose, channel=channel, ground="contract", withdrawn=is_withdrawn, at=at, expires_at=ends
        )
        those = Contact.objects.filter(pk__in=[contact.pk for contact, person in contacts if said in person["bases"]])
        those.record_basis(claim, workspace=workspace, now=MOMENT, over_withdrawals=True, on_timeline=False)

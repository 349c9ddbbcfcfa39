"""Conditions on where a contact is in a workflow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.criteria import language
from kindred.workflows.models import Enrollment

STEPS: list[dict[str, Any]] = [{"key": "new", "name": "New"}, {"key": "talks", "name": "Talks"}]


def test_where_a_contact_is_in_a_workflow_can_be_asked(
    publish: Callable[..., Any],
    add: Callable[..., list[Contact]],
    contacts: Callable[..., list[Contact]],
    cohort: Cohort,
    workspace: Workspace,
    now: datetime,
) -> None:
    publish(*STEPS)
    (early,), (late,), (through,), (out,) = (add(1, at=now + timedelta(days=day)) for day in (0, 9, 9, 9))
    (stranger,) = contacts(1)
    today = now + timedelta(days=10)
    cards = Enrollment.objects.filter(workflow__cohort=cohort)
    cards.filter(contact=early).move_to("talks", now=now + timedelta(days=5), by=None)
    for contact, status in ((through, "completed"), (out, "exited")):
        cards.filter(contact=contact).end(status=status, reason="", now=today)

    def asked(text: str) -> set[Contact]:
        document = language.from_text(text, workspace=workspace)
        pool = Contact.objects.of(workspace)
        found = set(pool.filter(language.filter(document, workspace=workspace, now=today)))
        assert found == {one for one in pool if language.matches(document, one, today)}
        assert language.parse(language.from_text(language.as_text(document))) == language.parse(document)
        written = language.as_text(document, workspace=workspace)
        assert language.from_text(written, workspace=workspace) == document
        return found

    berlin = f'cohort "{cohort.name}"'
    assert asked(f"active in {berlin}") == {early, late}
    assert asked(f"at step talks of {berlin}") == {early}
    assert asked(f"at step new of cohort {cohort.pk}") == {late}
    assert asked(f"at step talks of {berlin} for 5 days") == {early}
    assert asked(f"at step talks of {berlin} for 6 days") == set()
    assert asked(f"completed {berlin}") == {through}
    assert asked(f"exited {berlin}") == {out}
    assert asked(f"not active in {berlin}") == {through, out, stranger}
    assert asked("completed sequence 999") == set()
    document = language.from_text(f"at step talks of {berlin} for 5 days", workspace=workspace)
    assert language.say(document, workspace=workspace) == (
        "has been on step “talks” of cohort “React people in Berlin” for 5 days or longer"
    )
    found = language.explain(document, Contact.objects.get(pk=late.pk), today)
    assert (found.holds, found.parts[0].seen) == (False, "Active, step “new”, since 2026-11-11")
    with pytest.raises(language.InvalidText, match="“cohort” or “sequence” is expected"):
        asked("at step new of nothing")

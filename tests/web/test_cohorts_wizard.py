"""Creating a cohort in three steps: what is entered is kept at once, and can be gone on with later."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import Invitation, Notification, User, Workspace
from kindred.cohorts.models import Addition, Cohort, Collaborator
from kindred.contacts.models import Contact
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Workflow
from tests.web.cohort_pages import a_cohort, a_draft, at_work, url

Contacts = Callable[..., list[Contact]]
JSON = {"Accept": "application/json"}


def test_the_first_save_makes_the_draft_and_tells_its_address(as_ada: Client, workspace: Workspace) -> None:
    answer = as_ada.post(url("cohort_new"), {"name": "Designers", "tags": ["type"]}, headers=JSON)
    cohort = Cohort.objects.get()
    assert answer.json()["url"] == url("cohort_who", cohort=cohort.pk)
    assert (cohort.name, cohort.status, cohort.owner) == ("Designers", "draft", workspace.members.get().user)
    assert [tag.name for tag in cohort.tags.all()] == ["type"]


def test_leaving_without_a_name_leaves_nothing_behind(as_ada: Client) -> None:
    answer = as_ada.post(url("cohort_new"), {"name": " ", "description": "…"}, headers=JSON)
    assert answer.status_code == 422
    assert "name" in answer.json()["errors"]
    assert not Cohort.objects.exists()


def test_what_is_valid_is_kept_whatever_else_is_wrong(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    data = {"name": "", "description": "People who like type", "goal": "candidate_state:active", "goal_by": "soon"}
    answer = as_ada.post(url("cohort_who", cohort=cohort.pk), data, headers=JSON)
    cohort.refresh_from_db()
    assert set(answer.json()["errors"]) == {"name", "goal_by"}
    assert cohort.name == "React engineers"
    assert cohort.description == "People who like type"
    assert cohort.goal == {"field": "candidate_state", "becomes": "active"}


def test_the_whole_first_step_leads_to_the_second(as_ada: Client, workspace: Workspace) -> None:
    data = {"name": "MQL", "goal": "lifecycle_stage:mql", "goal_by": "2026-12-31"}
    answer = as_ada.post(url("cohort_new"), data)
    cohort = Cohort.objects.get()
    assert answer["Location"] == url("cohort_team", cohort=cohort.pk)
    assert cohort.goal == {"field": "lifecycle_stage", "becomes": "mql", "by": "2026-12-31"}


def test_a_draft_is_gone_on_with_from_the_list(as_ada: Client, workspace: Workspace, ada: User, now: datetime) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    assert url("cohort", cohort=cohort.pk) in as_ada.get(url("cohorts"), {"status": "draft"}).content.decode()
    assert as_ada.get(url("cohort", cohort=cohort.pk))["Location"] == url("cohort_who", cohort=cohort.pk)


def test_selected_contacts_come_along(as_ada: Client, workspace: Workspace, contacts: Contacts) -> None:
    ids = [contact.pk for contact in contacts(2)]
    as_ada.post(url("cohort_new"), {"name": "Picked", "contacts": ",".join(map(str, ids))})
    assert Addition.objects.get().who == {"ids": ids}


def test_criteria_are_kept_as_they_were_built(as_ada: Client, workspace: Workspace) -> None:
    criteria = {
        "format": 1,
        "all": [
            {"field": "title", "is": "contains", "value": "react"},
            {"any": [{"field": "seniority", "is": "in", "value": ["senior", "lead"]}, {"segment": "our-vps"}]},
        ],
    }
    as_ada.post(url("cohort_new"), {"name": "React", "criteria": json.dumps(criteria)})
    assert Cohort.objects.get().criteria == criteria


def test_an_unfinished_condition_is_marked_beside_its_row(as_ada: Client, workspace: Workspace) -> None:
    criteria = {"format": 1, "all": [{"field": "title", "is": "contains", "value": ""}]}
    page = as_ada.post(url("cohort_new"), {"name": "React", "criteria": json.dumps(criteria)})
    assert page.status_code == 422
    assert "Enter a text to compare with." in page.content.decode()


def test_members_are_picked_and_strangers_invited(
    as_ada: Client, workspace: Workspace, ada: User, bob: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    address = url("cohort_team", cohort=cohort.pk)
    as_ada.post(address, {"who": "bob kahn", "role": "runner"})
    as_ada.post(address, {"who": "New@Elsewhere.example", "role": "editor"})
    assert cohort.role_of(workspace.members.get(user=bob)) == "runner"
    assert Notification.objects.get(user=bob).text == "Ada Lovelace made you a collaborator on “React engineers”."
    assert Invitation.objects.get().email == "new@elsewhere.example"
    assert cohort.collaborators.get(user=None).email == "new@elsewhere.example"


def test_a_name_nobody_has_says_what_to_do(as_ada: Client, workspace: Workspace, ada: User, now: datetime) -> None:
    page = as_ada.post(
        url("cohort_team", cohort=a_cohort(workspace, ada, now=now).pk), {"who": "Nobody", "role": "editor"}
    )
    assert page.status_code == 422
    assert "enter an e-mail address" in page.content.decode()


def test_someone_who_may_not_invite_is_told_to_ask_an_admin(
    as_bob: Client, workspace: Workspace, bob: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, bob, now=now)
    page = as_bob.post(url("cohort_team", cohort=cohort.pk), {"who": "new@elsewhere.example", "role": "editor"})
    assert page.status_code == 422
    assert "Ask an admin" in page.content.decode()


def test_the_last_owner_cannot_go(as_ada: Client, workspace: Workspace, ada: User, now: datetime) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    me = cohort.collaborators.get()
    as_ada.delete(url("cohort_collaborator", cohort=cohort.pk, pk=me.pk), headers={"HX-Request": "true"})
    assert cohort.collaborators.count() == 1


def test_an_editor_makes_no_owners(as_bob: Client, workspace: Workspace, ada: User, bob: User, now: datetime) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    cohort.share_with(user=bob, role=Collaborator.Role.EDITOR)
    mine = cohort.collaborators.get(user=bob)
    answer = as_bob.post(url("cohort_collaborator", cohort=cohort.pk, pk=mine.pk), {"role": "owner"})
    assert answer.status_code == 403


def test_the_review_says_who_enters_and_what_happens(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    contacts(2, title="React engineer", email="")
    cohort = a_cohort(workspace, ada, now=now)
    criteria = {"format": 1, "all": [{"field": "title", "is": "contains", "value": "react"}]}
    cohort.change(now=now, criteria=criteria, goal={"field": "candidate_state", "becomes": "active"})
    Workflow.objects.for_cohort(cohort).save_draft(a_draft().document)
    page = re.sub(r"\s+", " ", as_ada.get(url("cohort_review", cohort=cohort.pk)).content.decode())
    assert "2 contacts meet the criteria" in page
    assert "Candidate state becomes Active" in page
    assert "Publish cohort" in page


def test_publishing_puts_the_cohort_to_work_and_brings_in_those_who_meet_the_criteria(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    (picked, *_others) = contacts(3, title="React engineer")
    cohort = a_cohort(workspace, ada, now=now)
    cohort.add(Contact.objects.filter(pk=picked.pk), cause="hand", at=now, by=ada)
    cohort.change(now=now, criteria={"format": 1, "all": [{"field": "title", "is": "contains", "value": "react"}]})
    Workflow.objects.for_cohort(cohort).save_draft(a_draft().document)
    answer = as_ada.post(url("cohort_publication", cohort=cohort.pk))
    cohort.refresh_from_db()
    assert answer["Location"] == url("cohort", cohort=cohort.pk)
    assert cohort.status == "published"
    assert cohort.workflow.enrollments.count() == 1
    assert Addition.objects.get().cause == "criteria"


def test_additions_show_how_far_they_are_until_they_are_done(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    cohort = at_work(workspace, ada, contacts(1), now=now).cohort
    assert cohort
    Addition.objects.start(cohort=cohort, who={"criteria": None, "search": ""}, by=ada, now=now)
    assert "Adding contacts" in as_ada.get(url("cohort", cohort=cohort.pk)).content.decode()
    Addition.objects.get().add_batch(now=now)
    assert not as_ada.get(url("cohort_adding", cohort=cohort.pk)).content.strip()


def test_a_cohort_without_steps_is_a_plain_group_with_a_table_of_members(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    (ana,) = contacts(1, first_name="Ana")
    cohort = a_cohort(workspace, ada, now=now)
    cohort.add(Contact.objects.filter(pk=ana.pk), cause="hand", at=now, by=ada)
    as_ada.post(url("cohort_publication", cohort=cohort.pk))
    page = as_ada.get(url("cohort", cohort=cohort.pk)).content.decode()
    assert str(ana) in page
    as_ada.post(url("cohort_removals", cohort=cohort.pk), {"contacts": [ana.pk]})
    assert not cohort.members().exists()


def test_a_faulty_workflow_is_not_published_and_says_where(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    draft = Draft({})
    step = draft.add_step("New")
    draft.put_action(step["key"], {"kind": "send_email", "after": None, "when": None, "settings": {}})
    draft.put_rule(
        step["key"], {"when": {"kind": "actions_done"}, "if": None, "then": {"kind": "move", "step": "gone"}}
    )
    Workflow.objects.for_cohort(cohort).save_draft(draft.document)
    answer = as_ada.post(url("cohort_publication", cohort=cohort.pk))
    assert answer["Location"] == url("cohort_workflow", cohort=cohort.pk)
    page = as_ada.get(url("cohort_workflow", cohort=cohort.pk)).content.decode()
    assert "Template: Fill this in." in page
    assert "Choose the step to move to." in page
    assert "2 places to mend" in page


def test_people_on_a_step_that_goes_away_are_asked_about(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    workflow = at_work(workspace, ada, contacts(2), now=now)
    cohort = workflow.cohort
    assert cohort
    first, second = (step["key"] for step in workflow.draft["steps"][:2])
    draft = Draft(workflow.draft)
    draft.remove_step(first)
    workflow.save_draft(draft.document)
    assert "2 contacts stand on “New”" in as_ada.get(url("cohort_review", cohort=cohort.pk)).content.decode()
    refused = as_ada.post(url("cohort_publication", cohort=cohort.pk))
    assert refused["Location"] == url("cohort_review", cohort=cohort.pk)
    as_ada.post(url("cohort_publication", cohort=cohort.pk), {f"to-{first}": second})
    assert workflow.enrollments.at(second).count() == 2


def test_a_cohort_is_paused_resumed_copied_and_archived(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    cohort = at_work(workspace, ada, contacts(1), now=now).cohort
    assert cohort
    states = []
    for method, name in (("post", "cohort_pause"), ("delete", "cohort_pause"), ("post", "cohort_archive")):
        getattr(as_ada, method)(url(name, cohort=cohort.pk))
        cohort.refresh_from_db()
        states.append(cohort.status)
    assert states == ["paused", "published", "archived"]
    as_ada.post(url("cohort_copies", cohort=cohort.pk))
    copy = Cohort.objects.latest("pk")
    assert (copy.status, copy.members().count()) == ("draft", 0)
    assert len(copy.workflow.draft["steps"]) == 3


@pytest.mark.parametrize("name", ["cohort", "cohort_who", "cohort_team", "cohort_workflow", "cohort_review"])
def test_another_workspaces_cohort_does_not_exist(
    as_mallory: Client, workspace: Workspace, ada: User, other_workspace: Workspace, now: datetime, name: str
) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    assert as_mallory.get(url(name, cohort=cohort.pk)).status_code == 404
    assert as_mallory.get(url(name, cohort=cohort.pk).replace("acme", "elsewhere")).status_code == 404


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "cohort_who"),
        ("post", "cohort_who"),
        ("post", "cohort_team"),
        ("post", "cohort_publication"),
        ("post", "cohort_pause"),
        ("post", "cohort_archive"),
        ("post", "cohort_copies"),
        ("post", "cohort_additions"),
        ("post", "cohort_removals"),
    ],
)
def test_a_viewer_changes_nothing(
    as_vera: Client, workspace: Workspace, ada: User, now: datetime, method: str, name: str
) -> None:
    cohort = a_cohort(workspace, ada, now=now)
    assert getattr(as_vera, method)(url(name, cohort=cohort.pk)).status_code == 403


def test_a_collaborators_role_decides_not_only_the_workspaces(
    as_bob: Client, workspace: Workspace, ada: User, bob: User, contacts: Contacts, now: datetime
) -> None:
    cohort = at_work(workspace, ada, contacts(1), now=now).cohort
    assert cohort
    tried = [("get", "cohort_who"), ("get", "cohort_additions"), ("post", "cohort_archive")]

    def statuses() -> list[int]:
        return [getattr(as_bob, method)(url(name, cohort=cohort.pk)).status_code for method, name in tried]

    assert statuses() == [403, 403, 403]
    cohort.share_with(user=bob, role="runner")
    assert statuses() == [403, 200, 403]
    cohort.share_with(user=bob, role="editor")
    assert statuses() == [200, 200, 403]
    cohort.share_with(user=bob, role="owner")
    assert statuses() == [200, 200, 302]

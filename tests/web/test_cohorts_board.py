"""The board: cards by step, moved by hand, each move one that can be taken back."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact, Event
from kindred.web.workflows.cards import PAGE
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Enrollment, Workflow
from tests.web.cohort_pages import at_work, url

Contacts = Callable[..., list[Contact]]


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    """Counts are kept for a moment; each test begins without."""
    cache.clear()


@pytest.fixture
def workflow(workspace: Workspace, ada: User, contacts: Contacts, now: datetime) -> Workflow:
    """A workflow with five contacts on its first step."""
    return at_work(workspace, ada, contacts(5, title="Engineer"), now=now)


def key(workflow: Workflow, place: int) -> str:
    """Return the key of a step."""
    return str(workflow.draft["steps"][place]["key"])


def move(client: Client, workflow: Workflow, cards: list[int], step: str) -> Any:
    """Move cards as the browser does."""
    return client.post(url("workflow_moves", workflow=workflow.pk), {"cards": cards, "step": step})


def ids(workflow: Workflow) -> list[int]:
    """Return the cards."""
    return list(workflow.enrollments.order_by("pk").values_list("pk", flat=True))


def test_steps_are_columns_and_contacts_their_cards(as_ada: Client, workflow: Workflow) -> None:
    page = as_ada.get(url("cohort", cohort=workflow.cohort_id))
    board = page.context["board"]
    assert [(column.name, column.count, len(column.cards)) for column in board.columns] == [
        ("New", 5, 5),
        ("Contacted", 0, 0),
        ("Talking", 0, 0),
    ]
    assert page.content.decode().count('class="board-card"') == 5


def test_a_card_says_what_comes_next_and_when(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    draft = Draft({})
    step, other = draft.add_step("New"), draft.add_step("Later")
    after = {"amount": 2, "unit": "days"}
    draft.put_action(step["key"], {"kind": "add_tag", "after": after, "when": None, "settings": {"tag": "hot"}})
    draft.put_rule(
        other["key"],
        {
            "when": {"kind": "timeout", "after": {"amount": 3, "unit": "days"}},
            "if": None,
            "then": {"kind": "move", "step": step["key"]},
        },
    )
    workflow = at_work(workspace, ada, contacts(2), now=now, draft=draft)
    workflow.enrollments.filter(pk=ids(workflow)[0]).move_to(other["key"], now=now, by=ada)
    columns = as_ada.get(url("cohort", cohort=workflow.cohort_id)).context["board"].columns
    assert [column.cards[0].next for column in columns] == ["add the tag “hot”", "move to “New”"]
    assert (columns[0].cards[0].next_at - now).days == 2
    assert "After 2 days: add the tag “hot”" in [text[:1].upper() + text[1:] for text in columns[0].automation]


def test_a_long_column_comes_a_page_at_a_time(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    workflow = at_work(workspace, ada, contacts(PAGE * 2 + 7), now=now)
    page = as_ada.get(url("cohort", cohort=workflow.cohort_id)).content.decode()
    seen = re.findall(r'id="card-(\d+)"', page)
    while more := re.search(r'hx-get="([^"]+columns[^"]+)"', page):
        page = as_ada.get(more[1].replace("&amp;", "&")).content.decode()
        seen += re.findall(r'id="card-(\d+)"', page)
    assert sorted(map(int, seen)) == ids(workflow)


def test_a_refreshed_column_keeps_the_pages_that_were_opened(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    workflow = at_work(workspace, ada, contacts(PAGE * 2 + 7), now=now)
    first = key(workflow, 0)
    seen = [f"{key(workflow, place)}:old" for place in range(3)]
    opened = {"seen": seen, "page": [f"{first}:1", f"{first}:1"]}
    news = as_ada.get(url("workflow_changes", workflow=workflow.pk), opened).content.decode()
    assert news.count('class="board-card"') == PAGE * 2
    assert f'value="{first}:2"' in news


def test_the_number_of_queries_does_not_grow_with_the_cards(
    as_bob: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    def queries(workflow: Workflow) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            as_bob.get(url("cohort", cohort=workflow.cohort_id))
        return len(captured)

    few, many = (at_work(workspace, ada, contacts(number), now=now) for number in (1, 45))
    queries(few)
    assert queries(many) == queries(few) <= 30


def test_a_move_says_where_to_and_can_be_taken_back(as_ada: Client, workflow: Workflow) -> None:
    answer = move(as_ada, workflow, ids(workflow)[:2], key(workflow, 2)).json()
    assert answer["message"] == "2 cards moved to “Talking”."
    assert workflow.enrollments.at(key(workflow, 2)).count() == 2
    undone = as_ada.post(answer["offer"]["detail"]["url"]).json()
    assert undone["message"] == "2 cards are back."
    assert workflow.enrollments.at(key(workflow, 0)).count() == 5
    assert as_ada.post(answer["offer"]["detail"]["url"]).status_code == 409


def test_a_move_that_cannot_be_is_refused_with_the_reason(as_ada: Client, workflow: Workflow) -> None:
    answer = move(as_ada, workflow, ids(workflow)[:1], "s-gone")
    assert answer.status_code == 409
    assert "no such step" in answer.json()["message"]
    assert move(as_ada, workflow, ids(workflow)[:1], key(workflow, 0)).json()["tone"] == "info"
    assert move(as_ada, workflow, [], key(workflow, 1)).status_code == 200


def test_cards_of_other_workflows_are_left_alone(
    as_ada: Client, workflow: Workflow, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    other = at_work(workspace, ada, contacts(1), now=now)
    move(as_ada, workflow, ids(other), key(workflow, 1))
    assert other.enrollments.at(key(other, 0)).count() == 1


def test_only_columns_that_changed_are_sent_again(as_ada: Client, workflow: Workflow) -> None:
    address = url("workflow_changes", workflow=workflow.pk)
    page = as_ada.get(url("cohort", cohort=workflow.cohort_id)).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert as_ada.get(address, {"seen": seen}).status_code == 204
    move(as_ada, workflow, ids(workflow)[:1], key(workflow, 1))
    news = as_ada.get(address, {"seen": seen}).content.decode()
    assert f"#column-{key(workflow, 0)}" in news
    assert f"#column-{key(workflow, 1)}" in news
    assert f"#column-{key(workflow, 2)}" not in news
    assert "#board-totals" in news


def test_a_new_version_brings_the_whole_board_again(
    as_ada: Client, workflow: Workflow, ada: User, now: datetime
) -> None:
    page = as_ada.get(url("cohort", cohort=workflow.cohort_id)).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    draft = Draft(workflow.draft)
    draft.add_step("Placed")
    workflow.save_draft(draft.document)
    workflow.publish(now=now, by=ada)
    news = as_ada.get(url("workflow_changes", workflow=workflow.pk), {"seen": seen}).content.decode()
    assert 'hx-target="#board"' in news
    assert "Placed" in news


def test_the_board_is_searched(as_ada: Client, workflow: Workflow, contacts: Contacts) -> None:
    Contact.objects.filter(pk=workflow.enrollments.values("contact")[:1]).update(title="Astronaut")
    board = as_ada.get(url("cohort", cohort=workflow.cohort_id), {"q": "astronaut"}).context["board"]
    assert [column.count for column in board.columns] == [1, 0, 0]


def test_failed_cards_say_why_and_try_again(as_ada: Client, workflow: Workflow, now: datetime) -> None:
    card = ids(workflow)[0]
    workflow.enrollments.filter(pk=card).park(reason="The mail server refused", now=now)
    page = as_ada.get(url("cohort", cohort=workflow.cohort_id)).content.decode()
    assert "The mail server refused" in page
    assert "1 needs attention" in page
    as_ada.post(url("workflow_retries", workflow=workflow.pk), {"cards": [card]})
    assert Enrollment.objects.get(pk=card).status == "waiting"


def test_failed_cards_go_on_without_what_failed(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    draft = Draft({})
    step = draft.add_step("New")
    draft.put_action(step["key"], {"kind": "add_tag", "after": None, "when": None, "settings": {"tag": "hot"}})
    after = {"amount": 2, "unit": "days"}
    draft.put_action(step["key"], {"kind": "add_tag", "after": after, "when": None, "settings": {"tag": "cold"}})
    workflow = at_work(workspace, ada, contacts(1), now=now, draft=draft)
    workflow.enrollments.all().park(reason="It broke", now=now)
    as_ada.post(url("workflow_skips", workflow=workflow.pk), {"cards": ids(workflow)})
    card = workflow.enrollments.get()
    assert (card.status, card.position, card.reason) == ("waiting", 1, "")
    assert card.action_at
    assert (card.action_at - now).days > 2
    assert card.action_runs.get().outcome == "skipped"


def test_a_reply_noted_by_hand_is_on_the_timeline(as_ada: Client, workflow: Workflow, ada: User) -> None:
    as_ada.post(url("workflow_replies", workflow=workflow.pk), {"cards": ids(workflow)[:1]})
    assert Event.objects.get(kind="message.replied").by == ada


def test_taken_out_means_out_of_the_cohort(as_ada: Client, workflow: Workflow) -> None:
    answer = as_ada.post(url("workflow_exits", workflow=workflow.pk), {"cards": ids(workflow)[:1]})
    assert answer.json()["message"] == "1 contact taken out."
    assert workflow.cohort
    assert workflow.cohort.members().count() == 4
    assert workflow.enrollments.live().count() == 4


def test_an_opened_card_explains_itself(as_ada: Client, workflow: Workflow) -> None:
    page = as_ada.get(url("workflow_card", workflow=workflow.pk, card=ids(workflow)[0])).content.decode()
    for heading in ("Why here", "What has happened", "What comes next", "Added by hand, by Ada Lovelace"):
        assert heading in page


def test_what_is_done_in_the_drawer_is_told_by_events(as_ada: Client, workflow: Workflow) -> None:
    data = {"cards": ids(workflow)[:1], "step": key(workflow, 1)}
    answer = as_ada.post(url("workflow_moves", workflow=workflow.pk), data, headers={"HX-Request": "true"})
    assert {"toast", "drawer:close", "board:changed"} <= set(answer.headers["HX-Trigger"].split('"'))


def test_contacts_are_found_and_added_from_the_board(as_ada: Client, workflow: Workflow, contacts: Contacts) -> None:
    (zoe,) = contacts(1, first_name="Zoe", title="Designer")
    suggestions = as_ada.get(url("cohort_suggestions", cohort=workflow.cohort_id), {"q": "zoe"}).json()
    assert suggestions == [{"value": str(zoe.pk), "label": str(zoe), "note": "Designer"}]
    as_ada.post(url("cohort_additions", cohort=workflow.cohort_id), {"contacts": [zoe.pk]})
    assert workflow.enrollments.live().count() == 6
    assert as_ada.get(url("cohort_suggestions", cohort=workflow.cohort_id), {"q": "zoe"}).json() == []


def test_the_goal_tells_how_many_are_there(as_ada: Client, workflow: Workflow, now: datetime) -> None:
    assert workflow.cohort
    workflow.cohort.change(now=now, goal={"field": "candidate_state", "becomes": "active"})
    Contact.objects.filter(pk__in=workflow.enrollments.values("contact")[:2]).update(candidate_state="active")
    said = as_ada.get(url("cohort_goal", cohort=workflow.cohort_id)).content.decode()
    assert "2 of 5 there" in said


def test_a_viewers_board_has_no_dead_buttons(as_vera: Client, workflow: Workflow) -> None:
    page = as_vera.get(url("cohort", cohort=workflow.cohort_id)).content.decode()
    for word in ("Add contacts", "data-sortable-url", "board#move", "Take out", 'name="cards"'):
        assert word not in page
    assert as_vera.get(url("workflow_card", workflow=workflow.pk, card=ids(workflow)[0])).status_code == 200


@pytest.mark.parametrize("name", ["moves", "retries", "skips", "replies", "exits"])
def test_a_viewer_moves_nothing_and_strangers_find_nothing(
    as_vera: Client, as_mallory: Client, workflow: Workflow, name: str
) -> None:
    address = url(f"workflow_{name}", workflow=workflow.pk)
    data = {"cards": ids(workflow), "step": key(workflow, 1)}
    assert as_vera.post(address, data).status_code == 403
    assert as_mallory.post(address, data).status_code == 404
    assert as_mallory.post(address.replace("acme", "elsewhere"), data).status_code == 404
    assert workflow.enrollments.at(key(workflow, 0)).count() == 5

"""The board: a workflow's steps as columns, its contacts as cards."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.cards import Card, Deck, Top
from kindred.web.workflows.counts import Standing, counted, standing
from kindred.web.workflows.powers import Powers
from kindred.workflows import sentences
from kindred.workflows.definition import Step
from kindred.workflows.models import Workflow

#: Pages of a column that are refreshed; further ones are read again when the page is.
MOST_PAGES = 50


@dataclass(frozen=True, kw_only=True)
class Column:
    """A step on the board."""

    key: str
    name: str
    place: int
    count: int
    attention: int
    cards: list[Card]
    cursor: str
    #: How many pages the cards are.
    pages: int
    #: What happens here by itself, in sentences.
    automation: list[str]
    #: What the browser sends back to ask whether anything is new.
    seen: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """A workflow's columns."""

    workflow: Workflow
    powers: Powers
    columns: list[Column]
    q: str

    @cached_property
    def moves_url(self) -> str:
        """Where moves are asked for."""
        place = {"workspace": self.workflow.workspace.slug, "workflow": self.workflow.pk}
        return reverse("workflow_moves", kwargs=place)

    @cached_property
    def cards_url(self) -> str:
        """What the addresses of opened cards begin with."""
        return f"{self.moves_url.removesuffix('moves/')}cards/"

    @cached_property
    def contacts_url(self) -> str:
        """What the addresses of contacts begin with."""
        return reverse("contacts", kwargs={"workspace": self.workflow.workspace.slug})

    @property
    def total(self) -> int:
        """How many cards there are."""
        return sum(column.count for column in self.columns)

    @property
    def attention(self) -> int:
        """How many cards need a person."""
        return sum(column.attention for column in self.columns)

    @property
    def is_still(self) -> bool:
        """Whether nothing moves by itself now."""
        return self.workflow.paused_at is not None


def board_of(workflow: Workflow, powers: Powers, *, q: str = "", pages: dict[str, int] | None = None) -> Board:
    """Lay out the board: first pages of all columns, or of the asked-for ones with as many pages as they show."""
    deck = Deck(workflow=workflow, q=q)
    shown = {step.key: 1 for step in deck.definition.steps} if pages is None else pages
    counts, tops = standing_of(deck), deck.tops(shown)
    read = deck.pages(tops)
    columns = [
        Column(
            key=step.key,
            name=step.name,
            place=place,
            count=counts.at.get(step.key, 0),
            attention=counts.failed.get(step.key, 0),
            cards=read[step.key].cards,
            cursor=read[step.key].cursor,
            pages=shown[step.key],
            automation=_automation(step, deck),
            seen=mark(tops[step.key], step.key, counts),
        )
        for place, step in enumerate(deck.definition.steps)
        if step.key in shown
    ]
    return Board(workflow=workflow, powers=powers, columns=columns, q=q)


def standing_of(deck: Deck) -> Standing:
    """Count the cards of a board; of those that were searched for, afresh."""
    if deck.q:
        return counted(deck.enrollments)
    return standing([deck.workflow.pk]).get(deck.workflow.pk, Standing())


def mark(top: Top, step: str, counts: Standing) -> str:
    """Return what tells one state of a column from another: step, cards shown, counts."""
    numbers = f"{counts.at.get(step, 0)}.{counts.failed.get(step, 0)}"
    return f"{step}:{top.fingerprint}.{numbers}"


def _automation(step: Step, deck: Deck) -> list[str]:
    """Say what happens on a step by itself."""
    names, workspace = deck.names, deck.workflow.workspace
    actions = (action.model_dump() for action in step.actions)
    said = [(sentences.delay(action["after"]), sentences.action(action, names, workspace)) for action in actions]
    rules = (sentences.rule(rule.model_dump(by_alias=True), names, workspace) for rule in step.rules)
    return [*(f"{delay}: {text}" if delay else text for delay, text in said), *rules]


@require_safe
@in_workflow()
def changes(request: WorkflowRequest) -> HttpResponse:
    """Answer with the columns that are not as the browser last saw them; with nothing where none is."""
    deck = Deck(workflow=request.workflow, q=request.GET.get("q", "").strip()[:120])
    counts = standing_of(deck)
    pages: dict[str, int] = defaultdict(int)
    for one in request.GET.getlist("page"):
        step, _colon, number = one.partition(":")
        pages[step] = min(pages[step] + (int(number) if number.isdecimal() else 1), MOST_PAGES)
    seen = dict(one.split(":", 1) for one in request.GET.getlist("seen") if ":" in one)
    steps = [step.key for step in deck.definition.steps]
    if set(seen) != set(steps):
        return _everything(request, deck)
    tops = deck.tops({step: pages[step] or 1 for step in steps})
    changed = [step for step, top in tops.items() if mark(top, step, counts) != f"{step}:{seen[step]}"]
    if not changed:
        return HttpResponse(status=204)
    board = board_of(request.workflow, request.powers, q=deck.q, pages={step: pages[step] or 1 for step in changed})
    totals = _totals(counts)
    return render(request, "workflows/_changes.html", {"board": board, "powers": request.powers, **totals})


def _everything(request: WorkflowRequest, deck: Deck) -> HttpResponse:
    """Answer with the whole board: its steps are not those the browser shows."""
    board = board_of(request.workflow, request.powers, q=deck.q)
    context = {"board": board, "powers": request.powers, "whole": True, **_totals(standing_of(deck))}
    return render(request, "workflows/_changes.html", context)


def _totals(counts: Standing) -> dict[str, Any]:
    """Return how many cards there are, and how many need a person."""
    return {"total": counts.total, "attention": counts.attention}


@require_safe
@in_workflow()
def column(request: WorkflowRequest, key: str) -> HttpResponse:
    """Answer with the next page of a column."""
    deck = Deck(workflow=request.workflow, q=request.GET.get("q", "").strip()[:120])
    page = deck.page_after(key, request.GET.get("after", ""))
    board = Board(workflow=request.workflow, powers=request.powers, columns=[], q=deck.q)
    column = {"key": key, "cards": page.cards, "cursor": page.cursor, "pages": 1}
    return render(request, "workflows/_cards.html", {"board": board, "powers": request.powers, "column": column})

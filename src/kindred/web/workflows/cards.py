"""The cards of a board's column: read a page at a time, however many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2s
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kindred.contacts.models import Contact, Tag
from kindred.kit.db.slices import slices
from kindred.workflows import sentences
from kindred.workflows.definition import Definition, Step
from kindred.workflows.models import Enrollment, Workflow
from kindred.workflows.models.enrollment import EnrollmentQuerySet
from kindred.workflows.reasons import in_words

#: Cards in one page of a column.
PAGE = 20
SHOWN_TAGS = 3


@dataclass(frozen=True)
class Card:
    """A contact on the board."""

    enrollment: Enrollment
    #: What comes next, in words, and when; nothing where it only waits.
    next: str
    next_at: datetime | None

    @property
    def contact(self) -> Contact:
        """Whom it stands for."""
        return self.enrollment.contact

    @property
    def pk(self) -> str:
        """Its number as text, which a template writes faster than a number."""
        return str(self.enrollment.pk)

    @property
    def contact_pk(self) -> str:
        """Its contact's number as text."""
        return str(self.enrollment.contact_id)

    @property
    def tags(self) -> list[Tag]:
        """The first of its contact's tags."""
        return list(self.contact.tags.all())[:SHOWN_TAGS]

    @property
    def more_tags(self) -> int:
        """How many further tags there are."""
        return max(len(self.contact.tags.all()) - SHOWN_TAGS, 0)

    @property
    def state(self) -> str:
        """How it stands, for its badge and its menu."""
        return str(self.enrollment.status)

    @property
    def trouble(self) -> str:
        """What is wrong with it."""
        return in_words(self.enrollment.reason) if self.state == Enrollment.Status.FAILED else ""


@dataclass(frozen=True)
class Page:
    """A page of a column."""

    cards: list[Card]
    #: Where the next page begins; empty after the last.
    cursor: str


@dataclass(frozen=True)
class Top:
    """The first cards of a column: their ids and when they last changed; and those of a next page."""

    shown: list[tuple[Any, ...]]
    more: list[tuple[Any, ...]]

    @property
    def keys(self) -> list[int]:
        """The ids of those that are shown."""
        return [key for key, _touched_at in self.shown]

    @property
    def fingerprint(self) -> str:
        """A mark that changes when the cards that are shown do."""
        return blake2s(repr(self.shown).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Deck:
    """The live cards of a workflow, those a search finds."""

    workflow: Workflow
    q: str = ""

    @cached_property
    def definition(self) -> Definition:
        """What runs."""
        return self.workflow.definition or Definition()

    @property
    def enrollments(self) -> EnrollmentQuerySet:
        """All of them."""
        live = Enrollment.objects.filter(workflow=self.workflow).live()
        if not self.q:
            return live
        return live.filter(contact__in=Contact.objects.of(self.workflow.workspace).search(self.q))

    def column(self, step: str) -> EnrollmentQuerySet:
        """Those on a step, the latest to come first."""
        return self.enrollments.filter(step=step).order_by("-entered_at", "-pk")

    def tops(self, shown: Mapping[str, int]) -> dict[str, Top]:
        """Look at so many first pages of columns, all in one query."""
        limits = {step: PAGE * pages for step, pages in shown.items()}
        found = slices([self.column(step).values_list("pk", "touched_at")[: n + 1] for step, n in limits.items()])
        return {
            step: Top(rows[:limit], rows[limit:]) for (step, limit), rows in zip(limits.items(), found, strict=True)
        }

    def pages(self, tops: Mapping[str, Top]) -> dict[str, Page]:
        """Read what was looked at."""
        read = self._read([key for top in tops.values() for key in top.keys])
        return {
            step: self._page([read[key] for key in top.keys if key in read], has_more=bool(top.more))
            for step, top in tops.items()
        }

    def page_after(self, step: str, cursor: str) -> Page:
        """Read the page that begins behind a card."""
        moment, _comma, pk = cursor.partition(",")
        entered_at = parse_datetime(moment)
        column = self.column(step)
        if entered_at and pk.isdecimal():
            column = column.filter(Q(entered_at__lt=entered_at) | Q(entered_at=entered_at, pk__lt=int(pk)))
        keys = list(column.values_list("pk", flat=True)[: PAGE + 1])
        read = self._read(keys[:PAGE])
        return self._page([read[key] for key in keys if key in read], has_more=len(keys) > PAGE)

    def cards_of(self, enrollments: Iterable[Enrollment]) -> list[Card]:
        """Lay out enrollments as cards; those that stand at the same place share a sentence."""
        said: dict[tuple[Any, ...], str] = {}
        cards = []
        for enrollment in enrollments:
            place = (enrollment.step, enrollment.position, enrollment.timer, enrollment.due_at == enrollment.action_at)
            if place not in said:
                said[place] = self._next(enrollment)
            cards.append(Card(enrollment, said[place] if enrollment.due_at else "", enrollment.due_at))
        return cards

    def _read(self, keys: list[int]) -> dict[int, Enrollment]:
        """Read enrollments with what their cards show."""
        rows = Enrollment.objects.select_related("contact__company").prefetch_related("contact__tags")
        return rows.in_bulk(keys)

    def _page(self, rows: list[Enrollment], *, has_more: bool) -> Page:
        """Lay out enrollments as a page."""
        cursor = f"{rows[-1].entered_at.isoformat()},{rows[-1].pk}" if has_more and rows else ""
        return Page(self.cards_of(rows), cursor)

    def _next(self, enrollment: Enrollment) -> str:
        """Say what comes next for those at a place: the next action, or what the next timeout brings."""
        step = self.definition.step(enrollment.step)
        if step is None:
            return ""
        if enrollment.action_at is not None and enrollment.due_at == enrollment.action_at:
            return self._next_action(step, enrollment.position)
        if enrollment.timer < len(step.timeouts):
            _after, rule = step.timeouts[enrollment.timer]
            return sentences.then(rule.model_dump(by_alias=True), self.names)
        return ""

    def _next_action(self, step: Step, position: int) -> str:
        """Say what the action at a position does; past the last one, that the rules are looked at."""
        if position >= len(step.actions):
            return _("look at the rules")
        action = step.actions[position]
        return sentences.action(action.model_dump() | {"when": None}, self.names, self.workflow.workspace)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the steps by key."""
        return {step.key: step.name for step in self.definition.steps}

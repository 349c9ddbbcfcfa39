"""The past of one cohort or sequence: who came when, where their journeys led, and the rows all this has left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from kindred.cli.demo.journey import Fired, Journey, Reached, Standing
from kindred.cli.demo.ledger import Ledger
from kindred.cli.demo.letters import Errand, Post
from kindred.cli.demo.story import Plot
from kindred.cohorts.models import Membership
from kindred.contacts.fields import STAGE_FIELDS
from kindred.contacts.models import Contact, ContactTag, Event, Tag, Task
from kindred.criteria.language import matches
from kindred.kit.db.load import reserve_ids
from kindred.workflows.core import GOAL_MET
from kindred.workflows.definition import Action
from kindred.workflows.models import ActionRun, Enrollment, Version


@dataclass(kw_only=True)
class Past:
    """Writes the past of one workflow."""

    plot: Plot
    version: Version
    #: Until when it has run: now, or when it was paused or archived.
    until: datetime
    now: datetime
    rng: Random
    ledger: Ledger
    post: Post
    #: The people of the team, by their user ids.
    team: Sequence[int]
    tags: dict[str, Tag]
    #: What all pasts have made of contacts: contact → field → value.
    changed: dict[int, dict[str, str]]
    #: Who has which tag, across all pasts.
    tagged: set[tuple[int, int]]

    def live_through(self, contacts: Sequence[Contact]) -> None:
        """Let contacts come, one by one, and go their ways."""
        first_id = reserve_ids(Enrollment, len(contacts)) if contacts else 0
        self.tagged |= {(contact.pk, tag.pk) for contact in contacts for tag in contact.tags.all()}
        for pk, contact in enumerate(contacts, first_id):
            came = self._came(contact)
            journey = Journey(
                definition=self.version.parsed,
                now=self.until,
                rng=self.rng,
                answers=lambda fired, contact=contact: self._answers(contact, fired),  # type: ignore[misc]
                hand_moves=self.plot.habits,
                holds=lambda criteria, contact=contact: matches(criteria, contact, self.now),  # type: ignore[misc]
            )
            standing = journey.travel(came)
            self._write(pk, contact, journey, standing)

    def _came(self, contact: Contact) -> datetime:
        """Return when a contact came: many in the last weeks, the others spread over the time it has run."""
        opened = max(self.version.published_at, contact.created_at)
        span = (self.until - opened).total_seconds()
        recent = min(span, timedelta(days=30).total_seconds())
        back = self.rng.random() * (recent if self.rng.random() < 0.3 else span)
        return max(opened, self.until - timedelta(seconds=int(back)))

    def _answers(self, contact: Contact, fired: Fired) -> list[tuple[datetime, str]]:
        """Return what the world, or the workflow's own goal, makes of an action."""
        if fired.action.kind == "send_email":
            world = self.plot.world
            return [
                (fired.at + timedelta(minutes=int(self.rng.expovariate(1 / 900)) + 4), event)
                for event, share in (("message.replied", world.replied), ("message.clicked", world.clicked))
                if contact.email and self.rng.random() < share
            ]
        goal, settings = self.plot.goal, fired.action.settings
        if goal and settings.get("field") == goal["field"] and settings.get("value") == goal["becomes"]:
            return [(fired.at, GOAL_MET)]
        return []

    def _write(self, pk: int, contact: Contact, journey: Journey, standing: Standing) -> None:
        """Write the rows of one journey."""
        self._belong(contact, standing)
        self.ledger.add(
            Enrollment,
            id=pk,
            workspace=contact.workspace_id,
            workflow=self.version.workflow_id,
            version=self.version.pk,
            contact=contact.pk,
            status=standing.status,
            step=standing.place.step,
            entry=standing.entry,
            position=standing.place.position,
            timer=standing.place.timer,
            entered_at=standing.entered_at,
            action_at=standing.action_at,
            due_at=standing.due_at,
            started_at=standing.started_at,
            touched_at=standing.ended_at or standing.entered_at,
            ended_at=standing.ended_at,
            reason=standing.reason,
        )
        for step in journey.reached:
            self._reach(contact, step)
        for fired in journey.fired:
            self._fire(pk, contact, fired, journey)
        for fired in journey.skipped:
            self._note_run(pk, fired, ActionRun.Outcome.SKIPPED)
        if standing.ended_at:
            self._tell(contact, f"enrollment.{standing.status}", standing.ended_at, reason=standing.reason)

    def _belong(self, contact: Contact, standing: Standing) -> None:
        """Write the membership and the fact."""
        cohort = self.version.workflow.cohort
        if cohort is None:
            return
        self.ledger.add(
            Membership,
            workspace=contact.workspace_id,
            cohort=cohort.pk,
            contact=contact.pk,
            entered_at=standing.started_at,
            cause=Membership.Cause.CRITERIA,
        )
        self._event(contact, "cohort.entered", standing.started_at, {"cohort": cohort.pk, "name": cohort.name})

    def _reach(self, contact: Contact, reached: Reached) -> None:
        """Write that a step was reached."""
        step = self.version.parsed.step(reached.step)
        by = self.rng.choice(self.team) if reached.by_hand else None
        self._tell(contact, "step.reached", reached.at, by=by, step=reached.step, name=step.name if step else "")

    def _fire(self, pk: int, contact: Contact, fired: Fired, journey: Journey) -> None:
        """Write that an action ran, and what it did."""
        self._note_run(pk, fired, ActionRun.Outcome.DONE)
        action = fired.action
        match action.kind:
            case "send_email":
                answers = [(heard.at, heard.event) for heard in journey.heard if heard.answers is fired]
                self.post.send(
                    Errand(
                        contact=contact,
                        template_id=action.settings["template"],
                        occasion=f"enrollment/{pk}/{fired.entry}/{action.key}",
                        at=fired.at,
                        answers=answers,
                        world=self.plot.world,
                        until=self.until,
                    )
                )
            case "add_tag":
                self._tag(contact, action, fired.at)
            case "set_field":
                self._set(contact, action, fired.at)
            case "create_task":
                self._give_task(contact, action, fired.at)

    def _note_run(self, pk: int, fired: Fired, outcome: str) -> None:
        """Write that an action had its turn for this entry of its step."""
        self.ledger.add(
            ActionRun, enrollment=pk, entry=fired.entry, action=fired.action.key, at=fired.at, outcome=outcome
        )

    def _tag(self, contact: Contact, action: Action, at: datetime) -> None:
        """Hang the tag on the contact, unless it is there."""
        tag = self.tags[action.settings["tag"]]
        if (contact.pk, tag.pk) not in self.tagged:
            self.tagged.add((contact.pk, tag.pk))
            self.ledger.add(ContactTag, contact=contact.pk, tag=tag.pk)
            self._event(contact, "tag.added", at, {"tag": tag.name, "id": tag.pk})

    def _set(self, contact: Contact, action: Action, at: datetime) -> None:
        """Move the contact on a ladder, or change a field."""
        key, value = action.settings["field"], action.settings["value"]
        self.changed.setdefault(contact.pk, {})[key] = value
        if key in STAGE_FIELDS:
            self._event(contact, "stage.reached", at, {"ladder": key, "to": value})
        else:
            self._event(contact, "field.changed", at, {"field": key, "to": value})

    def _give_task(self, contact: Contact, action: Action, at: datetime) -> None:
        """Give somebody the task; most old ones are done."""
        days = int(action.settings.get("due_in_days") or 0)
        done_at = at + timedelta(hours=self.rng.randrange(2, 200))
        is_done = done_at < self.now and self.rng.random() < 0.9
        by = self.rng.choice(self.team)
        self.ledger.add(
            Task,
            workspace=contact.workspace_id,
            contact=contact.pk,
            title=action.settings["title"],
            assignee=by,
            due_at=at + timedelta(days=days) if days else None,
            created_at=at,
            done_at=done_at if is_done else None,
            done_by=by if is_done else None,
        )
        self._event(contact, "task.created", at, {"title": action.settings["title"]})
        if is_done:
            self._event(contact, "task.done", done_at, {"title": action.settings["title"]}, by=by)

    def _tell(self, contact: Contact, kind: str, at: datetime, *, by: int | None = None, **data: Any) -> None:
        """Write a fact about the workflow on the timeline."""
        self._event(contact, kind, at, self.version.about | data, by=by)

    def _event(self, contact: Contact, kind: str, at: datetime, data: dict[str, Any], *, by: int | None = None) -> None:
        """Write a fact on the timeline."""
        self.ledger.add(Event, workspace=contact.workspace_id, contact=contact.pk, kind=kind, at=at, by=by, data=data)


def apply_changes(changed: dict[int, dict[str, str]], last_contacted: dict[int, datetime]) -> None:
    """Give contacts the values their journeys ended with."""
    contacts = Contact.objects.in_bulk({*changed, *last_contacted})
    for pk, contact in contacts.items():
        for key, value in changed.get(pk, {}).items():
            setattr(contact, key, value)
        contact.last_contacted_at = last_contacted.get(pk)
    names: Iterable[str] = ("candidate_state", "lifecycle_stage", "last_contacted_at")
    Contact.objects.bulk_update(contacts.values(), list(names), batch_size=1_000)

"""Opening a demo workspace: people first, then cohorts and sequences through the real verbs, then their pasts."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from kindred.accounts.models import Workspace
from kindred.cli.demo.ledger import Ledger
from kindred.cli.demo.letters import Post
from kindred.cli.demo.past import Past, apply_changes
from kindred.cli.demo.people import COLUMNS, CONTRACTS, Crowd, Employer, Person, plain
from kindred.cli.demo.pools import companies, jobs, places, words
from kindred.cli.demo.story import PLOTS, Plot
from kindred.cli.demo.team import Team
from kindred.cli.progress import Tell
from kindred.cohorts.models import Cohort, Collaborator
from kindred.contacts.cleaning.point import point_key
from kindred.contacts.fields import SIZES
from kindred.contacts.keys import folded
from kindred.contacts.models import (
    Community,
    Company,
    CompanyDomain,
    Contact,
    ContactCommunity,
    ContactPoint,
    ContactSkill,
    ContactTag,
    ContactTopic,
    CustomField,
    DuplicateSearch,
    Event,
    Note,
    Skill,
    Tag,
    Task,
    Topic,
)
from kindred.criteria.language import filter as criteria_filter
from kindred.kit.db.load import load, reserve_ids
from kindred.messaging.models.sending_account import sender_for
from kindred.messaging.writing import Letterhead
from kindred.workflows.models import Sequence, Version, Workflow
from kindred.workflows.presets import Letters

NAME = "Harbour & Pine"
#: Up to this many contacts a demo is made whole or not at all; beyond, others may write between the batches.
IN_ONE_PIECE = 50_000
#: People written at once.
BATCH = 20_000


def open_demo(*, now: datetime, tell: Tell, contacts: int = 2_000, seed: int = 7) -> Workspace:
    """Make a demo workspace, the same for the same seed and moment, apart from anybody's own; return it."""
    whole: AbstractContextManager[None] = transaction.atomic() if contacts <= IN_ONE_PIECE else nullcontext()
    with whole:
        return _Demo(now=now, rng=Random(seed), tell=tell).open(contacts)  # noqa: S311 (a plausible past needs no secrets)


@dataclass(kw_only=True)
class _Demo:
    """One demo in the making."""

    now: datetime
    rng: Random
    tell: Tell
    ledger: Ledger = field(default_factory=Ledger)
    team: Team = field(default_factory=Team.gathered)
    #: Who got which tag by a workflow or has it from the start; nobody gets one twice.
    tagged: set[tuple[int, int]] = field(default_factory=set)
    #: What journeys have made of contacts: contact → field → value.
    changed: dict[int, dict[str, str]] = field(default_factory=dict)

    def open(self, contacts: int) -> Workspace:
        """Make it."""
        self.workspace = Workspace.objects.open_for(
            owner=self.team.owner, name=NAME, timezone_name="Europe/Berlin", is_demo=True
        )
        self.workspace.change(postal_address="Harbour & Pine, 12 Quay Street, 20457 Hamburg, Germany")
        self.team.join(self.workspace, now=self.now)
        self._add_custom_fields()
        self.tags, self.skills = self._words()
        self.communities = {name: Community.objects.named(self.workspace, name) for name in words()["communities"]}
        self.topics = {name: Topic.objects.named(self.workspace, name) for name in words()["topics"]}
        self._add_people(contacts)
        letterhead = Letterhead(workspace=self.workspace, sender=sender_for(self.workspace, None))
        self.post = Post(ledger=self.ledger, rng=self.rng, now=self.now, letterhead=letterhead)
        for plot in PLOTS:
            self._tell_plot(plot)
        self._deliver_post()
        DuplicateSearch.objects.start(workspace=self.workspace, by=None, now=self.now)
        return self.workspace

    def _add_custom_fields(self) -> None:
        """Add the workspace's own fields."""
        CustomField.objects.create(workspace=self.workspace, key="notice-period", label="Notice period")
        CustomField.objects.create(workspace=self.workspace, key="seats", label="Seats", kind=CustomField.Kind.NUMBER)
        contracts = [{"key": key, "label": label} for key, label in CONTRACTS]
        kind = CustomField.Kind.CHOICE
        CustomField.objects.create(
            workspace=self.workspace, key="contract", label="Contract", kind=kind, options=contracts
        )
        CustomField.objects.create(
            workspace=self.workspace, key="nda", label="NDA signed", kind=CustomField.Kind.YES_NO
        )

    def _words(self) -> tuple[dict[str, Tag], dict[str, Skill]]:
        """Make the tags and skills that people will have."""
        skills = sorted({skill for job in jobs().things for skill in job.skills})
        return (
            {name: Tag.objects.named(self.workspace, name) for name in words()["tags"]},
            {name: Skill.objects.named(self.workspace, name) for name in skills},
        )

    def _employers(self, people: int) -> list[Employer]:
        """Make the companies that people work at."""
        found = companies(self.rng, max(12, people // 9))
        first_id = reserve_ids(Company, len(found))
        apart = Random(13)  # noqa: S311 (a plausible past needs no secrets)
        domains = [f"{plain(name)}.example" for name, _industry in found]
        load(
            Company,
            (
                "id", "workspace", "name", "name_key", "domain", "industry", "size", "location", "city", "region", "country",
                "website", "link", "created_at", "updated_at",
            ),
            (
                (
                    pk, self.workspace.pk, name, folded(name), domain, industry, apart.choice(SIZES[1:])[0], at.city if at.city == at.state else f"{at.city}, {at.state}",
                    at.city, at.state, at.country, f"https://{domain}", f"https://www.linkedin.com/company/{plain(name)}",
                    since := self.now - timedelta(days=apart.randrange(1, 400)), since,
                )
                for pk, ((name, industry), domain, at) in enumerate(
                    zip(found, domains, places().draw(apart, len(found)), strict=True), first_id
                )
            ),
        )  # fmt: skip
        load(
            CompanyDomain,
            ("workspace", "company", "domain"),
            {domain: (self.workspace.pk, pk, domain) for pk, domain in enumerate(domains, first_id)}.values(),
        )
        return [Employer(pk, domain) for pk, domain in enumerate(domains, first_id)]

    def _add_people(self, count: int) -> None:
        """Make the people, a batch at a time."""
        crowd = Crowd(
            rng=self.rng,
            workspace_id=self.workspace.pk,
            employers=self._employers(count),
            owner_ids=self.team.at_work,
            now=self.now,
        )
        for done in range(0, count, BATCH):
            size = min(BATCH, count - done)
            people = list(crowd.people(size, first_id=reserve_ids(Contact, size)))
            for person in people:
                self._add_life(person)
            with transaction.atomic():
                load(Contact, COLUMNS, (person.row for person in people))
                self.ledger.write()
            self.tell(done + size, count)

    def _add_life(self, person: Person) -> None:
        """Write what hangs on a person, and what happened besides all workflows."""
        for skill in person.skills:
            self.ledger.add_row(ContactSkill, (person.pk, self.skills[skill].pk))
        for tag in person.tags:
            self.ledger.add_row(ContactTag, (person.pk, self.tags[tag].pk))
        for community in person.communities:
            self.ledger.add_row(ContactCommunity, (person.pk, self.communities[community].pk))
        for topic in person.topics:
            self.ledger.add_row(ContactTopic, (person.pk, self.topics[topic].pk))
        for medium, of, value in person.points:
            key = point_key(medium, value)
            row = (self.workspace.pk, person.pk, medium, of, value, key, "", None, person.since)
            self.ledger.add_row(ContactPoint, row)
        kind, data = person.origin
        self.ledger.add_row(Event, (self.workspace.pk, person.pk, kind, person.since, None, data))
        if self.rng.random() < 0.07:
            self._add_note(person)
        if self.rng.random() < 0.03:
            self._add_task(person)

    def _add_note(self, person: Person) -> None:
        """Write what somebody noted."""
        text, by, at = self.rng.choice(words()["notes"]), self.rng.choice(self.team.at_work), self._since(person)
        self.ledger.add(Note, contact=person.pk, text=text, by=by, created_at=at, mentions=[])
        self._add_event(person, "note.added", at, {"text": text}, by)

    def _add_task(self, person: Person) -> None:
        """Give somebody something to do, now or long ago."""
        title, who, at = self.rng.choice(words()["tasks"]), self.rng.choice(self.team.at_work), self._since(person)
        is_done = self.rng.random() < 0.6
        done_at = at + (self.now - at) * self.rng.random()
        self.ledger.add(
            Task,
            workspace=self.workspace.pk,
            contact=person.pk,
            title=title,
            assignee=who,
            due_at=done_at if is_done else self.now + timedelta(hours=self.rng.randrange(-150, 300)),
            created_at=at,
            done_at=done_at if is_done else None,
            done_by=who if is_done else None,
        )
        self._add_event(person, "task.created", at, {"title": title}, who)
        if is_done:
            self._add_event(person, "task.done", done_at, {"title": title}, who)

    def _since(self, person: Person) -> datetime:
        """Return some moment since a person was added."""
        return person.since + (self.now - person.since) * self.rng.random()

    def _add_event(self, person: Person, kind: str, at: datetime, data: dict[str, str], by: int) -> None:
        """Write a fact on a person's timeline."""
        self.ledger.add_row(Event, (self.workspace.pk, person.pk, kind, at, by, data))

    def _tell_plot(self, plot: Plot) -> None:
        """Make a cohort or a sequence by the verbs anybody uses, give it its past, and leave it as it stands today."""
        with transaction.atomic():
            published_at = self.now - timedelta(days=plot.published_days_ago)
            ended_at = self.now - timedelta(days=plot.ended_days_ago)
            workflow = self._workflow(plot, begun_at=published_at - timedelta(days=3))
            workflow.save_draft({"format": 1, "reentry": "never", "steps": plot.write(Letters(self.workspace))})
            if plot.status == "draft":
                self._gather(plot, workflow)
                return
            version = workflow.publish(now=published_at, by=self.team.owner)
            self._live_through(plot, version, until=ended_at)
            if plot.status == "paused":
                workflow.pause(now=ended_at)
            elif plot.status == "archived":
                workflow.archive(now=ended_at, by=self.team.owner)

    def _workflow(self, plot: Plot, *, begun_at: datetime) -> Workflow:
        """Begin a cohort or a sequence."""
        if plot.is_sequence:
            sequence = Sequence.objects.create(
                workspace=self.workspace,
                name=plot.name,
                description=plot.description,
                owner=self.team.owner,
                created_at=begun_at,
                updated_at=begun_at,
            )
            return Workflow.objects.for_sequence(sequence)
        cohort = Cohort.objects.open_for(
            workspace=self.workspace,
            owner=self.team.owner,
            name=plot.name,
            now=begun_at,
            description=plot.description,
            goal=plot.goal,
            criteria=plot.criteria,
            follows=self._follows(plot),
        )
        cohort.tags.set(Tag.objects.named(self.workspace, name) for name in plot.tags)
        for name, role in plot.team:
            cohort.share_with(role=Collaborator.Role(role), user=self.team.by_name[name])
        return Workflow.objects.for_cohort(cohort)

    def _follows(self, plot: Plot) -> bool:
        """Whether the members of a cohort follow its criteria; not where more meet them than have come in its past."""
        everybody = self._contacts(plot, until=self.now).count() < plot.most
        return plot.status == "draft" or (plot.follows and everybody)

    def _contacts(self, plot: Plot, *, until: datetime) -> "QuerySet[Contact]":
        """Return who comes: contacts that meet the criteria, were known by then, and have not got there already."""
        found = Contact.objects.of(self.workspace).filter(
            criteria_filter(plot.criteria, workspace=self.workspace, now=self.now), created_at__lt=until
        )
        goal = plot.goal
        return (found.exclude(**{goal["field"]: goal["becomes"]}) if goal else found).order_by("pk")[: plot.most]

    def _gather(self, plot: Plot, workflow: Workflow) -> None:
        """Put some people into a cohort that is still a draft."""
        if workflow.cohort:
            few = [contact.pk for contact in self._contacts(plot, until=self.now)]
            by_hand = Contact.objects.of(self.workspace).filter(pk__in=few)
            workflow.cohort.add(by_hand, cause="hand", at=self.now - timedelta(days=1), by=self.team.owner)

    def _live_through(self, plot: Plot, version: Version, *, until: datetime) -> None:
        """Write the past of a workflow."""
        past = Past(
            plot=plot,
            version=version,
            until=until,
            now=self.now,
            rng=self.rng,
            ledger=self.ledger,
            post=self.post,
            team=self.team.at_work,
            tags=self._tags_of(version),
            tagged=self.tagged,
            changed=self.changed,
        )
        contacts = self._contacts(plot, until=until).select_related("company", "workspace")
        past.live_through(list(contacts.prefetch_related("tags")))
        self.ledger.write()

    @transaction.atomic
    def _deliver_post(self) -> None:
        """Write the messages of all workflows, and leave contacts as their journeys left them."""
        self.post.deliver()
        self.ledger.write()
        apply_changes(self.changed, self.post.last_contacted)

    def _tags_of(self, version: Version) -> dict[str, Tag]:
        """Return the tags that the actions of a workflow hang on people."""
        actions = (action for step in version.parsed.steps for action in step.actions if action.kind == "add_tag")
        return {name: Tag.objects.named(self.workspace, name) for name in {a.settings["tag"] for a in actions}}

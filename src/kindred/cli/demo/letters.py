"""The demo's mail: sent long ago, answered or not, and never really: nothing here ever leaves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from kindred.cli.demo.ledger import Ledger
from kindred.cli.demo.story import World
from kindred.contacts.models import Contact, Event
from kindred.kit.db.load import reserve_ids
from kindred.messaging.models import Message, Suppression, Template
from kindred.messaging.writing import Letterhead, rendered, unsubscribe_url

_STATUS = Message.Status


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a message."""

    status: str
    reason: str = ""
    #: The fact on the timeline.
    event: str = ""


_ARRIVED = Fate(status=_STATUS.ACCEPTED, reason="250 2.0.0 Ok: queued", event="message.sent")
_NOWHERE = Fate(status=_STATUS.SUPPRESSED, reason="The contact has no e-mail address.", event="message.suppressed")
_UNWANTED = Fate(status=_STATUS.SUPPRESSED, reason="The contact has unsubscribed.", event="message.suppressed")
_BOUNCED = Fate(status=_STATUS.BOUNCED, reason="550 5.1.1 No such user", event="message.bounced")
_FAILED = Fate(status=_STATUS.FAILED, reason="552 5.3.4 Message too big for system", event="message.failed")
_UNCERTAIN = Fate(
    status=_STATUS.UNCERTAIN, reason="The connection broke before the server answered.", event="message.uncertain"
)
_CANCELLED = Fate(status=_STATUS.CANCELLED, reason="Cancelled by Priya Raman.", event="message.cancelled")
_DEFERRED = Fate(status=_STATUS.DEFERRED, reason="451 4.7.1 Greylisted, try again later", event="message.deferred")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """A message to be written, and what comes back for it."""

    contact: Contact
    template_id: int
    occasion: str
    at: datetime
    answers: list[tuple[datetime, str]]
    world: World
    #: Until when the workflow that sent it has run.
    until: datetime


@dataclass(kw_only=True)
class Post:
    """Writes messages, and what came of them."""

    ledger: Ledger
    rng: Random
    now: datetime
    letterhead: Letterhead
    templates: dict[int, Template] = field(default_factory=dict)
    #: Addresses that must not be written to any more, and when the contacts behind the others last were.
    suppressed: set[str] = field(default_factory=set)
    last_contacted: dict[int, datetime] = field(default_factory=dict)
    _bag: list[Errand] = field(default_factory=list)

    def send(self, errand: Errand) -> None:
        """Take a message along."""
        self._bag.append(errand)

    def deliver(self) -> None:
        """Write all messages in the order of time, as they were long ago or as they still wait."""
        self.templates = Template.objects.of(self.letterhead.workspace).in_bulk()
        first_id = reserve_ids(Message, len(self._bag)) if self._bag else 0
        for pk, errand in enumerate(sorted(self._bag, key=lambda errand: errand.at), first_id):
            self._deliver(pk, errand)
        self._bag.clear()

    def _deliver(self, pk: int, errand: Errand) -> None:
        """Write one message and what became of it."""
        contact, at = errand.contact, errand.at
        fate = _ARRIVED if errand.answers else self._fate(errand)
        said = rendered(
            self.templates[errand.template_id].words,
            contact=contact,
            letterhead=self.letterhead,
            unsubscribe=unsubscribe_url(self.letterhead.workspace.pk, pk),
        )
        facts = {"message": pk, "channel": "email", "subject": said.subject}
        left = at + timedelta(seconds=self.rng.randrange(2, 90))
        is_open = fate is _DEFERRED
        self.ledger.add(
            Message,
            id=pk,
            workspace=contact.workspace_id,
            contact=contact.pk,
            channel="email",
            occasion=errand.occasion,
            recipient=contact.email,
            content={"template": errand.template_id},
            subject=said.subject,
            html=said.html,
            text=said.text,
            status=fate.status,
            identity=f"{self.rng.getrandbits(128):032x}@harbour-pine.example" if contact.email else "",
            created_at=at,
            due_at=self.now + timedelta(minutes=self.rng.randrange(20, 240)) if is_open else None,
            reason=fate.reason,
            handed_over_at=left if fate in (_ARRIVED, _UNCERTAIN, _BOUNCED) else None,
            finished_at=None if is_open else left,
            claimed_by="",
            attempts=0,
            deferrals=int(is_open),
        )
        self._follow(errand, fate, facts, left)
        for moment, event in errand.answers:
            if moment <= errand.until:
                self._event(contact, event, moment, facts)

    def _fate(self, errand: Errand) -> Fate:
        """Draw what becomes of a message that nobody answered."""
        contact = errand.contact
        if not contact.email:
            return _NOWHERE
        if contact.email in self.suppressed:
            return _UNWANTED
        drawn = self.rng.random()
        if drawn < errand.world.bounced:
            return _BOUNCED
        fates = ((_FAILED, 0.005), (_UNCERTAIN, 0.006), (_CANCELLED, 0.006))
        reached = errand.world.bounced
        for fate, share in fates:
            reached += share
            if drawn < reached:
                return fate
        return _DEFERRED if self.now - errand.at < timedelta(hours=12) and drawn < 0.4 else _ARRIVED

    def _follow(self, errand: Errand, fate: Fate, facts: dict[str, Any], at: datetime) -> None:
        """Write what a message's fate means for the contact."""
        contact = errand.contact
        self._event(contact, fate.event, at, facts | {"reason": fate.reason})
        if fate is _ARRIVED:
            self.last_contacted[contact.pk] = max(at, self.last_contacted.get(contact.pk, at))
            if self.rng.random() < errand.world.unsubscribed:
                later = min(self.now, at + timedelta(hours=self.rng.randrange(1, 40)))
                self._suppress(contact, Suppression.Reason.UNSUBSCRIBED, later)
                self._event(contact, "contact.unsubscribed", later, {"channel": "email"})
        elif fate is _BOUNCED:
            self._suppress(contact, Suppression.Reason.BOUNCED, at)

    def _suppress(self, contact: Contact, reason: str, at: datetime) -> None:
        """Put the address on the list of those that must not be written to."""
        if contact.email in self.suppressed:
            return
        self.suppressed.add(contact.email)
        self.ledger.add(
            Suppression,
            workspace=contact.workspace_id,
            kind=Suppression.Kind.ADDRESS,
            value=contact.email_key,
            reason=reason,
            source="one-click" if reason == Suppression.Reason.UNSUBSCRIBED else "550 5.1.1 No such user",
            created_at=at,
        )

    def _event(self, contact: Contact, kind: str, at: datetime, data: dict[str, Any]) -> None:
        """Write a fact on the timeline."""
        self.ledger.add(Event, workspace=contact.workspace_id, contact=contact.pk, kind=kind, at=at, data=data)

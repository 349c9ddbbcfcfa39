"""Conditions on what has happened to a contact: its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Workspace
from kindred.contacts.changes import HAPPENED
from kindred.contacts.event_kinds import KINDS
from kindred.contacts.models import Contact, Event
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part
from kindred.criteria.day import Day, RelativeDay, read_day
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.misread import Misread
from kindred.criteria.names import event_names
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope
from kindred.criteria.values import day, days, meant

#: More often than anybody counts.
MOST_TIMES = 1_000
#: What happened, of people who “have” done it.
_VERBS = {
    "message.sent": gettext_lazy("been written to"),
    "message.opened": gettext_lazy("opened a message"),
    "message.clicked": gettext_lazy("clicked a link"),
    "message.replied": gettext_lazy("replied"),
    "contact.unsubscribed": gettext_lazy("unsubscribed"),
}
_HOWS = ("happened", "never", "at_least", "at_most", "exactly")


@dataclass(frozen=True, kw_only=True)
class EventCondition(Condition):
    """That an event of a kind has happened so often: ever, in the last so many days, or between two days."""

    event: str
    at_least: int = 1
    at_most: int | None = None
    within_days: int | None = None
    #: From the beginning of this day on.
    since: Day | None = None
    #: Up to the end of this day.
    until: Day | None = None
    #: Before the beginning of this day.
    before: Day | None = None

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        events = Event.objects.filter(contact=OuterRef("pk"), kind=self.event, **self._bounds(scope))
        enough = self._has(events, self.at_least)
        return enough if self.at_most is None else enough & ~self._has(events, self.at_most + 1)

    @staticmethod
    def _has(events: Any, number: int) -> Q:
        """Return that there are so many of them."""
        if not number:
            return Q()
        return Q(Exists(events if number == 1 else events.order_by("at")[number - 1 : number]))

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        number = len(self._moments(contact, scope))
        return number >= self.at_least and (self.at_most is None or number <= self.at_most)

    def seen(self, contact: Contact, scope: Scope) -> str:
        """Return how often it happened, and when last."""
        moments = self._moments(contact, scope)
        if not moments:
            return _("never")
        last = scope.local_day(max(moments)).isoformat()
        times = ngettext("once, on %(day)s", "%(n)d times, last on %(day)s", len(moments))
        return times % {"n": len(moments), "day": last}

    @property
    def reading(self) -> Reading:
        """The happening; a window moves by itself."""
        drifts = self.within_days is not None or any(isinstance(one, RelativeDay) for one in self._days)
        return Reading.of(f"{HAPPENED}{self.event}", drifts=drifts)

    @property
    def _days(self) -> tuple[Day | None, ...]:
        return (self.since, self.until, self.before)

    def _moments(self, contact: Contact, scope: Scope) -> list[datetime]:
        """Return when it happened, within the window; of events that were fetched with the contact, no query is made."""
        if "events" in getattr(contact, "_prefetched_objects_cache", {}):
            moments = [event.at for event in contact.events.all() if event.kind == self.event]
        else:
            moments = list(contact.events.filter(kind=self.event).values_list("at", flat=True))
        bounds = self._bounds(scope)
        first, last, end = (bounds.get(f"at__{bound}") for bound in ("gte", "lte", "lt"))
        return [
            at for at in moments if (not first or at >= first) and (not last or at <= last) and (not end or at < end)
        ]

    def _bounds(self, scope: Scope) -> dict[str, datetime]:
        """Return between which moments events count."""
        bounds = {}
        starts = [scope.ago(days=self.within_days)] if self.within_days is not None else []
        starts += [scope.start_of(self.since)] if self.since else []
        ends = [scope.start_of(self.until, later=1)] if self.until else []
        ends += [scope.start_of(self.before)] if self.before else []
        if starts:
            bounds["at__gte"] = max(starts)
        if ends:
            bounds["at__lt"] = min(ends)
        return bounds

    def say(self, workspace: Workspace | None = None) -> str:  # noqa: ARG002 (events have the same name everywhere)
        """Read it aloud."""
        words = {"event": str(KINDS[self.event].label), "times": self._times_said(), "when": self._window_said()}
        if self.at_most == 0:
            said = _("“%(event)s” has not happened%(when)s") if words["when"] else _("“%(event)s” has never happened")
        else:
            said = _("“%(event)s” has happened%(times)s%(when)s")
        return said % words

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        if self.event not in _VERBS:
            return _("for whom %(said)s") % {"said": self.say(workspace)}
        words = {"done": str(_VERBS[self.event]), "times": self._times_said(), "when": self._window_said()}
        if self.at_most != 0:
            said = _("who have %(done)s%(times)s%(when)s")
        else:
            said = _("who have not %(done)s%(when)s") if words["when"] else _("who have never %(done)s")
        return said % words

    def _times_said(self) -> str:
        """Return how often, in words."""
        least, most = self.at_least, self.at_most
        if most is None:
            return "" if least == 1 else ngettext(" at least once", " at least %(n)d times", least) % {"n": least}
        if least == most:
            return ngettext(" exactly once", " exactly %(n)d times", least) % {"n": least}
        return ngettext(" at most once (or never)", " at most %(n)d times (or never)", most) % {"n": most}

    def _window_said(self) -> str:
        """Return when, in words."""
        parts = []
        if self.within_days is not None:
            words = ngettext(" in the last day", " in the last %(days)d days", self.within_days)
            parts.append(words % {"days": self.within_days})
        for bound, words in (
            (self.since, _(" since %(day)s")),
            (self.until, _(" until %(day)s")),
            (self.before, _(" before %(day)s")),
        ):
            if bound:
                said = bound.say() if isinstance(bound, RelativeDay) else bound.isoformat()
                parts.append(words % {"day": said})
        return "".join(parts)


def _read(raw: Raw) -> EventCondition:
    """Read it from a document."""
    event, how = raw["event"], raw.get("is")
    if not isinstance(event, str) or event not in KINDS:
        raise Misread("/event", _("There is no event of this name.") + meant(str(event)[:100], KINDS))
    if how not in _HOWS:
        raise Misread(
            "/is", _("Say whether it “happened” or “never” did, or “at_least”, “at_most” or “exactly” so many times.")
        )
    least, most = _times(str(how), raw.get("times"))
    window: dict[str, Any] = {}
    for key, read in (("within_days", days), ("since", day), ("until", day), ("before", day)):
        if raw.get(key) is not None:
            try:
                window[key] = read(raw[key])
            except ValueError as error:
                raise Misread(f"/{key}", str(error)) from error
    return EventCondition(event=event, at_least=least, at_most=most, **window)


def _times(how: str, raw: Any) -> tuple[int, int | None]:
    """Return how often at least and at most."""
    if how in ("happened", "never"):
        if raw is not None:
            raise Misread("/times", _("No number of times is needed here."))
        return (1, None) if how == "happened" else (0, 0)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MOST_TIMES:
        raise Misread("/times", _("Enter a whole number of times from 1 to %(most)d.") % {"most": MOST_TIMES})
    return {"at_least": (raw, None), "at_most": (0, raw), "exactly": (raw, raw)}[how]


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `replied at least 2 times in the last 90 days`, `never clicked since 2026-01-01`."""
    start, at = cursor.offset, cursor.at
    is_never = cursor.accept("never")
    named = cursor.offset
    event = cursor.longest(event_names())
    if event is None:
        if cursor.next.is_word and "." in cursor.next.text and not is_never:
            cursor.at = at
            return None
        if is_never:
            raise cursor.fault(_("Here an event is expected%(found)s.") % {"found": cursor.instead()} + _hint(cursor))
        return None
    said: dict[str, Any] = {"event": event}
    places = {"": start, "/event": named, "/is": cursor.offset}
    said |= {"is": "never"} if is_never else _how(cursor, places)
    said |= _window(cursor, places)
    return Part(document=said, places=places)


def _hint(cursor: Cursor) -> str:
    """Return what was probably meant."""
    return meant(cursor.next.text, [" ".join(words) for words in event_names()])


def _how(cursor: Cursor, places: dict[str, int]) -> dict[str, Any]:
    """Take how often."""
    if cursor.accept("never"):
        return {"is": "never"}
    for how, phrases in _COUNTED.items():
        if cursor.accept(*phrases):
            places["/times"] = cursor.offset
            if cursor.accept("once"):
                return {"is": how, "times": 1}
            if cursor.accept("twice"):
                return {"is": how, "times": 2}
            times = cursor.number()
            if not cursor.accept("times", "time"):
                cursor.expect("times")
            return {"is": how, "times": times}
    cursor.accept("happened", "has happened")
    return {"is": "happened"}


def _window(cursor: Cursor, places: dict[str, int]) -> dict[str, Any]:
    """Take when."""
    said: dict[str, Any] = {}
    while True:
        start = cursor.offset
        taken = _bound(cursor)
        if not taken:
            return said
        if set(taken) & set(said):
            raise cursor.fault(_("This is said twice."), offset=start)
        said |= taken
        places |= {f"/{key}": start for key in taken}


def _bound(cursor: Cursor) -> dict[str, Any]:
    """Take one bound of when, or two; nothing where none comes next."""
    if cursor.accept("in the last", "within the last", "within"):
        return {"within_days": cursor.days()}
    if cursor.accept("between"):
        since = cursor.day()
        cursor.expect("and")
        return {"since": since, "until": cursor.day()}
    return {key: cursor.day() for key in _BOUNDS if cursor.accept(key)}


_COUNTED = {"at_least": ("at least",), "at_most": ("at most",), "exactly": ("exactly",)}


def _write(raw: Raw, _workspace: Workspace | None) -> str:
    """Write it as text."""
    how = str(raw["is"])
    said = [raw["event"], how if how not in _COUNTED else f"{_COUNTED[how][0]} {raw['times']} times"]
    if raw.get("within_days") is not None:
        said.append(f"in the last {raw['within_days']} {'day' if raw['within_days'] == 1 else 'days'}")
    said += [f"{key} {read_day(raw[key])}" for key in _BOUNDS if raw.get(key) is not None]
    return " ".join(said)


_BOUNDS: Sequence[str] = ("since", "until", "before")

KIND = ConditionKind(
    key="event",
    others=("is", "times", "within_days", "since", "until", "before"),
    read=_read,
    read_text=_read_text,
    write=_write,
)

"""Conditions on what has happened to a contact: its timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.contacts.event_kinds import KINDS
from kindred.contacts.models import Contact, Event
from kindred.criteria.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Happening:
    """That an event of a kind has happened, or never has; ever, or in the last so many days."""

    event: str
    never: bool = False
    within_days: int | None = None

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        happened = Q(Exists(Event.objects.filter(contact=OuterRef("pk"), **self._meant(scope))))
        return ~happened if self.never else happened

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        return contact.events.filter(**self._meant(scope)).exists() != self.never

    def say(self) -> str:
        """Read it aloud."""
        words = {"event": str(KINDS[self.event].label), "days": self.within_days or 0}
        if self.within_days is None:
            return _("“%(event)s” has never happened") % words if self.never else _("“%(event)s” has happened") % words
        if self.never:
            return (
                ngettext(
                    "“%(event)s” has not happened in the last day",
                    "“%(event)s” has not happened in the last %(days)d days",
                    self.within_days,
                )
                % words
            )
        return (
            ngettext(
                "“%(event)s” has happened in the last day",
                "“%(event)s” has happened in the last %(days)d days",
                self.within_days,
            )
            % words
        )

    def _meant(self, scope: Scope) -> dict[str, Any]:
        """Return which events count."""
        since: dict[str, datetime] = {}
        if self.within_days is not None:
            since = {"at__gte": scope.ago(days=self.within_days)}
        return {"kind": self.event, **since}

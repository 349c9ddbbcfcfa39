"""Why a value is here: who or what wrote it, when, since when it is known to be right, and what it was before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import User
from kindred.contacts import event_kinds
from kindred.contacts.fields import CUSTOM, FIELDS, label_of
from kindred.contacts.models import Contact, CustomField, Event, Import
from kindred.contacts.provenance import HAND, IMPORT, MERGE, VERIFIER, WRITTEN, moment_read
from kindred.contacts.terms import BITS, READ_FROM

#: Events that are looked through for those about one field.
_LOOKED_AT = 300
#: Changes that are told.
_MOST = 10


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a value comes from."""

    #: What wrote it, as a sentence.
    said: str
    at: datetime
    verified_at: datetime
    #: Who found it to be right since; empty where it is only known from its writing.
    verified_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of one field."""

    said: str
    at: datetime
    by: str


def origin_of(contact: Contact, key: str) -> Origin:
    """Return where the value of a field comes from; one that was read from another comes from where that does."""
    source = _read_from(contact, key)
    if source:
        origin = origin_of(contact, source)
        said = _("Read from “%(field)s”. %(origin)s") % {"field": FIELDS[source].label, "origin": origin.said}
        return Origin(said=said, at=origin.at, verified_at=origin.verified_at, verified_by=origin.verified_by)
    kept = contact.provenance or {}
    moment, _space, how = kept.get(f"{key}{WRITTEN}", "").partition(" ")
    verifier = kept.get(f"{key}{VERIFIER}", "")
    return Origin(
        said=_told(how, contact) if moment else _creation(contact),
        at=moment_read(moment) if moment else contact.created_at,
        verified_at=contact.verified_at(key),
        verified_by=_name(verifier) if verifier else "",
    )


def history_of(contact: Contact, key: str) -> list[Change]:
    """Return what became of a field, the newest first, as far as the timeline tells."""
    label = _label(contact, key)
    kinds = ("contact.edited", "field.changed", "field.verified", "stage.reached")
    events = Event.objects.filter(contact=contact, kind__in=kinds).select_related("by").order_by("-at", "-pk")
    about = (event for event in events[:_LOOKED_AT] if _is_about(event, key, label))
    found = [Change(said=_said(event, key), at=event.at, by=str(event.by or "")) for event in about]
    return found[:_MOST]


def _read_from(contact: Contact, key: str) -> str:
    """Return the field a value was read from; empty where somebody gave it."""
    if not contact.derived & BITS.get(key, 0):
        return ""
    return next(source for source, keys in READ_FROM.items() if key in keys)


def _told(how: str, contact: Contact) -> str:
    """Say how a value was written."""
    kind, _space, about = how.partition(" ")
    if kind == HAND:
        return _("Entered by %(who)s.") % {"who": _name(about)}
    if kind == IMPORT:
        file = Import.objects.of(contact.workspace).filter(pk=int(about)).first()
        return _("Imported from %(file)s.") % {"file": file} if file else _("Imported.")
    if kind == MERGE:
        return _("Came from a contact that was merged into this one.")
    return _("Set automatically.")


def _name(user: str) -> str:
    """Return the name of a user by the id."""
    found = User.objects.filter(pk=int(user)).first() if user else None
    return str(found) if found else _("somebody who is no longer here")


def _creation(contact: Contact) -> str:
    """Say how the contact itself came."""
    event = Event.objects.filter(contact=contact, kind="contact.created").select_related("by").order_by("pk").first()
    if event is None:
        return _("It came with the contact.")
    said = event_kinds.say(event.kind, event.data)
    with_whom = {"said": said, "who": event.by}
    came = _("%(said)s, by %(who)s") % with_whom if event.by else said
    return _("It came with the contact: %(came)s.") % {"came": came}


def _label(contact: Contact, key: str) -> str:
    """Return what edits call a field."""
    if key.startswith(CUSTOM):
        own = CustomField.objects.of(contact.workspace).filter(key=key.removeprefix(CUSTOM)).first()
        return own.label if own else key
    return str(FIELDS[key].label) if key in FIELDS else key


def _is_about(event: Event, key: str, label: str) -> bool:
    """Whether an event changed or verified a field."""
    facts: dict[str, Any] = event.data
    if key in (facts.get("field"), facts.get("ladder")):
        return True
    return event.kind == "contact.edited" and (key in facts.get("to", ()) or label in facts.get("changes", ()))


def _said(event: Event, key: str) -> str:
    """Say what became of a field."""
    facts: dict[str, Any] = event.data
    if event.kind != "contact.edited" or key not in facts.get("to", ()):
        return event_kinds.say(event.kind, facts)
    before, after = (str(label_of(key, facts.get(side, {}).get(key)) or "–") for side in ("from", "to"))
    return f"{before} → {after}"

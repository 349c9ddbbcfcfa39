"""`{% load contact_words %}`: a contact in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.place import country_name
from kindred.contacts.fields import STAGE_FIELDS, label_of
from kindred.contacts.kinds import Kind, kinds_in
from kindred.contacts.models import Company, Contact

register = template.Library()

_TONES = {
    "engaged": "info",
    "active": "good",
    "in_process": "wait",
    "placed": "good",
    "silver_medalist": "brand",
    "mql": "info",
    "sql": "info",
    "opportunity": "wait",
    "customer": "good",
}


@dataclass(frozen=True)
class Stage:
    """A rung a contact has reached."""

    label: str
    tone: str


@register.filter
def stages(contact: Contact) -> list[Stage]:
    """List what the contact has reached on the two ladders."""
    reached = [(ladder, getattr(contact, ladder)) for ladder in STAGE_FIELDS]
    return [Stage(label_of(ladder, rung), _TONES.get(rung, "plain")) for ladder, rung in reached if rung]


@register.filter
def kinds(contact: Contact) -> list[Kind]:
    """List what the person is to the workspace."""
    return kinds_in(contact.kinds)


@register.filter
def place(of: Contact | Company) -> str:
    """Say where a person or a company is."""
    country = country_name(of.country, language=get_language() or "en") if of.country else ""
    return of.location or ", ".join(part for part in (of.city, country) if part)


@register.filter
def work(contact: Contact) -> str:
    """Say what the person does, and where they are."""
    if contact.title and contact.company:
        doing = _("%(title)s at %(company)s") % {"title": contact.title, "company": contact.company.name}
    else:
        doing = contact.title or (contact.company.name if contact.company else "")
    return " · ".join(part for part in (doing, place(contact)) if part)


@register.filter
def first_of(things: Iterable[Any], most: int | None) -> list[Any]:
    """Return the first few of some things; all where no number is said."""
    return list(things)[: most or None]


@register.filter
def beyond(things: Iterable[Any], most: int | None) -> int:
    """Say how many things there are beyond the first few."""
    return max(len(list(things)) - most, 0) if most else 0

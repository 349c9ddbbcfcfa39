"""What was read from title and place of a contact, and why: shown beside the fields, with a way to correct it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from kindred.contacts.fields import FIELDS
from kindred.contacts.models import Contact, Correction
from kindred.contacts.terms import BITS, READ_FROM


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Fields that were read from one other, and why."""

    labels: list[str | Promise]
    why: list[str]
    #: Where it is corrected for everybody written alike; nowhere where there is no text to correct.
    url: str


def readings(contact: Contact) -> list[Reading]:
    """Return what was read from the title and from the place of a contact."""
    if not contact.derived:
        return []
    values = {key: getattr(contact, key) for key in (*READ_FROM, *BITS)}
    why = Correction.objects.terms(contact.workspace).why(values, derived=contact.derived)
    return [
        Reading(
            labels=[FIELDS[key].label for key in keys if key in why],
            why=list(dict.fromkeys(why[key] for key in keys if key in why)),
            url=_url(contact, source),
        )
        for source, keys in READ_FROM.items()
        if why.keys() & set(keys)
    ]


def _url(contact: Contact, source: str) -> str:
    """Return where a text is corrected."""
    text = getattr(contact, source)
    page = reverse("standard_term_new", kwargs={"workspace": contact.workspace.slug, "source": source})
    return f"{page}?{urlencode({'text': text})}" if text else ""

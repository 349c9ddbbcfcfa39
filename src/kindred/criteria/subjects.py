"""The register of what conditions can be about: the fields of a contact, and what hangs on it."""

from collections import defaultdict
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.fields import CUSTOM, FIELDS, Field
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact, CustomField
from kindred.contacts.words import WORDS, Words
from kindred.criteria.subject import Subject
from kindred.kit.db.json_key import JSONNumber, JSONText

#: The longest key of a workspace's own field.
MAX_KEY = 60
#: Kinds of field whose values are chosen or codes, compared exactly.
_EXACT = {"choice", "country", "timezone", "language", "currency"}


def _of_field(field: Field) -> Subject:
    """Return the subject that is a column of the contact."""
    return Subject(
        key=field.key,
        label=field.label,
        kind="amount" if field.is_number else "choice" if field.kind in _EXACT else "text",
        choices=field.choices,
        column=F(field.key),
        value_of=lambda contact: getattr(contact, field.key),
    )


def _of_words(words: Words) -> Subject:
    """Return the subject that is a family of words."""
    return Subject(
        key=words.key,
        label=words.label,
        kind="words",
        value_of=lambda contact: {word.name_key for word in getattr(contact, words.key).all()},
    )


def _company_name(contact: Contact) -> str:
    """Return the name of the company the contact works at, or nothing."""
    return contact.company.name if contact.company else ""


SUBJECTS: dict[str, Subject] = {
    **{key: _of_field(field) for key, field in FIELDS.items()},
    "company_name": Subject(
        key="company_name",
        label=FIELDS["company_name"].label,
        kind="company",
        value_of=_company_name,
    ),
    "kinds": Subject(
        key="kinds",
        label=_("Kinds"),
        kind="kinds",
        choices=[(kind.key, kind.label) for kind in Kind],
        column=F("kinds"),
        value_of=lambda contact: contact.kinds,
    ),
    **{key: _of_words(words) for key, words in WORDS.items()},
    "created_at": Subject(
        key="created_at", label=_("Created"), kind="moment", value_of=lambda contact: contact.created_at
    ),
    "updated_at": Subject(
        key="updated_at", label=_("Last changed"), kind="moment", value_of=lambda contact: contact.updated_at
    ),
    "last_contacted_at": Subject(
        key="last_contacted_at",
        label=_("Last contacted"),
        kind="moment",
        value_of=lambda contact: contact.last_contacted_at,
    ),
}


def readings_of(key: str) -> tuple[Subject, ...]:
    """Return the subject of this name; for a field of the workspace's own, one for each way of reading its value.

    Operator and value tell which is meant, so that criteria can be read without looking the field up.
    """
    if key in SUBJECTS:
        return (SUBJECTS[key],)
    own = key.removeprefix(CUSTOM)
    if own in ("", key) or len(own) > MAX_KEY:
        return ()
    return tuple(_custom_reading(own, kind=kind) for kind in ("custom", "text", "number", "day"))


def _custom_reading(own: str, *, kind: str) -> Subject:
    """Return a field of the workspace's own, read one way."""
    columns = {"text": JSONText("custom", own), "day": JSONText("custom", own), "number": JSONNumber("custom", own)}

    def value_of(contact: Contact) -> Any:
        value = contact.custom.get(own)
        if kind in ("text", "day"):
            return value if isinstance(value, str) else ""
        return own in contact.custom if kind == "custom" else value

    return Subject(key=f"{CUSTOM}{own}", label=own, kind=kind, column=columns.get(kind), value_of=value_of)


def subjects_for(workspace: Workspace) -> list[Subject]:
    """Return everything that can be asked in a workspace, for choosing from; its own fields come last."""
    own = CustomField.objects.filter(workspace=workspace).order_by("label")
    kinds = defaultdict(lambda: "text", number="number", date="day")
    return [
        *SUBJECTS.values(),
        *(
            Subject(
                key=f"{CUSTOM}{field.key}",
                label=field.label,
                kind=kinds[field.kind],
                value_of=_custom_reading(field.key, kind=kinds[field.kind]).value_of,
            )
            for field in own
        ),
    ]

"""The register of what conditions can be about: the fields of a contact, and what hangs on it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.cleaning.place import countries
from kindred.contacts.cleaning.point import POINTS
from kindred.contacts.fields import COMPANY, COMPANY_FIELDS, CUSTOM, FIELDS, Field
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact, CustomField
from kindred.contacts.provenance import STALING, moment_said
from kindred.contacts.purposes import Purpose
from kindred.contacts.words import WORDS, Words
from kindred.criteria.subject import Subject
from kindred.kit.db.json_key import JSONNumber, JSONText
from kindred.taxonomy.places.gazetteer import region_names

#: The longest key of a workspace's own field.
MAX_KEY = 60
#: Kinds of field whose values are chosen or codes, compared exactly.
_CODES = {"country", "timezone", "language", "currency"}
_EXACT = {"choice", *_CODES}


def _of_field(field: Field) -> Subject:
    """Return the subject that is a column of the contact."""
    return Subject(
        key=field.key,
        label=field.label,
        kind="amount" if field.is_number else "choice" if field.kind in _EXACT else "text",
        choices=field.choices,
        column=F(field.key),
        value_of=lambda contact: getattr(contact, field.key),
        code_of=cleaner_of(field.key) if field.kind in _CODES else None,
    )


def _of_words(words: Words) -> Subject:
    """Return the subject that is a family of words."""
    return Subject(
        key=words.key,
        label=words.label,
        kind="words",
        value_of=lambda contact: {word.name_key for word in getattr(contact, words.key).all()},
    )


def _of_company(field: Field) -> Subject:
    """Return the subject that is a column of the contact's company."""
    column = field.key.removeprefix(COMPANY)

    def value_of(contact: Contact) -> str:
        return str(getattr(contact.company, column)) if contact.company else ""

    return Subject(
        key=field.key,
        label=field.label,
        kind="company_choice" if field.kind in _EXACT else "company",
        choices=field.choices,
        reads=("company_name",),
        value_of=value_of,
        code_of=cleaner_of(field.key) if field.kind in _CODES else None,
    )


def _of_points(medium: str, many: str, label: str | Promise) -> Subject:
    """Return the subject that is all addresses, numbers or pages of a contact."""

    def value_of(contact: Contact) -> tuple[str, ...]:
        further = (point.value for point in contact.points.all() if point.medium == medium)
        return tuple(filter(None, (getattr(contact, medium), *further)))

    return Subject(key=many, label=label, kind="reach", reads=(medium,), value_of=value_of)


def _moment(key: str, label: str | Promise) -> Subject:
    """Return the subject that is a moment; that of a check moves with what was checked."""
    medium = key.partition("_")[0]
    reads = (medium, f"{medium}_state") if medium in POINTS else ()
    return Subject(key=key, label=label, kind="moment", reads=reads, value_of=lambda contact: getattr(contact, key))


def _verified(field: Field) -> Subject:
    """Return the subject that is since when the value of a field is known to be right; nothing where there is no value."""
    said = JSONText("provenance", field.key)
    there = ~_EMPTY[field.key] if field.key in _EMPTY else ~Q(**{field.key: ""})

    def bounded(bounds: Mapping[str, Any]) -> Q:
        # Who has no entry of their own has had the value since they came.
        own, created = ~Q(Exact(said, Value(""))), Q()
        for bound, moment in bounds.items():
            own &= Q(_COMPARED[bound](said, Value(moment_said(moment))))
            created &= Q(**{f"created_at__{bound}": moment})
        return there & (own | (Q(Exact(said, Value(""))) & created))

    def value_of(contact: Contact) -> datetime | None:
        kept = contact.company if field.key == "company_name" else getattr(contact, field.key)
        return None if kept in (None, "") else contact.verified_at(field.key)

    return Subject(
        key=f"{field.key}.verified",
        label=format_lazy(_("{field}: last verified"), field=field.label),
        kind="verified",
        reads=(field.key, "created_at"),
        bounded=bounded,
        value_of=value_of,
    )


#: How there is no value in columns that may be null.
_EMPTY = {"company_name": Q(company=None), "salary_expectation": Q(salary_expectation=None)}
_COMPARED = {"lt": LessThan, "lte": LessThanOrEqual, "gte": GreaterThanOrEqual}


SUBJECTS: dict[str, Subject] = {
    **{key: _of_field(field) for key, field in FIELDS.items()},
    "emails": _of_points("email", "emails", _("Any e-mail")),
    "phones": _of_points("phone", "phones", _("Any phone")),
    "links": _of_points("link", "links", _("Any link")),
    "business_region": Subject(
        key="business_region",
        label=_("Business region"),
        kind="region",
        choices=[(name, name) for name in region_names()],
        reads=("country",),
        value_of=lambda contact: contact.country,
    ),
    "company_name": _of_company(FIELDS["company_name"]),
    **{field.key: _of_company(field) for field in COMPANY_FIELDS.values()},
    "kinds": Subject(
        key="kinds",
        label=_("Kinds"),
        kind="kinds",
        choices=[(kind.key, kind.label) for kind in Kind],
        column=F("kinds"),
        value_of=lambda contact: contact.kinds,
    ),
    "owner": Subject(
        key="owner",
        label=_("Owner"),
        kind="person",
        value_of=lambda contact: str(contact.owner_id or ""),
    ),
    "basis": Subject(
        key="basis",
        label=_("Legal basis"),
        kind="basis",
        choices=Purpose.choices,
        value_of=lambda contact: list(contact.bases.all()),
    ),
    **{key: _of_words(words) for key, words in WORDS.items()},
    **{f"{key}.verified": _verified(FIELDS[key]) for key in STALING},
    **{
        key: _moment(key, label)
        for key, label in (
            ("created_at", _("Created")),
            ("updated_at", _("Last changed")),
            ("last_contacted_at", _("Last contacted")),
            ("email_checked_at", _("E-mail checked")),
            ("phone_checked_at", _("Phone checked")),
        )
    },
}


@lru_cache(maxsize=1_000)
def readings_of(key: str) -> tuple[Subject, ...]:
    """Return the subject of this name; for a field of the workspace's own, one for each way of reading its value.

    Operator and value tell which is meant, so that criteria can be read without looking the field up.
    """
    if key in SUBJECTS:
        return (SUBJECTS[key],)
    own = key.removeprefix(CUSTOM)
    if own in ("", key) or len(own) > MAX_KEY:
        return ()
    return tuple(_custom_reading(own, kind=kind) for kind in ("custom", "text", "number", "day", "options", "yes_no"))


def _custom_reading(own: str, *, kind: str) -> Subject:
    """Return a field of the workspace's own, read one way."""
    columns: dict[str, Combinable] = dict.fromkeys(("text", "day", "option"), JSONText("custom", own))
    columns["number"] = JSONNumber("custom", own)

    def value_of(contact: Contact) -> Any:
        value = contact.custom.get(own)
        if kind in ("text", "day", "option"):
            return value if isinstance(value, str) else ""
        return own in contact.custom if kind == "custom" else value

    return Subject(key=f"{CUSTOM}{own}", label=own, kind=kind, column=columns.get(kind), value_of=value_of)


#: Subjects whose values are codes of countries.
_COUNTRIES = ("country", "company_country")


def is_own(key: str) -> bool:
    """Whether label or choices of a subject are a workspace's or a reader's own."""
    return key in ("owner", *_COUNTRIES) or key.startswith(CUSTOM)


#: Kind of a workspace's own field → the family of its operators.
_OWN_KINDS = {
    CustomField.Kind.TEXT: "text",
    CustomField.Kind.NUMBER: "number",
    CustomField.Kind.DATE: "day",
    CustomField.Kind.CHOICE: "option",
    CustomField.Kind.CHOICES: "options",
    CustomField.Kind.YES_NO: "yes_no",
    CustomField.Kind.URL: "text",
    CustomField.Kind.PERSON: "option",
}


def subjects_for(workspace: Workspace) -> list[Subject]:
    """Return everything that can be asked in a workspace, for choosing from; its own fields come last."""
    own = CustomField.objects.of(workspace).order_by("label")
    team = workspace.members.order_by("user__name", "user__email")
    people = [(str(pk), name or email) for pk, name, email in team.values_list("user", "user__name", "user__email")]
    lands = countries(get_language() or "en")
    known = SUBJECTS | {key: replace(SUBJECTS[key], choices=lands) for key in _COUNTRIES}
    known |= {"owner": replace(SUBJECTS["owner"], choices=people)}
    return [
        *known.values(),
        *(
            replace(
                _custom_reading(field.key, kind=_OWN_KINDS[CustomField.Kind(field.kind)]),
                label=field.label,
                choices=people if field.kind == CustomField.Kind.PERSON else field.choices,
            )
            for field in own
        ),
    ]

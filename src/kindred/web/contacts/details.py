"""What is known of a contact, field by field."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from babel import Locale
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.place import countries, country_name
from kindred.contacts.cleaning.point import MEDIA, POINTS
from kindred.contacts.fields import CUSTOM, FIELDS, Field, label_of
from kindred.contacts.kinds import Kind, kinds_in
from kindred.contacts.models import Contact, CustomField
from kindred.contacts.provenance import FRESH, STALING
from kindred.contacts.words import WORDS
from kindred.kit.clock import utc_now
from kindred.web.contacts.detail import Detail
from kindred.web.contacts.reach import Reach
from kindred.web.timezones import timezone_choices

#: Shown in the head of the page or beside another field, and edited there.
_ELSEWHERE = {
    "name", "email_type", "email_state", "phone_type", "phone_state", "salary_currency",
}  # fmt: skip


def details(contact: Contact) -> list[Detail]:
    """Return all fields of a contact, with the workspace's own, in their order."""
    plain = [_plain(contact, field) for key, field in FIELDS.items() if key not in _ELSEWHERE]
    words = [_words(contact, key) for key in WORDS if key != "tags"]
    own = CustomField.objects.of(contact.workspace).select_related("workspace").order_by("label")
    return [
        *(replace(one, is_stale=_is_stale(contact, one)) for one in plain),
        _owner(contact),
        _kinds(contact),
        *words,
        *(_own(contact, field) for field in own),
    ]


def _is_stale(contact: Contact, one: Detail) -> bool:
    """Whether a value has not been verified for longer than it should; one that does not grow stale never is."""
    key = MEDIA.get(one.key, one.key)
    return bool(contact.pk and one.said and key in STALING and contact.verified_at(key) < utc_now() - FRESH)


def detail(contact: Contact, key: str) -> Detail | None:
    """Return one field of a contact, also the primary address alone, and tags; None for a key that is no field."""
    if key in POINTS:
        return _detail(contact, FIELDS[key])
    if key == "tags":
        return _words(contact, key)
    return next((one for one in details(contact) if one.key == key), None)


def editable(key: str) -> bool:
    """Whether a field is edited by itself, and not where another is."""
    return key not in _ELSEWHERE


def said_of(contact: Contact, *, field: Field) -> str:
    """Return the value of a field in words, and nothing else of it, for lists."""
    kept = (contact.company or "") if field.key == "company_name" else getattr(contact, field.key)
    value = "" if kept is None else f"{kept:.15g}" if isinstance(kept, float) else str(kept)
    if field.kind == "money" and value:
        value = f"{value} {contact.salary_currency}".strip()
    return _said(field, value)


def _plain(contact: Contact, field: Field) -> Detail:
    """Return a field that every contact has; all addresses, numbers or pages in place of the primary one."""
    if field.key not in POINTS:
        return _detail(contact, field)
    reach, key = Reach.of(contact, field.key), POINTS[field.key]
    label = _("Links") if field.key == "link" else field.label
    said = ", ".join(row.value for row in reach.filled)
    return Detail(key=key, label=label, kind=MEDIA[key], said=said, url=_url(contact, key), reach=reach)


def _detail(contact: Contact, field: Field) -> Detail:
    """Return a field that holds one value."""
    kept = (contact.company or "") if field.key == "company_name" else getattr(contact, field.key)
    value = "" if kept is None else f"{kept:.15g}" if isinstance(kept, float) else str(kept)
    if field.kind == "money" and value:
        value = f"{value} {contact.salary_currency}".strip()
    return Detail(
        key=field.key,
        label=field.label,
        kind=field.kind,
        choices=_choices(field),
        value=value,
        said=_said(field, value),
        href=_company_url(contact) if field.key == "company_name" else _href(field.kind, value),
        url=_url(contact, field.key),
    )


def _own(contact: Contact, field: CustomField) -> Detail:
    """Return one of the workspace's own fields."""
    value = contact.custom.get(field.key)
    key, said = f"{CUSTOM}{field.key}", field.said(value)
    is_choice = field.kind in (CustomField.Kind.CHOICE, CustomField.Kind.PERSON)
    entered = value if isinstance(value, list) else str(value) if is_choice and value else said
    choices: Sequence[tuple[str, str | Promise]] = field.choices
    if field.kind == CustomField.Kind.YES_NO:
        entered = "" if value is None else "yes" if value else "no"
        choices = [("yes", _("Yes")), ("no", _("No"))]
    return Detail(
        key=key,
        label=field.label,
        kind=field.kind,
        choices=choices,
        value=entered or ([] if field.kind == CustomField.Kind.CHOICES else ""),
        said=said,
        href=_href(field.kind, said),
        url=_url(contact, key),
    )


def _owner(contact: Contact) -> Detail:
    """Return whose contact it is."""
    team = contact.workspace.members.order_by("user__name", "user__email").select_related("user")
    return Detail(
        key="owner",
        label=_("Owner"),
        kind="person",
        choices=[(str(member.user_id), str(member.user)) for member in team],
        value=str(contact.owner_id or ""),
        said=str(contact.owner or ""),
        url=_url(contact, "owner"),
    )


def _kinds(contact: Contact) -> Detail:
    """Return what the person is to the workspace."""
    kinds = kinds_in(contact.kinds)
    return Detail(
        key="kinds",
        label=_("Kinds"),
        kind="kinds",
        choices=[(kind.key, kind.label) for kind in Kind],
        value=[kind.key for kind in kinds],
        said=", ".join(str(kind.label) for kind in kinds),
        url=_url(contact, "kinds"),
    )


def _words(contact: Contact, key: str) -> Detail:
    """Return the words of a family that hang on the person."""
    names = getattr(contact, key).order_by("name_key").values_list("name", flat=True) if contact.pk else []
    said = ", ".join(names)
    return Detail(key=key, label=WORDS[key].label, kind="words", value=said, said=said, url=_url(contact, key))


def _choices(field: Field) -> Sequence[tuple[str, str | Promise]]:
    """Return the values a field can have; nothing where any may be written."""
    if field.kind == "country":
        return countries(get_language() or "en")
    if field.kind == "timezone":
        return timezone_choices()
    return field.choices


def _said(field: Field, value: str) -> str:
    """Return a value in words."""
    if field.kind == "country" and value:
        return country_name(value, language=get_language() or "en")
    if field.kind == "language" and value:
        return _language_name(value)
    if field.kind == "money" and value:
        amount, _space, currency = value.partition(" ")
        return f"{number_format(int(amount), force_grouping=True)} {currency}".strip()
    return label_of(field.key, value) if value else ""


def _language_name(code: str) -> str:
    """Return the name of a language in the reader's own."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).languages
    return str(names.get(code.replace("-", "_")) or names.get(code.partition("-")[0], code))


def _href(kind: str, value: str) -> str:
    """Return where a value leads; a link that is not one of the web leads nowhere."""
    if not value:
        return ""
    if kind == "url":
        return value if urlsplit(value).scheme in {"http", "https"} else ""
    return {"email": f"mailto:{value}", "phone": f"tel:{value.replace(' ', '')}"}.get(kind, "")


def _company_url(contact: Contact) -> str:
    """Return the page of the company, where there is one."""
    if contact.company is None:
        return ""
    return reverse("company", kwargs={"workspace": contact.workspace.slug, "company": contact.company.pk})


def _url(contact: Contact, key: str) -> str:
    """Return where a field is edited; nowhere for a contact that is not there yet."""
    if contact.pk is None:
        return ""
    return reverse("contact_field", kwargs={"workspace": contact.workspace.slug, "contact": contact.pk, "key": key})

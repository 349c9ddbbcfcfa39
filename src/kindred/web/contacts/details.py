"""What is known of a contact, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.place import country_name
from kindred.contacts.fields import CUSTOM, FIELDS, Field, label_of
from kindred.contacts.kinds import Kind, kinds_in
from kindred.contacts.models import Contact, CustomField
from kindred.contacts.words import WORDS
from kindred.web.contacts.countries import country_choices
from kindred.web.timezones import timezone_choices

#: Shown in the head of the page, and edited through first and last name.
_ELSEWHERE = {"name"}


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One field of a contact, with its value."""

    key: str
    label: str | Promise
    kind: str
    choices: Sequence[tuple[str, str | Promise]]
    #: As it is kept; for kinds the keys of those that are set.
    value: str | list[str]
    #: The value in words.
    said: str
    #: Where a click on the value leads.
    href: str
    #: Where it is edited.
    url: str

    @property
    def input_type(self) -> str:
        """The type of the input it is entered with."""
        return {"email": "email", "phone": "tel", "url": "url", "date": "date"}.get(self.kind, "text")

    @property
    def slug(self) -> str:
        """Its key as part of an id."""
        return slugify(self.key.replace(":", "-"))

    @property
    def is_outside(self) -> bool:
        """Whether the link leaves Kindred for another site."""
        return self.href.startswith("http")


def details(contact: Contact) -> list[Detail]:
    """Return all fields of a contact, with the workspace's own, in their order."""
    own = CustomField.objects.filter(workspace=contact.workspace).order_by("label")
    fields = [field for key, field in FIELDS.items() if key not in _ELSEWHERE]
    plain, mine = [_detail(contact, field) for field in fields], [_own(contact, field) for field in own]
    words = [_words(contact, key) for key in WORDS if key != "tags"]
    return [*plain, _kinds(contact), *words, *mine]


def detail(contact: Contact, key: str) -> Detail | None:
    """Return one field of a contact; None for a key that is no field."""
    return next((one for one in details(contact) if one.key == key), None)


def _detail(contact: Contact, field: Field) -> Detail:
    """Return a field that every contact has."""
    kept = (contact.company or "") if field.key == "company_name" else getattr(contact, field.key)
    value = "" if kept is None else str(kept)
    return Detail(
        key=field.key,
        label=field.label,
        kind=field.kind,
        choices=_choices(field),
        value=value,
        said=_said(field, value),
        href=_href(field.kind, value),
        url=_url(contact, field.key),
    )


def _own(contact: Contact, field: CustomField) -> Detail:
    """Return one of the workspace's own fields."""
    value = contact.custom.get(field.key)
    said = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    key = f"{CUSTOM}{field.key}"
    return Detail(
        key=key, label=field.label, kind=field.kind, choices=(), value=said, said=said, href="", url=_url(contact, key)
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
        href="",
        url=_url(contact, "kinds"),
    )


def _words(contact: Contact, key: str) -> Detail:
    """Return the words of a family that hang on the person."""
    names = getattr(contact, key).order_by("name_key").values_list("name", flat=True) if contact.pk else []
    said = ", ".join(names)
    url = _url(contact, key)
    return Detail(key=key, label=WORDS[key].label, kind="words", choices=(), value=said, said=said, href="", url=url)


def entered(form: QueryDict, one: Detail, *, name: str) -> Any:
    """Return what a form says of a field, as a contact takes it."""
    if one.kind == "kinds":
        return form.getlist(name)
    text = form.get(name, "").replace("\x00", "")
    return text.split(",") if one.kind == "words" else text


def shown(one: Detail, value: Any) -> Detail:
    """Return a field with what was entered, to be shown once more."""
    return replace(one, value=", ".join(value) if one.kind == "words" else value)


def _choices(field: Field) -> Sequence[tuple[str, str | Promise]]:
    """Return the values a field can have; nothing where any may be written."""
    if field.kind == "country":
        return country_choices(get_language() or "en")
    if field.kind == "timezone":
        return timezone_choices()
    return field.choices


def _said(field: Field, value: str) -> str:
    """Return a value in words."""
    if field.kind == "country" and value:
        return country_name(value, language=get_language() or "en")
    if field.kind == "language" and value:
        return _language_name(value)
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


def _url(contact: Contact, key: str) -> str:
    """Return where a field is edited; nowhere for a contact that is not there yet."""
    if contact.pk is None:
        return ""
    return reverse("contact_field", kwargs={"workspace": contact.workspace.slug, "contact": contact.pk, "key": key})

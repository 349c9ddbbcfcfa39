"""What is known of a company, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.place import countries, country_name
from kindred.contacts.cleaning.point import site_of
from kindred.contacts.fields import COMPANY_FIELDS
from kindred.contacts.models import Company

#: The fields besides name and domains, in their order.
_KEYS = ("industry", "size", "location", "city", "region", "country", "website", "link")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One field of a company: as it is entered and as it is said, with what is wrong with it."""

    key: str
    label: str | Promise
    value: str
    said: str
    href: str = ""
    choices: Sequence[tuple[str, str | Promise]] = ()
    input_type: str = "text"
    help: str = ""
    error: str = ""


def details(company: Company) -> list[Entry]:
    """Return what is known of a company."""
    # Where it is stands in its location already, if that is known.
    left_out = {"name", "city", "region"} if company.location else {"name"}
    return [one for one in entries(company) if one.said and one.key not in left_out]


def entries(
    company: Company, entered: dict[str, Any] | None = None, problems: dict[str, str] | None = None
) -> list[Entry]:
    """Return all fields, with what was entered instead of what is kept, and what is wrong with it."""
    entered, problems = entered or {}, problems or {}
    domains = ", ".join(company.domains.order_by("pk").values_list("domain", flat=True)) if company.pk else ""
    kept = {key: str(getattr(company, key)) for key in _KEYS} | {"name": company.name, "domains": domains}
    values = kept | {key: ", ".join(value) if key == "domains" else value for key, value in entered.items()}
    return [_entry(key, values[key], problems.get(key, "")) for key in ("name", "domains", *_KEYS)]


def _entry(key: str, value: str, error: str) -> Entry:
    """Return one field."""
    label, said, href, choices = _label(key), value, "", _choices(key)
    if key in ("website", "link"):
        href, said = value, site_of(value) if value else ""
    elif key == "country" and value:
        said = country_name(value, language=get_language() or "en")
    elif key == "size":
        said = str(dict(choices).get(value, ""))
    return Entry(
        key=key,
        label=label,
        value=value,
        said=said,
        href=href,
        choices=choices,
        input_type="url" if key in ("website", "link") else "text",
        help=_("Parted by commas. Contacts with an address there and without a company are linked to it.")
        if key == "domains"
        else "",
        error=error,
    )


def _choices(key: str) -> Sequence[tuple[str, str | Promise]]:
    """Return the values a field can have; nothing where any may be written."""
    if key == "country":
        return countries(get_language() or "en")
    return COMPANY_FIELDS[key].choices if key in COMPANY_FIELDS else ()


def _label(key: str) -> str:
    """Return what a field is called beside the company's name."""
    return {
        "name": _("Name"),
        "domains": _("E-mail domains"),
        "industry": _("Industry"),
        "size": _("Size"),
        "location": _("Location"),
        "city": _("City"),
        "region": _("Region"),
        "country": _("Country"),
        "website": _("Website"),
        "link": _("Profile"),
    }[key]

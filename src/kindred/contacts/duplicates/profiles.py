"""Reading from the pool what is compared."""

from collections.abc import Iterable, Iterator

from kindred.contacts.duplicates.profile import Profile, mailboxes_of, named, numbers_of, pages_of, place_of
from kindred.contacts.models import Contact, ContactPoint
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.db.among import among

_COLUMNS = ("pk", "name", "name_key", "company_id", "city", "location", "country", "email_key", "phone", "link")
_NONE: frozenset[str] = frozenset()
_NOTHING: dict[str, list[str]] = {"email": [], "phone": [], "link": []}


def profiles(contacts: ContactQuerySet) -> Iterator[Profile]:
    """Yield contacts as they are compared."""
    contacts = contacts.order_by()
    further = _further(contacts)
    for pk, name, name_key, company_id, city, location, country, email_key, phone, link in contacts.values_list(
        *_COLUMNS
    ):
        more = further.get(pk, _NOTHING)
        emails = frozenset((email_key, *more["email"])) if email_key else more["email"] and frozenset(more["email"])
        yield Profile(
            pk,
            name,
            named(name_key),
            company_id,
            place_of(city, location),
            country,
            emails or _NONE,
            mailboxes_of(emails or _NONE),
            numbers_of((phone, *more["phone"])),
            pages_of((link, *more["link"])),
        )


def _further(contacts: ContactQuerySet) -> dict[int, dict[str, list[str]]]:
    """Return the further addresses, by key, and the further numbers and pages of contacts, by contact and medium."""
    found: dict[int, dict[str, list[str]]] = {}
    points = ContactPoint.objects.filter(contact__in=contacts.values("pk"))
    for pk, medium, key, value in points.values_list("contact", "medium", "key", "value"):
        ways = found.setdefault(pk, {medium: [] for medium in _NOTHING})
        ways[medium].append(key if medium == "email" else value)
    return found


def profiles_of(ids: Iterable[int]) -> dict[int, Profile]:
    """Return these contacts as they are compared, by id."""
    return {one.pk: one for one in profiles(Contact.objects.filter(among("pk", ids)))}

"""The columns the list of contacts can have: what each shows, by what it is sorted, how it is edited."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact, CustomField
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.provenance import FIRST_OF_ALL
from kindred.contacts.words import WORDS
from kindred.web.contacts.details import editable, said_of
from kindred.web.templatetags.contact_words import place

#: The columns of a list nobody has chosen others for; the name comes first, whatever else is chosen.
USUAL = ("title", "company_name", "place", "tags", "stage", "last_contacted_at", "created_at")
#: The most that can be chosen.
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column the list can have."""

    key: str
    label: str | Promise
    #: How it is drawn: text, words, stage, moment.
    shape: str = "text"
    #: Returns what it shows of a contact; words are returned one by one.
    of: Callable[[Contact], Any]
    #: The name of the order it sorts by, and which way a first click sorts.
    sort: str = ""
    first: str = ""
    #: The field that is edited in it; empty where none is.
    field: str = ""
    #: Whether it is left out where there is little room.
    is_minor: bool = False
    #: What is fetched along with the contacts.
    fetches: str = ""


def known_columns(workspace: Workspace) -> dict[str, Column]:
    """Return all columns the list can have in a workspace, by key; its own fields come last."""
    own = CustomField.objects.of(workspace).select_related("workspace").order_by("label")
    every = [*_SPECIAL, *_PLAIN, *_WORDS, *_MOMENTS, *(_own(field) for field in own)]
    return {column.key: column for column in every}


def chosen_columns(keys: Iterable[str], known: Mapping[str, Column]) -> list[Column]:
    """Return the columns of these keys, each once; the usual ones where none of them is known."""
    found = [known[key] for key in dict.fromkeys(keys) if key in known][:MOST]
    return found or [known[key] for key in USUAL]


def fetched(contacts: ContactQuerySet, columns: Iterable[Column]) -> ContactQuerySet:
    """Fetch with each contact what its row shows."""
    wanted = {column.fetches for column in columns if column.fetches}
    words = [
        Prefetch(key, Contact._meta.get_field(key).related_model._default_manager.order_by("name_key"))  # type: ignore[union-attr]
        for key in wanted & WORDS.keys()
    ]
    related = ["company", *(wanted - WORDS.keys())]
    return contacts.select_related(*related).prefetch_related(*words)


def _verified_at(contact: Contact) -> datetime | None:
    """Return since when all that matters most is known to be right: the moment of what was verified longest ago."""
    there = (key for key in FIRST_OF_ALL if (contact.company if key == "company_name" else getattr(contact, key)))
    return min(map(contact.verified_at, there), default=None)


def _words_of(key: str, contact: Contact) -> list[Any]:
    return list(getattr(contact, key).all())


def _kinds_of(contact: Contact) -> str:
    return ", ".join(str(kind.label) for kind in kinds_in(contact.kinds))


def _own(field: CustomField) -> Column:
    """Return the column of one of the workspace's own fields."""
    key = f"{CUSTOM}{field.key}"
    return Column(key=key, label=field.label, of=lambda contact: field.said(contact.custom.get(field.key)), field=key)


def _moment(key: str, label: str | Promise, **more: Any) -> Column:
    return Column(key=key, label=label, shape="moment", of=lambda contact: getattr(contact, key), is_minor=True, **more)


_SPECIAL = (
    Column(key="place", label=_("Location"), of=place, field="location"),
    Column(key="stage", label=_("Stage"), shape="stage", of=lambda contact: contact),
    Column(key="kinds", label=_("Kinds"), of=_kinds_of, field="kinds"),
    Column(key="owner", label=_("Owner"), of=lambda one: str(one.owner or ""), field="owner", fetches="owner"),
)
#: Shown by the name, the place or the two ladders together.
_ELSEWHERE = {"name", "location"}
_PLAIN = tuple(
    Column(
        key=key,
        label=field.label,
        of=partial(said_of, field=field),
        field=key if editable(key) else "",
        sort={"company_name": "company", "email": "email"}.get(key, ""),
        first={"company_name": "company", "email": "email"}.get(key, ""),
    )
    for key, field in FIELDS.items()
    if key not in _ELSEWHERE
)
_WORDS = tuple(
    Column(key=key, label=words.label, shape="words", of=partial(_words_of, key), field=key, fetches=key)
    for key, words in WORDS.items()
)
_MOMENTS = (
    _moment("last_contacted_at", _("Last contacted")),
    _moment("created_at", _("Created"), sort="created", first="-created"),
    _moment("updated_at", _("Last changed")),
    Column(key="verified_at", label=_("Last verified"), shape="moment", of=_verified_at),
)

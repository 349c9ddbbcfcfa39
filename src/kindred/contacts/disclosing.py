"""Everything that is held on a person, as a file for them: JSON for machines, a page for people (Articles 15 and 20).

Found from the schema: whatever table leads to a contact is in it, with all its columns. What leads to nobody but names
them is added by the rooms that keep it (`contact.disclosed` in config/followers.py).
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import models, transaction
from django.utils.html import escape
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.contacts.erasing.own import mentioning
from kindred.contacts.event_kinds import say
from kindred.contacts.following import tell_followers
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact, Event, RejectedRow
from kindred.contacts.models.erasure import Erasing
from kindred.kit.db.dependents import references_to, with_dependents

Row = dict[str, Any]

#: Rows read at once.
_STRETCH = 500
#: How the row is worked on, which says nothing about anybody.
_OURS = {"workspace", "claimed_by", "claimed_until", "attempts"}
#: Ten levels of "leads to" are more than there are.
_DEEPEST = 10


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows of one kind."""

    key: str
    title: str
    rows: Callable[[], Iterable[Row]]


@dataclass(kw_only=True)
class Disclosure:
    """What is held on a person, section by section; rooms add what only they can find."""

    contact: Contact
    workspace: Workspace
    sections: list[Section] = field(default_factory=list)

    def add(self, key: str, title: str, rows: Callable[[], Iterable[Row]]) -> None:
        """Add a section."""
        self.sections.append(Section(key=key, title=title, rows=rows))

    @property
    def filename(self) -> str:
        """What the file is called."""
        return f"{slugify(str(self.contact)) or 'contact'}-{self.contact.pk}.zip"

    def write(self, target: IO[bytes], *, at: datetime) -> None:
        """Write the file, row by row, however much there is."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, lines in (("data.json", self._json(at)), ("index.html", self._page(at))):
                with archive.open(name, "w", force_zip64=True) as entry, io.TextIOWrapper(entry, "utf-8") as text:
                    text.writelines(lines)

    def _json(self, at: datetime) -> Iterator[str]:
        """Yield the parts of a JSON object."""
        head = {"format": 1, "workspace": self.workspace.name, "contact": self.contact.pk, "made_at": at.isoformat()}
        yield json.dumps(head, ensure_ascii=False)[:-1]
        for section in self.sections:
            yield f",\n{json.dumps(section.key)}: ["
            between = "\n"
            for row in section.rows():
                yield between + json.dumps(row, ensure_ascii=False, default=str)
                between = ",\n"
            yield "]"
        yield "}\n"

    def _page(self, at: datetime) -> Iterator[str]:
        """Yield the parts of a page that needs nothing else to be read."""
        words = {"name": str(self.contact), "workspace": self.workspace.name}
        title = _("What %(workspace)s holds on %(name)s") % words
        yield (
            f'<!doctype html><html lang="{escape(get_language() or "en")}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
            f"<p>{escape(at.strftime('%Y-%m-%d %H:%M %Z'))}</p>"
        )
        for section in self.sections:
            yield from self._part(section)
        yield "</main></body></html>\n"

    def _part(self, section: Section) -> Iterator[str]:
        """Yield a section of the page; nothing where there is nothing in it."""
        is_open = False
        for row in section.rows():
            if not is_open:
                yield f"<section><h2>{escape(section.title)}</h2>"
                is_open = True
            said = [(key, _said(value)) for key, value in row.items() if value not in (None, "", {}, [])]
            facts = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in said)
            yield f"<dl>{facts}</dl>"
        if is_open:
            yield "</section>"


@transaction.atomic
def disclosure(contact: Contact, *, now: datetime, by: User | None = None, via: str = "") -> Disclosure:
    """Gather what is held on a contact, for the person; that it was asked for is written into the audit trail."""
    found = Disclosure(contact=contact, workspace=contact.workspace)
    for model in with_dependents(Contact):
        title = capfirst(str(model._meta.verbose_name_plural))
        found.add(model._meta.label_lower, title, _reader(model, contact))
    mentions = mentioning(Erasing(workspace=contact.workspace, people=[contact]))
    found.add("mentions.rejected_rows", _("Rows of imports that were not taken"), lambda: _rejected(found, mentions))
    found.add("mentions.news", _("News to members that names them"), lambda: _news(found, mentions))
    one = Contact.objects.filter(pk=contact.pk)
    tell_followers("contact.disclosed", contacts=one, at=now, data={"disclosure": found}, by=by)
    AuditEntry.objects.append(
        "contact.access_exported", workspace=contact.workspace, now=now, by=by, via=via, about=f"contact {contact.pk}"
    )
    return found


def _rejected(found: Disclosure, mentions: re.Pattern[str]) -> Iterator[Row]:
    """Yield rows of imports that were not taken and hold the person."""
    rows = RejectedRow.objects.filter(contact_import__workspace=found.workspace).select_related("contact_import")
    for row in rows.order_by("pk").iterator(chunk_size=_STRETCH):
        if mentions.search(json.dumps(row.values, ensure_ascii=False).casefold()):
            yield {"file": str(row.contact_import), "row": row.number, "values": row.values, "reason": row.reason}


def _news(found: Disclosure, mentions: re.Pattern[str]) -> Iterator[Row]:
    """Yield news to members of the workspace that names the person."""
    for news in found.workspace.notifications.order_by("pk").iterator(chunk_size=_STRETCH):
        if mentions.search(news.text.casefold()):
            yield {"text": news.text, "at": news.created_at.isoformat()}


def _reader(model: type[models.Model], contact: Contact) -> Callable[[], Iterable[Row]]:
    """Return what reads the rows of a table that lead to a contact."""
    return lambda: rows_of(models.QuerySet(model).filter(_leading_to(model, contact)))


def _leading_to(model: type[models.Model], contact: Contact) -> models.Q:
    """Return the condition of being a contact, or of leading to one by whatever way."""
    if model is Contact:
        return models.Q(pk=contact.pk)
    return models.Q(*((path, contact.pk) for path in paths_to(Contact, model)), _connector=models.Q.OR)


def paths_to(target: type[models.Model], model: type[models.Model], *, deep: int = _DEEPEST) -> list[str]:
    """Return the ways over foreign keys, with which rows go together, from a model to another."""
    found: list[str] = []
    for reference in references_to(target, on_delete=models.CASCADE):
        if reference.model is model:
            found.append(reference.name)
        elif deep and reference.model is not target:
            found += [f"{path}__{reference.name}" for path in paths_to(reference.model, model, deep=deep - 1)]
    return list(dict.fromkeys(found))


def rows_of(found: "models.QuerySet[Any, Any]") -> Iterator[Row]:
    """Yield rows in full, by the names of their columns."""
    model = found.model
    fields = [one for one in model._meta.concrete_fields if one.name not in _OURS]
    related = [one.name for one in fields if one.is_relation and one.name != "contact"]
    for row in found.select_related(*related).order_by("pk").iterator(chunk_size=_STRETCH):
        told = {str(one.verbose_name): _value(row, one) for one in fields if one.name != "contact"}
        if isinstance(row, Event):
            told = {"what": say(row.kind, row.data), **told}
        yield told


def _value(row: models.Model, one: "models.Field[Any, Any]") -> Any:
    """Return a value as it is told."""
    if one.is_relation:
        other = getattr(row, one.name)
        return None if other is None else str(other)
    value = getattr(row, one.attname)
    if isinstance(row, Contact) and one.name == "kinds":
        return [kind.key for kind in kinds_in(value)]
    return value.isoformat() if isinstance(value, datetime) else value


def _said(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    return ", ".join(map(_said, value)) if isinstance(value, list | tuple) else str(value)


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;margin:0}"
    "main{max-width:52rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}"
    "h2{font-size:1.1rem;margin-top:2.5rem;border-bottom:1px solid #ccc}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.15rem 1rem;margin:1rem 0;"
    "padding-bottom:1rem;border-bottom:1px solid #eee}dt{color:#666}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}"
    "@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}dt{color:#999}dl{border-color:#333}}"
)

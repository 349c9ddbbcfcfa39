"""Carrying over what hangs on contacts that become one with another, in a way that can be taken back exactly.

Every room hands over the tables of its own that refer to contacts (config/followers.py, `contact.merged`). What is
done to a row is written down (MergeEntry), so taking it back needs to know no table: see restoring.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from kindred.accounts.models import User
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.following import tell_followers
from kindred.contacts.models.becoming import Becoming
from kindred.contacts.models.contact import Contact
from kindred.contacts.models.event import Event
from kindred.contacts.models.merge_entry import MergeEntry
from kindred.kit.db.insert_select import insert_select
from kindred.kit.db.load import load
from kindred.kit.db.rows import as_kept, columns_of, kept
from kindred.kit.db.scratch import emptied_scratch
from kindred.kit.db.update_rows import update_rows

Verb = MergeEntry.Verb
#: Tells which contact a row belongs to.
Whose = Callable[[Any], int]
contact_of: Whose = attrgetter("contact_id")


class Carrying:
    """Contacts of one workspace on their way into others, many merges at once, inside one transaction."""

    def __init__(self, becoming: Iterable[Becoming], *, at: datetime, by: User | None) -> None:
        self.at, self.by = at, by
        pairs = list(becoming)
        self.survivor_of = {pair.loser: pair.survivor for pair in pairs}
        #: The merge each contact takes part in, survivors included.
        self.merge_of = {pair.loser: pair.merge for pair in pairs} | {pair.survivor: pair.merge for pair in pairs}
        emptied_scratch(Becoming)
        load(Becoming, ("loser", "survivor", "merge"), ((p.loser, p.survivor, p.merge) for p in pairs))

    @property
    def survivors(self) -> list[int]:
        """The contacts that stay."""
        return sorted(set(self.survivor_of.values()))

    @property
    def losers(self) -> list[int]:
        """The contacts that go."""
        return list(self.survivor_of)

    @property
    def everybody(self) -> list[int]:
        """Those who stay and those who go."""
        return list(self.merge_of)

    def move(self, model: type[models.Model], name: str = "contact") -> int:
        """Give the rows that refer to losers to their survivors; return how many there were."""
        becoming = Becoming.objects.filter(loser=OuterRef(f"{name}_id"))
        theirs = model._default_manager.filter(**{f"{name}_id__in": Becoming.objects.values("loser")})
        insert_select(
            MergeEntry,
            theirs.order_by(),
            {
                "merge": Subquery(becoming.values("merge")[:1]),
                "verb": Verb.MOVED,
                "table": f"{model._meta.label}.{name}",
                "row_id": F("pk"),
                "contact_id": F(f"{name}_id"),
            },
        )
        return theirs.update(**{name: Subquery(becoming.values("survivor")[:1])})

    def unite(
        self, model: type[models.Model], *, alone: tuple[str, ...], name: str = "contact", where: Q | None = None
    ) -> None:
        """Give rows to survivors where only one may stand for each contact and value of the `alone` columns.

        The survivor's own row stays; of several losers' the first one's. The others are removed.
        """
        whose: Whose = attrgetter(f"{name}_id")
        rows = model._default_manager.filter(where or Q(), **{f"{name}_id__in": self.everybody})
        kept_ones: dict[tuple[Any, ...], models.Model] = {}
        left_over: list[models.Model] = []
        for row in sorted(rows, key=lambda row: (whose(row) in self.survivor_of, str(row.pk))):
            owner = whose(row)
            place = (self.survivor_of.get(owner, owner), *(getattr(row, column) for column in alone))
            if kept_ones.setdefault(place, row) is not row:
                left_over.append(row)
        self.remove(left_over, of=whose)
        goers = [row for row in kept_ones.values() if whose(row) in self.survivor_of]
        if isinstance(model._meta.pk, models.CompositePrimaryKey):
            self._remake(goers, name=name)
        else:
            self.move(model, name)

    def _remake(self, rows: list[models.Model], *, name: str) -> None:
        """Give rows whose key holds the contact to survivors: they are removed and made anew."""
        if not rows:
            return
        made = []
        for row in rows:
            values = kept(row)
            values[f"{name}_id"] = self.survivor_of[values[f"{name}_id"]]
            made.append(values)
        model = type(rows[0])
        self.remove(rows, of=attrgetter(f"{name}_id"))
        load(model, columns_of(model), ([as_kept(model, key, value) for key, value in row.items()] for row in made))
        self._note(Verb.MADE, model, [(row[f"{name}_id"], None, None, row) for row in made])

    def remove(self, rows: Iterable[models.Model], *, of: Whose = contact_of) -> None:
        """Remove rows of contacts that take part; they are kept whole for the day it is taken back."""
        gone = list(rows)
        if not gone:
            return
        model = type(gone[0])
        self._note(Verb.REMOVED, model, [(of(row), None, kept(row), None) for row in gone])
        found = model._default_manager.filter(pk__in=[row.pk for row in gone])
        # Nothing hangs on these rows, or the database refuses it: what it would cascade to could not be put back.
        found._raw_delete(found.db)  # noqa: SLF001 (the public way looks for what to cascade to)

    def change(
        self, rows: Iterable[models.Model], values: Mapping[int, Mapping[str, Any]], *, of: Whose = contact_of
    ) -> None:
        """Give rows new values, by their id and the name of the field."""
        notes = []
        touched = [row for row in rows if values.get(row.pk)]
        for row in touched:
            new = {key: value for name, given in values[row.pk].items() for key, value in _kept(row, name, given)}
            old = kept(row, columns=new)
            changed = {key: value for key, value in new.items() if value != old[key]}
            notes.append((of(row), row.pk, {key: old[key] for key in changed}, changed))
        if touched:
            update_rows(type(touched[0]), values)
            self._note(Verb.CHANGED, type(touched[0]), notes)

    def made(self, rows: Iterable[models.Model], *, of: Whose = contact_of) -> None:
        """Write down that these rows, which have been saved, were made by the merge."""
        new = list(rows)
        if new:
            self._note(Verb.MADE, type(new[0]), [(of(row), row.pk, None, None) for row in new])

    def write(self, kind: str, facts: Mapping[int, Mapping[str, Any]]) -> None:
        """Write a fact on the timelines of contacts."""
        spaces = Contact.objects.filter(pk__in=list(facts)).values_list("pk", "workspace_id")
        self.made(
            Event.objects.bulk_create(
                Event(workspace_id=space, contact_id=pk, kind=kind_of(kind).key, at=self.at, by=self.by, data=facts[pk])
                for pk, space in spaces
            )
        )

    def record(self, kind: str, facts: Mapping[int, Mapping[str, Any]]) -> None:
        """Write a fact on the timelines of contacts, and tell those who follow it."""
        self.write(kind, facts)
        for pk, data in facts.items():
            tell_followers(kind, contacts=Contact.objects.filter(pk=pk), at=self.at, data=dict(data), by=self.by)

    def _note(self, verb: str, model: type[models.Model], rows: list[tuple[int, int | None, Any, Any]]) -> None:
        """Write down what was done to rows: (contact, id, before, after)."""
        load(
            MergeEntry,
            ("merge", "verb", "table", "row_id", "contact_id", "before", "after"),
            (
                (self.merge_of[contact], verb, model._meta.label, pk, contact, before, after)
                for contact, pk, before, after in rows
            ),
        )


def _kept(row: models.Model, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the column of a field, and a value it is given as it is kept."""
    column = row._meta.get_field(name).attname  # type: ignore[union-attr]
    yield column, kept(type(row)(**{column: value}), columns=[column])[column]

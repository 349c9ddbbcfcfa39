"""The first so many of those who meet criteria, by a field."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, F, Q
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.accounts.models import Workspace
from kindred.contacts.fields import CUSTOM
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.condition import Reference
from kindred.criteria.group import Group
from kindred.criteria.misread import Misread
from kindred.criteria.reading import EVERYTHING, Reading
from kindred.criteria.scope import Scope
from kindred.criteria.subjects import SUBJECTS, readings_of
from kindred.criteria.values import meant
from kindred.kit.db.json_key import JSONNumber

From = Literal["highest", "lowest"]
FROMS: tuple[From, ...] = ("highest", "lowest")
MOST = 1_000_000
#: Kinds of subject that have an order of more and less.
_ORDERED = ("amount", "moment", "number")


@dataclass(frozen=True, kw_only=True)
class Top:
    """The first so many of a group, by a number or a moment; those without one come last, the older contact first.

    Whether a contact is among them depends on all the others: every change may turn it.
    """

    group: Group
    count: int
    by: str
    start: From = "highest"

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return Q(pk__in=self._ordered(scope).values("pk")[: self.count])

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact; the others are asked of the database."""
        if not self.group.holds(contact, scope):
            return False
        first = self._ordered(scope).values("pk")[: self.count]
        return Contact.objects.filter(pk=contact.pk).filter(pk__in=first).exists()

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        return self.say_first(self.group.say(workspace))

    def say_first(self, group: str) -> str:
        """Read aloud that the first of a group are kept."""
        words = {"n": self.count, "by": self._label, "group": group}
        if self.start == "highest":
            return (
                ngettext(
                    "the one with the highest %(by)s of: %(group)s",
                    "the %(n)d with the highest %(by)s of: %(group)s",
                    self.count,
                )
                % words
            )
        return (
            ngettext(
                "the one with the lowest %(by)s of: %(group)s",
                "the %(n)d with the lowest %(by)s of: %(group)s",
                self.count,
            )
            % words
        )

    def place_of(self, contact: Contact, scope: Scope) -> str:
        """Return where a contact stands among those who meet the group."""
        value = self._value_of(contact)
        column = self._column()
        better = Q(pk__lt=contact.pk) & (Q(ranked=value) if value is not None else Q(ranked=None))
        if value is None:
            better |= Q(ranked__isnull=False)
        else:
            better |= Q(**{f"ranked__{'gt' if self.start == 'highest' else 'lt'}": value})
        others = self._meeting(scope).annotate(ranked=column)
        found = others.aggregate(n=Count("pk", filter=better), all=Count("pk"))
        return _("place %(place)d of %(all)d") % {"place": found["n"] + 1, "all": found["all"]}

    @property
    def reading(self) -> Reading:
        """Everything."""
        return EVERYTHING

    @property
    def refers(self) -> frozenset[Reference]:
        """The segments and cohorts its group asks about."""
        return self.group.refers

    @property
    def _label(self) -> str:
        return str(SUBJECTS[self.by].label) if self.by in SUBJECTS else self.by.removeprefix(CUSTOM)

    def _meeting(self, scope: Scope) -> ContactQuerySet:
        return Contact.objects.of(scope.workspace).filter(self.group.where(scope))

    def _ordered(self, scope: Scope) -> ContactQuerySet:
        order = OrderBy(self._column(), descending=self.start == "highest", nulls_last=True)
        return self._meeting(scope).order_by(order, "pk")

    def _column(self) -> F | JSONNumber:
        own = self.by.removeprefix(CUSTOM)
        return F(self.by) if own == self.by else JSONNumber("custom", own)

    def _value_of(self, contact: Contact) -> Any:
        value = _readings(self.by)[0].value_of(contact)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return value if is_number or self.by in SUBJECTS else None


def _readings(key: str) -> list[Any]:
    return [reading for reading in readings_of(key) if reading.kind in _ORDERED]


def read_top(raw: Any, group: Group) -> Top:
    """Read it from a document.

    Raises Misread.
    """
    if not isinstance(raw, dict) or not {"count", "by"} <= set(raw) <= {"count", "by", "from"}:
        raise Misread("/top", _("“top” has “count”, “by” and, if you like, “from”."))
    count, by, start = raw["count"], raw["by"], raw.get("from", "highest")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST:
        raise Misread("/top/count", _("Enter a whole number from 1 to %(most)d.") % {"most": MOST})
    if not isinstance(by, str) or not _readings(by):
        known = [key for key, subject in SUBJECTS.items() if subject.kind in _ORDERED]
        words = _("Contacts cannot be put in order by this. There are: %(known)s and own fields that hold numbers.")
        raise Misread("/top/by", words % {"known": ", ".join(known)} + meant(str(by)[:60], known))
    if start not in FROMS:
        raise Misread("/top/from", _("Say “highest” or “lowest”."))
    return Top(group=group, count=count, by=by, start=start)

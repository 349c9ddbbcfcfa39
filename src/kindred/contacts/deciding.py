"""Who decides at a company: by the role somebody gave them, else by how senior they are and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from kindred.contacts.fields import label_of
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet

#: They decide for the whole company.
ANYWHERE = ("founder", "c_level", "partner")
#: They decide for their department.
THEIR_OWN = ("vp", "head", "director")
#: The most senior of those that do not decide by themselves, for want of anybody who does.
NEXT_BEST = ("manager", "lead", "senior")


class Rank(IntEnum):
    """Why somebody is taken to decide; the surest first."""

    SAID = 0
    ANYWHERE = 1
    THEIR_OWN = 2
    NEXT_BEST = 3


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Somebody who decides, and why they are taken to."""

    contact: Contact
    rank: Rank

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Return what the query found, as it is read."""
        return cls(contact=contact, rank=Rank(contact.rank))  # type: ignore[attr-defined]

    @property
    def why(self) -> str:
        """The reason in words."""
        words = {
            "seniority": label_of("seniority", self.contact.seniority),
            "department": label_of("department", self.contact.department) if self.contact.department else "",
        }
        if self.rank is Rank.SAID:
            return _("Marked as decision maker")
        if self.rank is Rank.ANYWHERE:
            return _("%(seniority)s: decides for the whole company") % words
        if self.rank is Rank.NEXT_BEST:
            return _("%(seniority)s: the most senior known here") % words
        if words["department"]:
            return _("%(seniority)s: decides for %(department)s") % words
        return _("%(seniority)s: decides for their department") % words


def deciders(contacts: ContactQuerySet, *, department: str = "", most: int = 100) -> list[Decider]:
    """Return who decides among the people of a company, the surest first; about one department, if it is said.

    Whoever was given another role in decisions is left out. Where nobody decides by the rules, the most senior are named.
    """
    found = list(_ranked(contacts, department)[:most])
    if not found:
        found = list(_next_best(contacts, department))[:most]
    return [Decider.of(contact) for contact in found]


def _ranked(contacts: ContactQuerySet, department: str) -> ContactQuerySet:
    """Return those who decide, with their rank."""
    own = Q(decision_role="", seniority__in=THEIR_OWN)
    if department:
        own &= Q(department=department)
    by_rank = {
        Rank.SAID: Q(decision_role="decision_maker"),
        Rank.ANYWHERE: Q(decision_role="", seniority__in=ANYWHERE),
        Rank.THEIR_OWN: own,
    }
    rank = Case(*(When(which, then=Value(int(rank))) for rank, which in by_rank.items()), output_field=IntegerField())
    within = _place(department=department)
    return (
        contacts.annotate(rank=rank, place=within)
        .filter(rank__isnull=False)
        .order_by("rank", "place", "name_key", "pk")
    )


def _next_best(contacts: ContactQuerySet, department: str) -> Iterator[Contact]:
    """Yield the most senior of those who decide nothing by themselves."""
    some = contacts.filter(decision_role="")
    if department:
        some = some.filter(department=department)
    for seniority in NEXT_BEST:
        there = some.filter(seniority=seniority)
        if there.exists():
            yield from there.annotate(rank=Value(int(Rank.NEXT_BEST), output_field=IntegerField())).order_by(
                "name_key", "pk"
            )
            return


def _place(*, department: str) -> Case:
    """Return where somebody stands among those of a rank: of the department first, then the more senior."""
    order = (*ANYWHERE, *THEIR_OWN)
    whens = [When(seniority=seniority, then=Value(2 + n)) for n, seniority in enumerate(order)]
    if department:
        whens.insert(0, When(department=department, then=Value(0)))
    return Case(*whens, default=Value(2 + len(order)), output_field=IntegerField())

"""Conditions taken together: all of them, any of them, none of them."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Literal, get_args

from django.db.models import Q
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition, Reference
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope

How = Literal["all", "any", "none"]
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Parts of which all, any or none must hold; only the outermost may have none, and then everybody is meant."""

    how: How
    parts: tuple["Node", ...]

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        if not self.parts:
            return Q()
        joined = reduce(and_ if self.how == "all" else or_, (part.where(scope) for part in self.parts))
        return ~joined if self.how == "none" else joined

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        if not self.parts:
            return True
        answers = (part.holds(contact, scope) for part in self.parts)
        return all(answers) if self.how == "all" else any(answers) == (self.how == "any")

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        if not self.parts:
            return _("everybody")
        said = [
            f"({part.say(workspace)})" if isinstance(part, Group) and len(part.parts) > 1 else part.say(workspace)
            for part in self.parts
        ]
        if self.how == "all":
            return _(" and ").join(said)
        return _(" or ").join(said) if self.how == "any" else _("not (%(parts)s)") % {"parts": _(" or ").join(said)}

    @property
    def reading(self) -> Reading:
        """What its parts look at."""
        return reduce(or_, (part.reading for part in self.parts), Reading())

    @property
    def refers(self) -> frozenset[Reference]:
        """The segments and cohorts its parts ask about."""
        return frozenset().union(*(part.refers for part in self.parts))


Node = Group | Condition

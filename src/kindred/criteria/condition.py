"""What every condition can do, whatever it is about."""

from abc import ABC, abstractmethod

from django.db.models import Q
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.reading import EVERYTHING, Reading
from kindred.criteria.scope import Scope

#: What criteria can refer to: "segment" and its key, "cohort" and its id.
Reference = tuple[str, str | int]


class Condition(ABC):
    """One thing that holds of a contact or does not: asked of the database and of one contact, with the same answer."""

    @abstractmethod
    def where(self, scope: Scope) -> Q:
        """Put it to the database; never NULL, so that a negation includes those without a value."""

    @abstractmethod
    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""

    @abstractmethod
    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud; a workspace at hand lends the names of what is its own."""

    @abstractmethod
    def seen(self, contact: Contact, scope: Scope) -> str:
        """Return what there is about this contact, in words: why it holds or does not."""

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        return _("for whom this holds: %(said)s") % {"said": self.say(workspace)}

    @property
    def reading(self) -> Reading:
        """What it looks at."""
        return EVERYTHING

    @property
    def refers(self) -> frozenset[Reference]:
        """The segments and cohorts it asks about."""
        return frozenset()

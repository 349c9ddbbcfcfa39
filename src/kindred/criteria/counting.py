"""How many contacts meet criteria."""

from kindred.contacts.models import Contact
from kindred.criteria.group import Group
from kindred.criteria.scope import Scope
from kindred.criteria.top import Top


def count(criteria: Group | Top, scope: Scope) -> int:
    """Return how many contacts of the workspace meet criteria."""
    return Contact.objects.of(scope.workspace).filter(criteria.where(scope)).count()

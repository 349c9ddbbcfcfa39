"""Unknown is not no: criteria can leave people whose values are not known to be verified first.

Who is meant for certain, and who may be, are criteria themselves, made of the same conditions: so the database and Python agree
about them as about all others.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.conditions.field import FieldCondition
from kindred.criteria.group import Group, How, Node
from kindred.criteria.operators import FAMILIES
from kindred.criteria.scope import Scope
from kindred.criteria.subjects import readings_of

#: What criteria can say happens to who has no value for something asked: does not meet it, or is verified first.
UNKNOWN = ("no", "verify")
#: Kinds of subjects of which nothing recorded means that nothing is known. No tag, no owner or no contact yet are facts.
_UNKNOWABLE = frozenset(
    {
        "amount", "choice", "company", "company_choice", "custom", "day", "kinds", "number", "option", "options",
        "text", "words", "yes_no",
    }
)  # fmt: skip
_FACTS = frozenset({"tags", "communities"})


@dataclass(frozen=True, kw_only=True)
class Verified(Group):
    """Parts that must hold for certain: who has no value for something that is asked is verified first."""

    def where(self, scope: Scope) -> Q:
        """Put it to the database."""
        return self.certain.where(scope)

    def holds(self, contact: Contact, scope: Scope) -> bool:
        """Put it to one contact."""
        return self.certain.holds(contact, scope)

    def say(self, workspace: Workspace | None = None) -> str:
        """Read it aloud."""
        return _("%(said)s, for certain") % {"said": super().say(workspace)}

    @cached_property
    def certain(self) -> Group:
        """Who meets the parts whatever is not known."""
        return _resolved(self, favourably=False)

    @cached_property
    def to_verify(self) -> Group:
        """Who meets the parts or not, depending on what is not known."""
        possible = _resolved(self, favourably=True)
        return Group(how="all", parts=(possible, Group(how="none", parts=(self.certain,))))


def _resolved(group: Group, *, favourably: bool) -> Group:
    """Return a group in which every unknown value counts for its holding, or against it."""
    how: How = group.how
    # What speaks against a part of it speaks for none of them holding.
    inner = favourably != (how == "none")
    return Group(how=how, parts=tuple(_resolved_node(part, favourably=inner) for part in group.parts))


def _resolved_node(node: Node, *, favourably: bool) -> Node:
    if isinstance(node, Group):
        return _resolved(node, favourably=favourably)
    unknown = _unknown(node) if isinstance(node, FieldCondition) else None
    if unknown is None:
        return node
    if favourably:
        return Group(how="any", parts=(node, unknown))
    return Group(how="all", parts=(node, Group(how="none", parts=(unknown,))))


def _unknown(condition: FieldCondition) -> FieldCondition | None:
    """Return the condition of having no value; nothing where that is what is asked, or says nothing."""
    subject = condition.subject
    if condition.operator.takes == "nothing" and condition.operator.key in ("is_empty", "is_not_empty"):
        return None
    if subject.kind not in _UNKNOWABLE or subject.key in _FACTS:
        return None
    # Of a workspace's own field, the first reading tells whether there is a value of any sort.
    for reading in readings_of(subject.key):
        if operator := FAMILIES[reading.kind].get("is_empty"):
            return replace(condition, subject=reading, operator=operator, value=None)
    return None

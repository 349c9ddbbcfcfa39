"""Why a contact meets criteria or does not: a tree of what holds and what fails, with what was seen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition
from kindred.criteria.group import Group, Node
from kindred.criteria.scope import Scope
from kindred.criteria.top import Top
from kindred.criteria.unknown import Verified


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one part of criteria says about a contact."""

    holds: bool
    said: str
    #: What there is about the contact; empty for groups.
    seen: str = ""
    parts: tuple["Finding", ...] = ()


def find_out(node: Node | Top, contact: Contact, scope: Scope) -> Finding:
    """Return what criteria say about a contact, part by part."""
    match node:
        case Condition():
            said = node.say(scope.workspace)
            return Finding(holds=node.holds(contact, scope), said=said, seen=node.seen(contact, scope))
        case Top():
            within = find_out(node.group, contact, scope)
            place = node.place_of(contact, scope) if within.holds else ""
            first = ngettext("the first", "the first %(n)d", node.count) % {"n": node.count}
            return Finding(holds=node.holds(contact, scope), said=first, seen=place, parts=(within,))
        case Verified():
            return find_out(node.certain, contact, scope)
        case Group():
            parts = tuple(find_out(part, contact, scope) for part in node.parts)
            held = [part.holds for part in parts]
            holds = {"all": all(held), "any": any(held), "none": not any(held)}[node.how] if held else True
            return Finding(holds=holds, said=_said(node), parts=parts)


def _said(group: Group) -> str:
    """Return what a group asks of its parts."""
    if not group.parts:
        return _("everybody")
    return {"all": _("all of these"), "any": _("any of these"), "none": _("none of these")}[group.how]

"""The criteria language: documents or text in, answers out. docs/criteria.md describes both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria import text, writing
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.group import Group
from kindred.criteria.parsing import Parser
from kindred.criteria.scope import Scope
from kindred.criteria.text import InvalidText
from kindred.criteria.top import Top
from kindred.criteria.why import Finding, find_out

__all__ = [
    "Criteria",
    "Finding",
    "InvalidCriteria",
    "InvalidText",
    "as_text",
    "explain",
    "filter",
    "from_text",
    "matches",
    "parse",
    "say",
]

#: What `parse` returns: the outermost group, or the first so many of it.
Criteria = Group | Top


def parse(document: Any) -> Criteria:
    """Return the criteria a document holds.

    Raises InvalidCriteria, whose `problems` say what is wrong where.
    """
    return Parser().read(document)


def from_text(words: str, *, workspace: Workspace | None = None) -> dict[str, Any]:
    """Return the document that a text means; with a workspace, names of its own are understood.

    Raises InvalidText, whose `faults` say what is wrong where.
    """
    return text.read(words, workspace=workspace).document


def as_text(document: Mapping[str, Any], *, workspace: Workspace | None = None) -> str:
    """Return the text that a document means; read again, it is the same document.

    Raises InvalidCriteria.
    """
    parse(document)
    return writing.write(document, workspace=workspace)


def filter(document: Any, *, workspace: Workspace, now: datetime) -> Q:  # noqa: A001 (read as criteria's own)
    """Return the condition on contacts that the database evaluates.

    Raises InvalidCriteria.
    """
    return parse(document).where(Scope(workspace=workspace, now=now))


def matches(document: Any, contact: Contact, now: datetime) -> bool:
    """Return whether one contact meets the criteria; agrees with `filter` about every contact.

    Raises InvalidCriteria.
    """
    return parse(document).holds(contact, Scope(workspace=contact.workspace, now=now))


def explain(document: Any, contact: Contact, now: datetime) -> Finding:
    """Return which conditions hold of a contact and which do not, with what was seen.

    Raises InvalidCriteria.
    """
    return find_out(parse(document), contact, Scope(workspace=contact.workspace, now=now))


def say(document: Any, *, workspace: Workspace | None = None) -> str:
    """Return the criteria read aloud in plain words; with the workspace, in its own names for its own fields.

    Raises InvalidCriteria.
    """
    return parse(document).say(workspace)

"""The criteria language: documents in, answers out. docs/criteria.md describes the documents."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.group import Group
from kindred.criteria.parsing import Parser
from kindred.criteria.scope import Scope
from kindred.criteria.subjects import subjects_for

__all__ = ["Criteria", "InvalidCriteria", "filter", "matches", "parse", "say"]

#: What `parse` returns: the outermost group.
Criteria = Group


def parse(document: Any) -> Criteria:
    """Return the criteria a document holds.

    Raises InvalidCriteria, whose `problems` say what is wrong where.
    """
    return Parser().read(document)


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


def say(document: Any, *, workspace: Workspace | None = None) -> str:
    """Return the criteria read aloud in plain words; with the workspace, in its own names for its own fields.

    Raises InvalidCriteria.
    """
    if workspace is None:
        return parse(document).say()
    names = cache(lambda: {subject.key: subject for subject in subjects_for(workspace)})
    return Parser(names).read(document).say()

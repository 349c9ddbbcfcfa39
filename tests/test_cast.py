"""The cast itself stands, on either database."""

from collections.abc import Callable

from django.db import connection

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact


def test_every_workspace_has_its_own_people(
    workspace: Workspace, bob: User, vera: User, other_workspace: Workspace, contacts: Callable[..., list[Contact]]
) -> None:
    contacts(3)
    assert workspace.contacts.count() == 3
    assert workspace.members.count() == 3
    assert [place.user.name for place in other_workspace.members.all()] == ["Mallory"]


def test_the_database_is_the_one_asked_for(environment: dict[str, str]) -> None:
    assert environment["DATABASE_URL"].startswith("postgres" if connection.vendor == "postgresql" else "sqlite")

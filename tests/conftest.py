"""The cast: Acme, where Ada owns, Bob works and Vera looks on; and Mallory, who has no business there."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from kindred.accounts.models import Role, User, Workspace
from kindred.contacts.keys import folded, sortable
from kindred.contacts.models import Contact
from tests.settings import FOLDER

PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in tests/browser, so that it can be left out, and run it last.

    Playwright leaves an event loop running in the test's thread, beside which no other test could start its own.
    """
    browser = Path(__file__).parent / "browser"
    for item in items:
        if item.path.is_relative_to(browser):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture
def now() -> datetime:
    """A Monday morning, to be passed in wherever time is."""
    return datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def ada(db: None) -> User:
    """Acme's owner."""
    return User.objects.create_user("ada@acme.example", PASSWORD, name="Ada Lovelace")


@pytest.fixture
def workspace(ada: User) -> Workspace:
    """Acme, whose owner is Ada."""
    return Workspace.objects.open_for(owner=ada, name="Acme", timezone_name="Europe/Berlin")


@pytest.fixture
def bob(workspace: Workspace) -> User:
    """A member of Acme."""
    return _join(workspace, Role.MEMBER, name="Bob Kahn", email="bob@acme.example")


@pytest.fixture
def vera(workspace: Workspace) -> User:
    """A viewer at Acme."""
    return _join(workspace, Role.VIEWER, name="Vera Rubin", email="vera@acme.example")


@pytest.fixture
def mallory(db: None) -> User:
    """The owner of another workspace; to her, nothing of Acme's exists."""
    return User.objects.create_user("mallory@elsewhere.example", PASSWORD, name="Mallory")


@pytest.fixture
def other_workspace(mallory: User) -> Workspace:
    """Elsewhere, whose owner is Mallory."""
    return Workspace.objects.open_for(owner=mallory, name="Elsewhere")


def _join(workspace: Workspace, role: Role, *, name: str, email: str) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name)
    workspace.members.create(user=user, role=role)
    return user


@pytest.fixture
def as_ada(ada: User, workspace: Workspace) -> Client:
    """A browser in which Ada is logged in."""
    return _logged_in(ada)


@pytest.fixture
def as_bob(bob: User) -> Client:
    """A browser in which Bob is logged in."""
    return _logged_in(bob)


@pytest.fixture
def as_vera(vera: User) -> Client:
    """A browser in which Vera is logged in."""
    return _logged_in(vera)


@pytest.fixture
def as_mallory(mallory: User, other_workspace: Workspace) -> Client:
    """A browser in which Mallory is logged in."""
    return _logged_in(mallory)


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def contacts(workspace: Workspace) -> Callable[..., list[Contact]]:
    """A way to fill Acme's pool: `contacts(3, title="CTO")` adds three that differ in name and address."""

    def add(count: int = 1, **fields: object) -> list[Contact]:
        start = Contact.objects.count() + 1
        return Contact.objects.bulk_create(_contact(workspace, n, **fields) for n in range(start, start + count))

    return add


def _contact(workspace: Workspace, n: int, **fields: object) -> Contact:
    last_name = f"Person{n:04}"
    given = {"first_name": "Pat", "last_name": last_name, "email": f"pat.{n:04}@pool.example"} | fields
    contact = Contact(workspace=workspace, **given)
    contact.name = f"{contact.first_name} {contact.last_name}".strip()
    contact.name_key = sortable(contact.name)
    contact.email_key = folded(contact.email) or None
    return contact


@pytest.fixture
def database_url(db: None) -> str:
    """The address of the very database the test uses, for a process of its own; needs a `transactional_db` test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    """The environment in which a real `kindred worker` or `kindred work` shares the test's database and folder."""
    own = {
        "DATABASE_URL": database_url,
        "KINDRED_DATA": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "kindred.config.settings",
    }
    return os.environ | own

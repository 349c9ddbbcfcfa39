"""What a template can speak of: plain dictionaries, so that nothing can be called and nothing hidden be reached."""

from collections.abc import Iterable
from typing import Any

from kindred.accounts.models import Workspace
from kindred.contacts.fields import FIELDS, label_of
from kindred.contacts.models import Company, Contact, CustomField
from kindred.messaging.sender import Sender

Context = dict[str, Any]


def custom_keys(workspace: Workspace) -> tuple[str, ...]:
    """Return the keys of the workspace's own fields."""
    return tuple(CustomField.objects.filter(workspace=workspace).values_list("key", flat=True))


def contact_context(contact: Contact, *, custom: Iterable[str]) -> Context:
    """Return what can be said of a contact: every field there is, empty where it holds nothing."""
    company = contact.company or Company(name="")
    values = {key: label_of(key, getattr(contact, key, "") or "") for key in FIELDS}
    own = {key: _text(contact.custom.get(key)) for key in custom}
    return {
        "contact": values | {"company_name": company.name, "custom": own},
        "company": {"name": company.name, "domain": company.domain, "industry": company.industry},
    }


def letter_context(workspace: Workspace, sender: Sender) -> Context:
    """Return what can be said of the sender."""
    return {
        "sender": {"name": sender.name, "email": sender.email},
        "workspace": {"name": workspace.name, "postal_address": workspace.postal_address},
        "unsubscribe_url": "",
    }


def known_names(workspace: Workspace) -> Context:
    """Return every name that a template of this workspace may use."""
    return contact_context(Contact(), custom=custom_keys(workspace)) | letter_context(
        workspace, Sender(name="", email="")
    )


def _text(value: Any) -> str:
    """Return the value of a field of the workspace's own as it is written."""
    return "" if value is None else str(value)

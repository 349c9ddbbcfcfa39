"""What a template can speak of: plain dictionaries, so that nothing can be called and nothing hidden be reached."""

from collections.abc import Iterable
from typing import Any

from kindred.accounts.models import Workspace
from kindred.contacts.fields import COMPANY, COMPANY_FIELDS, FIELDS, label_of
from kindred.contacts.models import Company, Contact, CustomField
from kindred.messaging.sender import Sender

Context = dict[str, Any]


def own_fields(workspace: Workspace) -> tuple[CustomField, ...]:
    """Return the workspace's own fields."""
    return tuple(CustomField.objects.of(workspace).select_related("workspace").order_by("key"))


def contact_context(contact: Contact, *, custom: Iterable[CustomField]) -> Context:
    """Return what can be said of a contact: every field there is, empty where it holds nothing.

    Somebody without a preferred name is called by the first.
    """
    company = contact.company or Company(name="")
    values = {key: _said(key, getattr(contact, key, "")) for key in FIELDS}
    values["preferred_name"] = contact.preferred_name or contact.first_name
    own = {field.key: field.said(contact.custom.get(field.key)) for field in custom}
    about = {key: _said(f"{COMPANY}{key}", getattr(company, key)) for key in COMPANY_FIELDS}
    return {
        "contact": values | {"company_name": company.name, "custom": own},
        "company": {"name": company.name} | about,
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
    return contact_context(Contact(), custom=own_fields(workspace)) | letter_context(
        workspace, Sender(name="", email="")
    )


def _said(key: str, value: Any) -> str:
    """Return a value as it is written."""
    return "" if value in (None, "") else label_of(key, value)

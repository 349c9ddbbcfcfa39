"""The nouns of this room, a file each."""

from kindred.contacts.models.basis import Basis
from kindred.contacts.models.company import Company
from kindred.contacts.models.contact import Contact, ContactSkill, ContactTag
from kindred.contacts.models.contact_import import Import, RejectedRow
from kindred.contacts.models.custom_field import CustomField
from kindred.contacts.models.event import Event
from kindred.contacts.models.evidence import Evidence
from kindred.contacts.models.note import Note
from kindred.contacts.models.removal import Removal, RemovedRow
from kindred.contacts.models.skill import Skill
from kindred.contacts.models.tag import Tag
from kindred.contacts.models.task import Task

__all__ = [
    "Basis",
    "Company",
    "Contact",
    "ContactSkill",
    "ContactTag",
    "CustomField",
    "Event",
    "Evidence",
    "Import",
    "Note",
    "RejectedRow",
    "Removal",
    "RemovedRow",
    "Skill",
    "Tag",
    "Task",
]

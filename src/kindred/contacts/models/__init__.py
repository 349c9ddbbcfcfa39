"""The nouns of this room, a file each."""

from kindred.contacts.models.basis import Basis
from kindred.contacts.models.becoming import Becoming
from kindred.contacts.models.column_memory import ColumnMemory, Matching
from kindred.contacts.models.community import Community
from kindred.contacts.models.company import Company, CompanyDomain
from kindred.contacts.models.contact import Contact
from kindred.contacts.models.contact_import import Import, RejectedRow
from kindred.contacts.models.contact_point import ContactPoint
from kindred.contacts.models.correction import Correction
from kindred.contacts.models.custom_field import CustomField
from kindred.contacts.models.duplicate import Duplicate
from kindred.contacts.models.duplicate_search import DuplicateSearch
from kindred.contacts.models.erased_mark import ErasedMark
from kindred.contacts.models.erasure import Erasure, ToErase
from kindred.contacts.models.event import Event
from kindred.contacts.models.evidence import Evidence
from kindred.contacts.models.external_id import ExternalId
from kindred.contacts.models.hanging import ContactCommunity, ContactSkill, ContactTag, ContactTopic
from kindred.contacts.models.import_batch import ImportBatch, ImportChange
from kindred.contacts.models.match_key import MatchKey, Unmatched
from kindred.contacts.models.merge import Merge, MergedContact
from kindred.contacts.models.merge_entry import MergeEntry
from kindred.contacts.models.merge_run import MergeRun
from kindred.contacts.models.name_counts import NameCounts
from kindred.contacts.models.note import Note
from kindred.contacts.models.removal import Removal, RemovedRow
from kindred.contacts.models.skill import Skill
from kindred.contacts.models.tag import Tag
from kindred.contacts.models.task import Task
from kindred.contacts.models.topic import Topic
from kindred.contacts.models.view import View

__all__ = [
    "Basis",
    "Becoming",
    "ColumnMemory",
    "Community",
    "Company",
    "CompanyDomain",
    "Contact",
    "ContactCommunity",
    "ContactPoint",
    "ContactSkill",
    "ContactTag",
    "ContactTopic",
    "Correction",
    "CustomField",
    "Duplicate",
    "DuplicateSearch",
    "ErasedMark",
    "Erasure",
    "Event",
    "Evidence",
    "ExternalId",
    "Import",
    "ImportBatch",
    "ImportChange",
    "MatchKey",
    "Matching",
    "Merge",
    "MergeEntry",
    "MergeRun",
    "MergedContact",
    "NameCounts",
    "Note",
    "RejectedRow",
    "Removal",
    "RemovedRow",
    "Skill",
    "Tag",
    "Task",
    "ToErase",
    "Topic",
    "Unmatched",
    "View",
]

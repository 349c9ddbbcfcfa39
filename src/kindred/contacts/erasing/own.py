"""What goes and what stays of a person in this room; each room above has a file like it, named in `config/followers.py`.

A model that leads to a contact stands in the `ERASED` of its room; a test finds the one that does not, another looks for
planted words in every table and file afterwards. What stays names nobody: it is there so that no report changes.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Field, JSONField, Model, Q, QuerySet

from kindred.contacts.models import (
    Basis,
    Contact,
    ContactCommunity,
    ContactPoint,
    ContactSkill,
    ContactTag,
    ContactTopic,
    Duplicate,
    Event,
    ExternalId,
    Import,
    ImportChange,
    MatchKey,
    Merge,
    MergedContact,
    MergeEntry,
    Note,
    RejectedRow,
    RemovedRow,
    Task,
    Unmatched,
    View,
)
from kindred.contacts.models.erasure import SHORT, Erasing
from kindred.kit.db.load import rewrite

#: Each table that leads to contacts, with what becomes of its rows.
ERASED: dict[type[Model], str] = {
    Contact: "emptied, and taken out of the workspace",
    ContactPoint: "deleted",
    ContactTag: "deleted",
    ContactSkill: "deleted",
    ContactCommunity: "deleted",
    ContactTopic: "deleted",
    ExternalId: "deleted",
    ImportChange: "deleted",
    Event: "kept with kind and time; what it says about the person is emptied",
    Note: "deleted",
    Task: "deleted",
    Duplicate: "deleted",
    MatchKey: "deleted",
    Unmatched: "deleted",
    Merge: "deleted, with all that was kept of those who became part of the person",
    MergedContact: "deleted, also where the merge was undone and the person stands alone again",
    MergeEntry: "deleted",
    Basis: "deleted, and evidence that nothing else refers to",
}

_GO = (
    ContactPoint, ContactTag, ContactSkill, ContactCommunity, ContactTopic, ExternalId, ImportChange, Note, Task, Basis,
    MatchKey, Unmatched,
)  # fmt: skip
#: What such events say is about the workspace's own steps, cohorts and stages.
_ABOUT_NOBODY = re.compile(r"cohort\.|step\.|goal\.|stage\.|enrollment\.(?!failed)")
#: What stays of a message's event: which message it was.
_STAYS = ("message", "channel")


def erase(*, contacts: QuerySet[Contact], data: dict[str, Any], **_fact: Any) -> None:
    """Erase what this room knows of people, and the people themselves."""
    erasing: Erasing = data["erasing"]
    erasing.imports |= set(_imports(erasing))
    erasing.words |= set(_former_words(erasing))
    _empty_events(erasing)
    for model in _GO:
        erasing.delete(QuerySet(model).filter(contact__in=erasing.ids))
    _forget_merges(erasing)
    _forget_removed(erasing)
    _forget_mentions(erasing)
    _forget_views(erasing)
    contacts.filter(pk__in=erasing.ids).update(**_empty_contact())


def _imports(erasing: Erasing) -> Iterator[int]:
    """Return the imports that brought these people."""
    brought = Event.objects.filter(contact__in=erasing.ids, kind__in=("contact.created", "contact.imported"))
    for facts in brought.values_list("data", flat=True).iterator():
        if isinstance(facts.get("import"), int):
            yield facts["import"]


def _former_words(erasing: Erasing) -> Iterator[str]:
    """Return the names, addresses, numbers and pages that these people had before."""
    edits = Event.objects.filter(contact__in=erasing.ids, kind="contact.edited")
    for facts in edits.values_list("data", flat=True).iterator():
        before = facts.get("from")
        if isinstance(before, dict):
            yield from (
                word for key in ("name", "email", "phone", "link") if len(word := before.get(key) or "") > SHORT
            )
    parts = MergedContact.objects.filter(merge__survivor__in=erasing.ids)
    yield from (name for name in parts.values_list("name", flat=True) if len(name) > SHORT)


def _forget_merges(erasing: Erasing) -> None:
    """Drop what is kept of those who became part of a person, of the person's own merges, and who they resemble."""
    erasing.delete(Duplicate.objects.filter(Q(first__in=erasing.ids) | Q(second__in=erasing.ids)))
    merges = Merge.objects.filter(survivor__in=erasing.ids)
    erasing.delete(MergeEntry.objects.filter(merge__in=merges))
    parts = [*MergedContact.objects.filter(merge__in=merges).values_list("gone", flat=True)]
    erasing.delete(MergedContact.objects.filter(Q(merge__in=merges) | Q(gone__in=[*erasing.ids, *parts])))
    erasing.delete(merges)


def _empty_events(erasing: Erasing) -> None:
    """Take out of timelines whatever says something about a person."""
    events = Event.objects.filter(contact__in=erasing.ids).exclude(data={}).values_list("pk", "kind", "data")
    emptied = [
        (pk, {key: facts[key] for key in _STAYS if key in facts} if kind.startswith("message.") else {})
        for pk, kind, facts in events.iterator(chunk_size=2_000)
        if not _ABOUT_NOBODY.match(kind)
    ]
    rewrite(Event, ["data"], emptied)
    erasing.count("Event", len(emptied))


def _forget_removed(erasing: Erasing) -> None:
    """Drop what is kept of the same people, who were deleted before and could still be put back."""
    keys = [identity.partition(" ")[2] for identity in erasing.identities if identity.startswith("email ")]
    before = RemovedRow.objects.filter(
        table=Contact._meta.label, data__email_key__in=keys, data__workspace_id=erasing.workspace.pk
    )
    for removal, contact in [*before.values_list("removal", "contact_id")]:
        erasing.delete(RemovedRow.objects.filter(removal=removal, contact_id=contact))
    erasing.delete(RemovedRow.objects.filter(contact_id__in=erasing.ids))


def _forget_mentions(erasing: Erasing) -> None:
    """Drop news about them, and rows of imports that were not taken and hold them."""
    mentions = mentioning(erasing)
    pages = re.compile(rf"/contacts/(?:{'|'.join(map(str, erasing.ids))})(?:/|$)")
    news = erasing.workspace.notifications
    told = [
        pk
        for pk, text, path in news.values_list("pk", "text", "path").iterator()
        if mentions.search(text.casefold()) or pages.search(path)
    ]
    erasing.delete(news.filter(pk__in=told))
    rows = RejectedRow.objects.filter(contact_import__workspace=erasing.workspace)
    rejected = [
        pk
        for pk, values, reason in rows.values_list("pk", "values", "reason").iterator()
        if mentions.search(json.dumps([values, reason], ensure_ascii=False).casefold())
    ]
    erasing.delete(rows.filter(pk__in=rejected))
    erasing.imports |= set(Import.objects.filter(rejected_rows__in=rejected).values_list("pk", flat=True))


def _forget_views(erasing: Erasing) -> None:
    """Take out of views of the list what searches for these people; whom else a view shows stays."""
    by_name, mentions = mentioning(erasing, by_name_alone=True), mentioning(erasing)
    emptied = []
    for pk, shown in View.objects.filter(workspace=erasing.workspace).values_list("pk", "filter").iterator():
        kept = dict(shown)
        if by_name.search(str(shown.get("search", "")).casefold()):
            kept["search"] = ""
        if mentions.search(json.dumps(shown.get("where"), ensure_ascii=False).casefold()):
            kept["where"] = None
        if kept != shown:
            emptied.append((pk, kept))
    rewrite(View, ["filter"], emptied)
    erasing.count("View", len(emptied))


def mentioning(erasing: Erasing, *, by_name_alone: bool = False) -> re.Pattern[str]:
    """Return what finds a mention of one of these people in a text without case; nothing, where they have no words."""
    sought = erasing.words | (erasing.names if by_name_alone else set())
    words = "|".join(sorted(re.escape(word.casefold()) for word in sought))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)")


def _empty_contact() -> dict[str, Any]:
    """Return what is left of a contact: that there was one, and since when."""
    stays = {"id", "created_at"}
    return {field.name: _nothing(field) for field in Contact._meta.concrete_fields if field.name not in stays}


def _nothing(field: "Field[Any, Any]") -> Any:
    """Return what a column holds when it says nothing."""
    if field.null:
        return None
    if isinstance(field, JSONField):
        return {}
    return "" if field.empty_strings_allowed else field.get_default() or 0

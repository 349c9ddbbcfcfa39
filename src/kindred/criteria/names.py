"""What fields are called in the text of criteria: their keys, and other names people use for them."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import override

from kindred.contacts.event_kinds import KINDS
from kindred.contacts.fields import COMPANY, COMPANY_FIELDS, FIELDS
from kindred.contacts.words import WORDS
from kindred.criteria.subjects import SUBJECTS

Words = tuple[str, ...]

#: Names that come before those which spreadsheets use.
_NATURAL = {
    "company": "company_name",
    "employer": "company_name",
    "stage": "lifecycle_stage",
    "lifecycle": "lifecycle_stage",
    "state": "candidate_state",
    "tag": "tags",
    "skill": "skills",
    "community": "communities",
    "topic": "topics",
    "kind": "kinds",
    "created": "created_at",
    "added": "created_at",
    "changed": "updated_at",
    "updated": "updated_at",
    "contacted": "last_contacted_at",
    "last contacted": "last_contacted_at",
    "last contact": "last_contacted_at",
}


@cache
def field_names() -> dict[Words, str]:
    """Return the key of each field by its names, in lower case; a name belongs to whom it suits best."""
    names: dict[Words, str] = {}
    for name, key in _names():
        words = tuple(name.lower().split())
        if words and key in SUBJECTS:
            names.setdefault(words, key)
    return names


def _names() -> Iterator[tuple[str, str]]:
    """Yield names with keys, the best first."""
    yield from ((key, key) for key in SUBJECTS)
    yield from ((key.replace("_", " "), key) for key in SUBJECTS)
    yield from _NATURAL.items()
    with override("en"):
        yield from ((str(subject.label), key) for key, subject in SUBJECTS.items())
    for key, field in FIELDS.items():
        yield from ((alias, key) for alias in field.aliases)
    for key, words in WORDS.items():
        yield from ((alias, key) for alias in words.aliases)
    for key, field in COMPANY_FIELDS.items():
        yield from ((alias, f"{COMPANY}{key}") for alias in field.aliases)


@cache
def event_names() -> dict[Words, str]:
    """Return the key of each kind of event by its names: the key, the label, and the verb where one kind has it alone."""
    names: dict[Words, str] = {(key,): key for key in KINDS}
    with override("en"):
        for key, kind in KINDS.items():
            names.setdefault(tuple(str(kind.label).lower().split()), key)
    verbs = [key.partition(".")[2] for key in KINDS]
    for key in KINDS:
        subject, _dot, verb = key.partition(".")
        if verbs.count(verb) == 1 or subject == "message":
            names.setdefault((verb,), key)
            names.setdefault(("was", verb), key)
    return {words: key for words, key in names.items() if words not in field_names()}

"""Conditions for what somebody types where one is to be added."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort, Segment
from kindred.contacts.event_kinds import KINDS
from kindred.contacts.models import Contact
from kindred.criteria.describing import describe
from kindred.criteria.facets import spread
from kindred.criteria.language import InvalidText, from_text, parse
from kindred.criteria.operators import FAMILIES
from kindred.web.criteria.subjects import Subjects

#: Suggestions at a time, and of one sort where something was typed.
MOST, EACH = 60, 5
#: Fields whose values are looked through, beside those with choices.
_NAMED = ("skills", "tags", "communities", "topics", "company_name", "region", "city")


def suggestions(workspace: Workspace, typed: str) -> list[dict[str, Any]]:
    """Return what could be added, the likeliest first: each with a label, a note and its part of a document."""
    subjects = Subjects.of(workspace)
    found = _for_words(workspace, subjects, typed) if typed else _all(workspace, subjects)
    return [one for _n, one in zip(range(MOST), found, strict=False)]


def _all(workspace: Workspace, subjects: Subjects) -> Iterator[dict[str, Any]]:
    """Yield what there is to ask about, the usual first."""
    yield from (_shown(subject.label, "", subjects.blank(key)) for key, subject in [*subjects.by_key.items()][:15])
    if Segment.objects.of(workspace).exists():
        yield _shown(_("In a segment"), "", {"segment": ""})
    if Cohort.objects.of(workspace).exists():
        yield _shown(_("In a cohort"), "", {"cohort": 0, "is": "in"})
    yield _shown(_("Something happened, or never did"), "", {"event": "message.replied", "is": "never"})
    yield _shown(_("Words in name, title or company"), "", {"words": ""})
    yield from (_shown(subject.label, "", subjects.blank(key)) for key, subject in [*subjects.by_key.items()][15:])


def _for_words(workspace: Workspace, subjects: Subjects, typed: str) -> Iterator[dict[str, Any]]:
    """Yield what may be meant by a few words."""
    try:
        document = from_text(typed, workspace=workspace)
    except InvalidText:
        pass
    else:
        whole = {how: parts for how, parts in document.items() if how in ("all", "any", "none")}
        ((how, parts),) = whole.items()
        if parts and "top" not in document:
            part = parts[0] if how == "all" and len(parts) == 1 else whole
            yield _shown(describe(parse(document), workspace), _("as typed"), part)
    low = typed.casefold()
    for key, subject in subjects.by_key.items():
        if low in str(subject.label).casefold():
            yield _shown(subject.label, "", subjects.blank(key))
    yield from _values(workspace, subjects, low)
    for segment in Segment.objects.of(workspace).filter(name__icontains=typed).order_by("name_key")[:EACH]:
        yield _shown(segment.name, _("Segment"), {"segment": segment.key})
    for cohort in Cohort.objects.of(workspace).filter(name__icontains=typed).order_by("name")[:EACH]:
        yield _shown(cohort.name, _("Cohort"), {"cohort": cohort.pk, "is": "in"})
    for event, kind in KINDS.items():
        if low in str(kind.label).casefold():
            yield _shown(str(kind.label), _("Event"), {"event": event, "is": "happened"})
    yield _shown(_("Job title contains “%(words)s”") % {"words": typed}, "", _contains("title", typed))
    yield _shown(_("Words: “%(words)s”") % {"words": typed}, "", {"words": typed})


def _values(workspace: Workspace, subjects: Subjects, low: str) -> Iterator[dict[str, Any]]:
    """Yield values that are called so, with how many contacts have each."""
    pool = Contact.objects.of(workspace)
    for key, subject in subjects.by_key.items():
        if subject.choices:
            meant = [(str(value), str(label)) for value, label in subject.choices if low in str(label).casefold()]
            counted = {str(value): n for value, n in spread(pool, key, most=500)} if meant else {}
            found = [(value, label, counted.get(value, 0)) for value, label in meant]
        elif key in _NAMED:
            found = [(str(value), str(value), n) for value, n in spread(pool, key, most=EACH, like=low)]
        else:
            continue
        family = FAMILIES[subject.kind]
        operator = next((one for one in ("in", "has_any", "is") if one in family), None)
        for value, label, number in sorted(found, key=lambda one: -one[2])[:EACH] if operator else ():
            said = value if operator == "is" else [value]
            yield _shown(f"{subject.label}: {label}", f"{number:,}", {"field": key, "is": operator, "value": said})


def _contains(key: str, typed: str) -> dict[str, Any]:
    return {"field": key, "is": "contains", "value": typed}


def _shown(label: object, note: object, part: dict[str, Any]) -> dict[str, Any]:
    return {"label": str(label), "note": str(note), "part": part}

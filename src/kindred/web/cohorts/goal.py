"""A cohort's goal in words, and the choices there are for it."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kindred.contacts.fields import FIELDS, STAGE_FIELDS, label_of

Choices = list[tuple[str, Any]]


def choices() -> Choices:
    """Return what can count as conversion: each rung of the two ladders, as "field:value"."""
    ladders = [
        (str(FIELDS[key].label), [(f"{key}:{value}", str(label)) for value, label in FIELDS[key].choices])
        for key in STAGE_FIELDS
    ]
    return [("", _("No goal")), *ladders]


def said(goal: dict[str, Any]) -> str:
    """Say a goal: "Candidate state: Active by 31 December 2026"; nothing for none."""
    if not goal:
        return ""
    words = {"ladder": str(FIELDS[goal["field"]].label), "rung": label_of(goal["field"], goal["becomes"])}
    if not goal.get("by"):
        return _("%(ladder)s becomes %(rung)s") % words
    day = date_format(date.fromisoformat(goal["by"]), "DATE_FORMAT")
    return _("%(ladder)s becomes %(rung)s by %(day)s") % (words | {"day": day})


def short(goal: dict[str, Any]) -> str:
    """Say a goal in a word: "Active"."""
    return label_of(goal["field"], goal["becomes"]) if goal else ""

"""A cohort's goal in words, and the choices there are for it."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kindred.contacts.fields import FIELDS, STAGE_FIELDS, label_of

Choices = list[tuple[str, Any]]


def choices() -> Choices:
    """Return what can count as conversion: each rung of the two ladders, as "field:value"."""
    ladders: Choices = [
        (str(FIELDS[key].label), [(f"{key}:{value}", _say(key, value)) for value, _label in FIELDS[key].choices])
        for key in STAGE_FIELDS
    ]
    return [("", _("No goal")), *ladders]


def said(goal: dict[str, Any]) -> str:
    """Say a goal: "Candidate state becomes Active by 31 December 2026"; nothing for none."""
    if not goal:
        return ""
    reached = _say(goal["field"], goal["becomes"])
    if not goal.get("by"):
        return reached
    day = date_format(date.fromisoformat(goal["by"]), "DATE_FORMAT")
    return _("%(reached)s by %(day)s") % {"reached": reached, "day": day}


def _say(ladder: str, rung: str) -> str:
    """Say that a rung of a ladder is reached."""
    return _("%(ladder)s becomes %(rung)s") % {"ladder": FIELDS[ladder].label, "rung": label_of(ladder, rung)}

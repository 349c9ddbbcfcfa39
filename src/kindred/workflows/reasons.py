"""Why an enrollment ended or was set aside: codes in the database, words for people."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "goal_met": _("the goal is reached"),
    "completed_by_rule": _("a rule completed it"),
    "exited_by_rule": _("a rule ended it"),
    "left_cohort": _("the contact left the cohort"),
    "undone": _("its start was undone"),
    "removed": _("taken out by hand"),
    "merged": _("the contact became one with another, whose place is further on"),
    "archived": _("the cohort was archived"),
    "step_gone": _("the step it stood on is gone"),
    "erased": _("the person was erased"),
    "endless_loop": _("the rules send it round in circles"),
    "unknown_action": _("waiting for a newer version of Kindred, which knows the next action"),
}


def in_words(reason: str) -> str:
    """Return a reason as people read it; one that is no code is in words already."""
    return str(REASONS.get(reason, reason))

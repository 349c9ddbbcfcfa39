"""How the text of criteria names a cohort: by its number, or by its name where one alone has it."""

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort
from kindred.criteria.cursor import Cursor, quoted


def take_cohort(cursor: Cursor) -> int:
    """Take a cohort and return its id.

    Raises TextFault.
    """
    at, value = cursor.offset, cursor.value(until=("for", "of"))
    if isinstance(value.number, int):
        return value.number
    if cursor.workspace is None:
        raise cursor.fault(_("Here the number of a cohort is expected."), offset=at)
    found = list(Cohort.objects.of(cursor.workspace).filter(name__iexact=value.text).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        words = (
            _("There is no cohort “%(name)s”.")
            if not found
            else _("Several cohorts are called “%(name)s”: take its number.")
        )
        raise cursor.fault(words % {"name": value.text[:60]}, offset=at)
    return found[0]


def cohort_written(cohort: int, workspace: Workspace | None) -> str:
    """Return a cohort as text: its name, where that is understood, else its number."""
    name = _name(cohort, workspace)
    if name and workspace and Cohort.objects.of(workspace).filter(name__iexact=name).count() == 1:
        return quoted(name)
    return str(cohort)


def cohort_said(cohort: int, workspace: Workspace | None) -> str:
    """Return what a cohort is called, for people."""
    return _("“%(name)s”") % {"name": _name(cohort, workspace) or f"#{cohort}"}


def _name(cohort: int, workspace: Workspace | None) -> str:
    """Return the name of a cohort of the workspace."""
    return (workspace and Cohort.objects.of(workspace).filter(pk=cohort).values_list("name", flat=True).first()) or ""

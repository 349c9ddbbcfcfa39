"""The steps of an import."""

from django.utils.translation import gettext as _


def steps() -> list[dict[str, str]]:
    """Name the steps for the stepper."""
    return [{"label": _("Choose a file")}, {"label": _("Match the columns")}, {"label": _("Import")}]

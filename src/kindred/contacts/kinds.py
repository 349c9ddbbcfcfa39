"""What a person is to you; one person may be several, so the values are bits of one number."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.IntegerChoices):
    """What a person is to you."""

    CANDIDATE = 1, _("Candidate")
    LEAD = 2, _("Lead")
    PROSPECT = 4, _("Prospect")
    CLIENT = 8, _("Client")
    REFEREE = 16, _("Referee")
    ALUMNI = 32, _("Alumni")
    OTHER = 64, _("Other")

    @property
    def key(self) -> str:
        """Return the name used in criteria, imports and the API."""
        return self.name.lower()


def mask_of(keys: Iterable[str]) -> int:
    """Return kinds, given by key, as one number."""
    return sum({Kind[key.upper()].value for key in keys})


def kinds_in(mask: int) -> list[Kind]:
    """Return the kinds in a number."""
    return [kind for kind in Kind if kind & mask]

"""Rules to begin with: what the data-protection authorities expect of most workspaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A rule to begin with."""

    key: str
    name: str | Promise
    conditions: Sequence[dict[str, Any]]
    #: Whether the people it means are to be asked, rather than erased.
    asks: bool = False

    @property
    def criteria(self) -> dict[str, Any]:
        """The same as a document of the criteria language."""
        return {"format": 1, "all": list(self.conditions)}


def _untouched(days: int) -> list[dict[str, Any]]:
    """Return the conditions of having been let be for so many days: neither written to nor heard of, nor new."""
    return [
        {"field": "created_at", "is": "not_within_days", "value": days},
        {"field": "last_contacted_at", "is": "not_within_days", "value": days},
        {"event": "message.replied", "is": "never", "within_days": days},
        {"event": "note.added", "is": "never", "within_days": days},
    ]


_CANDIDATE = {"field": "kinds", "is": "has_any", "value": ["candidate"]}
_NO_BASIS = {"field": "basis", "is": "allows_none", "value": ["recruiting"]}

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            key="candidates",
            name=_("Candidates not touched for 24 months, without a basis in force"),
            conditions=(_CANDIDATE, *_untouched(730), _NO_BASIS),
        ),
        Preset(
            key="withdrawn",
            name=_("People who withdrew consent to recruiting or marketing, after 30 days"),
            conditions=(
                {"field": "basis", "is": "withdrawn_any", "value": ["recruiting", "marketing"]},
                {"field": "basis", "is": "is_empty"},
                {"event": "basis.withdrawn", "is": "never", "within_days": 30},
            ),
        ),
        Preset(
            key="ending",
            name=_("Candidates whose consent ends within 30 days"),
            conditions=(_CANDIDATE, {"field": "basis", "is": "in_next_days", "value": 30}),
            asks=True,
        ),
    )
}

"""How the columns of a list were matched, for when the same list comes again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from kindred.accounts.models import User, Workspace
from kindred.contacts.fields import CUSTOM
from kindred.contacts.spreadsheets.headers import header_key, is_reason


@dataclass(frozen=True, kw_only=True)
class Matching:
    """What the columns of a file hold, and what stands between the values of those with several; by position."""

    mapping: dict[str, str]
    separators: dict[str, str]


class ColumnMemoryQuerySet(models.QuerySet["ColumnMemory"]):
    """Memories of columns."""

    def of(self, workspace: Workspace, headers: Sequence[str]) -> "ColumnMemoryQuerySet":
        """Narrow to the memory of these headers, in whatever order they stand."""
        return self.filter(workspace=workspace, signature=_signature(headers))

    def recall(self, workspace: Workspace, headers: Sequence[str]) -> Matching | None:
        """Return how these columns were matched the last time; None where they never were."""
        memory = self.of(workspace, headers).first()
        if memory is None:
            return None
        own = {f"{CUSTOM}{key}" for key in workspace.custom_fields.values_list("key", flat=True)}
        targets = {
            header: target
            for header, target in memory.targets.items()
            if not target.startswith(CUSTOM) or target in own
        }
        places = {header: str(position) for position, header in _told(headers)}
        return Matching(
            mapping={places[header]: target for header, target in targets.items() if header in places},
            separators={places[header]: mark for header, mark in memory.separators.items() if header in places},
        )

    def keep(
        self, workspace: Workspace, headers: Sequence[str], matching: Matching, *, by: User | None, now: datetime
    ) -> None:
        """Remember how these columns were matched."""
        named = {str(position): header for position, header in _told(headers)}
        said: dict[str, Any] = {
            "targets": _by_header(matching.mapping, named),
            "separators": _by_header(matching.separators, named),
            "by": by,
            "at": now,
        }
        self.update_or_create(workspace=workspace, signature=_signature(headers), defaults=said)


class ColumnMemory(models.Model):
    """How the columns of one set of headers were matched the last time."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="+")
    #: A hash of the headers, in no order, without the column of reasons that we add ourselves.
    signature = models.CharField(max_length=64)
    #: Header → target; headers left out are not imported.
    targets = models.JSONField()
    #: Header → what stands between the values of its cells.
    separators = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ColumnMemoryQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "signature"), name="one_memory_per_headers"),)

    def __str__(self) -> str:
        return ", ".join(self.targets)


def _told(headers: Sequence[str]) -> list[tuple[int, str]]:
    """Return the headers that tell a list from others, with their places."""
    return [(position, header) for position, header in enumerate(headers) if not is_reason(headers, position)]


def _signature(headers: Sequence[str]) -> str:
    """Return the hash of the headers."""
    keys = sorted(header_key(header) for _position, header in _told(headers))
    return hashlib.sha256("\0".join(keys).encode()).hexdigest()


def _by_header(by_position: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """Return by header what is given by position."""
    return {named[position]: said for position, said in by_position.items() if position in named}

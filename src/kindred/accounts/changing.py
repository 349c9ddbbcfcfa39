"""Changing settings, with what they were and are in the audit trail."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from kindred.accounts.models import AuditEntry, User, Workspace


def changes(row: models.Model, details: Mapping[str, Any], *, secret: Collection[str] = ()) -> dict[str, str]:
    """Return what setting these details changes on a row, in words; of secrets only that they change."""
    before = type(row)._default_manager.defer(*secret).get(pk=row.pk)
    told = {name: "•••" for name in secret if name in details}
    for name, value in details.items():
        if name not in secret and (had := getattr(before, name)) != value:
            told[name] = f"{had or '–'} → {value or '–'}"
    return told


@transaction.atomic
def change_workspace(workspace: Workspace, *, now: datetime, by: User | None, **details: Any) -> None:
    """Change a workspace and record it."""
    changed = changes(workspace, details)
    workspace.change(**details)
    if changed:
        facts = {"changes": changed}
        AuditEntry.objects.append("workspace.changed", workspace=workspace, now=now, by=by, facts=facts)

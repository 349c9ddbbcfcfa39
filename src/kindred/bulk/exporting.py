"""Writing the file of an export: a long read that holds no transaction, under a lease that a dead worker loses."""

import secrets
import tempfile
from datetime import datetime
from typing import Any

import structlog
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from kindred.accounts.models import AuditEntry
from kindred.bulk.models import BulkAction
from kindred.bulk.models.bulk_action import LEASE
from kindred.contacts import exporting
from kindred.contacts.formats.registry import FORMATS
from kindred.kit.clock import running_from
from kindred.kit.errors import KindredError

log = structlog.get_logger()


class _NoLongerWantedError(Exception):
    """The export was stopped, or another worker has it."""


def write(action: BulkAction, *, worker: str, now: datetime) -> None:
    """Write the file from its beginning; given up where the export is stopped or another worker has it."""
    clock = running_from(now)
    contacts = action.contacts().filter(pk__lte=action.upto)
    _mine(action, worker).update(status=BulkAction.Status.RUNNING, total=contacts.count(), done=0)
    format_ = FORMATS[action.settings["format"]]

    def tell(done: int) -> None:
        until = clock() + LEASE
        if not _mine(action, worker).update(done=done, changed=done, claimed_until=until, touched_at=clock()):
            raise _NoLongerWantedError

    try:
        with tempfile.TemporaryFile() as file:
            done = exporting.write(contacts, workspace=action.workspace, format=format_, file=file, tell=tell)
            tell(done)
            file.seek(0)
            action.file.save(f"{secrets.token_hex(16)}.{format_.key}", File(file), save=False)
    except _NoLongerWantedError:
        return
    except KindredError as refusal:
        _finish(action, worker, BulkAction.Status.FAILED, clock(), error=refusal.message[:500])
        return
    except OSError as fault:
        log.exception("export.failed", id=action.pk)
        _finish(action, worker, BulkAction.Status.FAILED, clock(), error=str(fault)[:500])
        return
    if not _done(action, worker, clock(), count=done, format_name=str(format_.label)):
        action.file.delete(save=False)


@transaction.atomic
def _done(action: BulkAction, worker: str, at: datetime, *, count: int, format_name: str) -> bool:
    """End an export that is still this worker's, and write into the audit trail what left; return whether it was."""
    if not _finish(action, worker, BulkAction.Status.DONE, at, file=action.file.name):
        return False
    about, facts = f"bulk action {action.pk}", {"count": count, "format": format_name, "what": _("from the pool")}
    AuditEntry.objects.append(
        "contacts.exported", workspace=action.workspace, now=at, by=action.by, about=about, facts=facts
    )
    return True


def _mine(action: BulkAction, worker: str) -> Any:
    """Narrow to the action while it is this worker's and still wanted."""
    return BulkAction.objects.unfinished().held_by(worker).filter(pk=action.pk)


def _finish(action: BulkAction, worker: str, status: BulkAction.Status, at: datetime, **more: Any) -> int:
    """End an export that is still this worker's."""
    over = {"status": status, "finished_at": at, "touched_at": at, "claimed_by": "", "claimed_until": None}
    return int(_mine(action, worker).update(**over, **more))

"""One message: its words as sent, or as they would be, and its place in the ledger."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.channels.outbox.channel import OutboxChannel
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.models import Message, SendingAccount
from kindred.messaging.sending.draft import drafts_of
from kindred.messaging.sending.route import Route
from kindred.messaging.writing import Rendered
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.security import strangers_page


def _message(request: WorkspaceRequest, pk: int) -> Message:
    """Return a message of the workspace."""
    theirs = Message.objects.of(request.workspace).select_related("workspace", "contact__company", "account")
    return get_object_or_404(theirs.defer("account__password"), pk=pk)


@require_safe
@in_workspace()
def message(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show a message and what became of it."""
    found = _message(request, pk)
    account = SendingAccount.objects.for_message(request.workspace, found.account_id)
    context: dict[str, Any] = {
        "message": found,
        "account": found.account or account,
        "was_written": bool(found.text),
        "may_cancel": found.status in Message.WAITING,
        "may_retry": found.status in Message.RETRYABLE,
        "is_uncertain": found.status == Message.Status.UNCERTAIN,
    }
    try:
        context["said"] = _words(found, account)
    except UnwritableMessage as refusal:
        context["refusal"] = refusal.message
    return render(request, "outbox/message.html", context)


@require_safe
@in_workspace()
def message_letter(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the letter alone, to be framed."""
    found = _message(request, pk)
    try:
        said = _words(found, SendingAccount.objects.for_message(request.workspace, found.account_id))
    except UnwritableMessage:
        return strangers_page("")
    return strangers_page(said.html)


@require_POST
@in_workspace(Role.MEMBER)
def message_cancellation(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take it back before it leaves."""
    found = _message(request, pk)
    return _try(
        request, found, lambda: found.cancel(now=utc_now(), by=request.user), _("The message will not be sent.")
    )


@require_POST
@in_workspace(Role.MEMBER)
def message_retry(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send it again."""
    found = _message(request, pk)
    return _try(request, found, lambda: found.retry(now=utc_now(), by=request.user), _("It is on its way again."))


@require_POST
@in_workspace(Role.MEMBER)
def message_arrival(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Note that an uncertain one has arrived."""
    found = _message(request, pk)
    return _try(request, found, lambda: found.confirm(now=utc_now(), by=request.user), _("Noted as sent."))


def _words(found: Message, account: SendingAccount | None) -> Rendered:
    """Return the words as they left; those of a message that has not left as they would be now.

    Raises UnwritableMessage with what is wrong.
    """
    if found.text:
        return Rendered(subject=found.subject, html=found.html, text=found.text)
    sender = account if found.channel == "email" else None
    # Nothing is sent: the route only says whose words they are.
    route = Route(workspace=found.workspace, channel=found.channel, account=sender, carrier=OutboxChannel())
    said, _parcel = drafts_of(route, [found])[0].written(at=utc_now())
    return said


def _try(request: WorkspaceRequest, found: Message, verb: Callable[[], None], said: str) -> HttpResponse:
    """Do it, or say why not; then show the message again."""
    try:
        verb()
    except KindredError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("message", workspace=request.workspace.slug, pk=found.pk)

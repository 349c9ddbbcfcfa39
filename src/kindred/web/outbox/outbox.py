"""All messages, the newest first."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kindred.kit.paging import Order
from kindred.messaging.models import Message, SendingAccount
from kindred.web.access import WorkspaceRequest, in_workspace

_ROWS = 50
_NEWEST = Order(name="outbox", column="pk", descending=True)
_STATUS = Message.Status


@dataclass(frozen=True)
class Shelf:
    """Messages in the same situation."""

    key: str
    label: str | Promise
    statuses: tuple[str, ...]


SHELVES = (
    Shelf("", _("All"), ()),
    Shelf("waiting", _("Waiting"), (_STATUS.QUEUED, _STATUS.DEFERRED, _STATUS.HANDED_OVER)),
    Shelf("sent", _("Sent"), (_STATUS.ACCEPTED,)),
    Shelf("attention", _("Needs attention"), (_STATUS.UNCERTAIN, _STATUS.FAILED)),
    Shelf("bounced", _("Bounced"), (_STATUS.BOUNCED,)),
    Shelf("unsent", _("Not sent"), (_STATUS.SUPPRESSED, _STATUS.CANCELLED)),
)


@require_safe
@in_workspace()
def outbox(request: WorkspaceRequest) -> HttpResponse:
    """List messages, those of one shelf or all, a page at a time."""
    shelf = next((one for one in SHELVES if one.key == request.GET.get("show", "")), SHELVES[0])
    rows = Message.objects.of(request.workspace).select_related("contact").defer("html", "text")
    page = _NEWEST.page(
        rows.filter(status__in=shelf.statuses) if shelf.statuses else rows,
        cursor=request.GET.get("at", ""),
        size=_ROWS,
    )
    context = {
        "shelf": shelf,
        "shelves": SHELVES,
        "page": page,
        "previous_url": page.previous and f"?show={shelf.key}&at={page.previous}",
        "next_url": page.next and f"?show={shelf.key}&at={page.next}",
        "has_account": SendingAccount.objects.of(request.workspace).exists(),
    }
    return render(request, "outbox/outbox.html", context)

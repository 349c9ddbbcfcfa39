"""The news for a member."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Notification
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace

#: Older news is no news.
_SHOWN = 60


@require_http_methods(["GET", "POST"])
@in_workspace()
def notifications(request: WorkspaceRequest) -> HttpResponse:
    """Show the news, as a page or in the drawer; a POST takes note of all."""
    news = Notification.objects.of(request.member)
    if request.method == "POST":
        news.mark_read(now=utc_now())
    is_drawer = request.headers.get("HX-Request") == "true"
    template = "notifications/_news.html" if is_drawer else "notifications/notifications.html"
    return render(request, template, {"news": news[:_SHOWN], "has_unread": news.unread().exists()})

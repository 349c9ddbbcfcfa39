"""Unsubscribing. Looking changes nothing, because programs look at every link; only a POST acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kindred.kit.clock import utc_now
from kindred.kit.signing import BadToken
from kindred.messaging.models import Message
from kindred.messaging.unsubscribe import is_unsubscribed, message_of, subscribe_again, unsubscribe


@csrf_exempt  # Mail programs post here bare (RFC 8058); the token is the right.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """Show how the recipient of a message stands, and change it on their word; never a redirect."""
    try:
        message = message_of(token)
    except BadToken as error:
        raise Http404 from error
    if message is None:
        return render(request, "unsubscribe/nothing_known.html")
    if request.method == "POST":
        _act(request, message)
    context = {
        "sender": message.workspace.name,
        "address": _hinted(message.recipient),
        "ended": is_unsubscribed(message),
    }
    return render(request, "unsubscribe/page.html", context)


def _act(request: HttpRequest, message: Message) -> None:
    """Do what was asked; anything but a clear wish to go on is a wish to end."""
    if request.POST.get("wish") == "again":
        subscribe_again(message, now=utc_now())
    else:
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        unsubscribe(message, now=utc_now(), source="one-click" if one_click else "link")


def _hinted(address: str) -> str:
    """Return enough of an address for its owner to know it; messages get passed on."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:2]}…@{domain}"

"""Following an invitation into somebody's workspace."""

from collections.abc import Collection
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kindred.accounts.models import Invitation, User
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.welcome.addresses import confirmed_addresses


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link; a POST accepts it. A GET changes nothing: mail scanners follow links."""
    found = Invitation.objects.select_related("workspace", "invited_by").with_token(token).first()
    if found is None or not found.is_open(utc_now()):
        return render(request, "welcome/invitation_closed.html", status=404)
    user = User.objects.filter(pk=cast("int", request.user.pk)).first()
    # Who holds the link of a mail to an address, and has signed up with that address, need not confirm it once more.
    addresses = [*confirmed_addresses(user), user.email] if user else []
    if request.method == "POST" and user:
        return _accept(request, found, user, addresses)
    context = {"invitation": found, "is_for_me": found.email in {address.lower() for address in addresses}}
    return render(request, "welcome/invitation.html", context)


@login_required
@require_POST
def waiting_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation found by a confirmed address, without its link."""
    user = User.objects.get(pk=cast("int", request.user.pk))
    addresses = confirmed_addresses(user)
    found = get_object_or_404(Invitation.objects.unanswered().to(addresses), pk=pk)
    return _accept(request, found, user, addresses)


def _accept(request: HttpRequest, found: Invitation, user: User, addresses: Collection[str]) -> HttpResponse:
    """Accept it, and go where it leads."""
    try:
        member = found.accept(user=user, addresses=addresses, now=utc_now())
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return redirect("front_door")
    messages.success(request, _("You are now a member of %(workspace)s.") % {"workspace": member.workspace})
    return redirect("contacts", workspace=member.workspace.slug)

"""Who belongs to the workspace, and as what."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kindred.accounts.models import Invitation, Member, Role
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.settings.invitation_mail import Sent, send_invitation


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.MEMBER)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role for role in Role if Role(by.role).may_give(role)]
        self.fields["role"].choices = [(role.value, f"{role.label}: {role.allows}") for role in roles]  # type: ignore[attr-defined]


@in_workspace()
def members(request: WorkspaceRequest) -> HttpResponse:
    """List members and invitations; invite somebody."""
    form = InvitationForm(request.POST or None, by=request.member)
    if request.method != "POST":
        return _page(request, form)
    if not request.member.can_manage:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        invitation, token = Invitation.objects.invite(
            workspace=request.workspace,
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            by=request.member,
            now=utc_now(),
        )
    except KindredError as refusal:
        form.add_error("email", refusal.message)
        return _page(request, form, status=422)
    return _page(request, InvitationForm(by=request.member), sent=send_invitation(invitation, token))


@require_POST
@in_workspace(Role.ADMIN)
def member_role(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    member = get_object_or_404(Member.objects.of(request.workspace), pk=pk)
    if request.POST.get("role") not in Role.values:
        raise PermissionDenied
    role = Role(request.POST["role"])
    return _try(
        request, lambda: member.change_role(role, by=request.member, now=utc_now()), _("The role has been changed.")
    )


@require_POST
@in_workspace(Role.ADMIN)
def member_removal(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """End a member's place."""
    member = get_object_or_404(Member.objects.of(request.workspace), pk=pk)
    said = _("%(person)s is no longer a member. What they own here keeps going.") % {"person": member.user}
    return _try(request, lambda: member.remove(by=request.member, now=utc_now()), said)


@require_POST
@in_workspace()
def leaving(request: WorkspaceRequest) -> HttpResponse:
    """End one's own place."""
    try:
        request.member.leave(now=utc_now())
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return redirect("members", workspace=request.workspace.slug)
    messages.success(request, _("You have left %(workspace)s.") % {"workspace": request.workspace})
    return redirect("front_door")


@require_POST
@in_workspace(Role.ADMIN)
def invitation_renewal(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send an invitation once more."""
    invitation = get_object_or_404(Invitation.objects.of(request.workspace).unanswered(), pk=pk)
    try:
        token = invitation.resend(by=request.member, now=utc_now())
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return redirect("members", workspace=request.workspace.slug)
    return _page(request, InvitationForm(by=request.member), sent=send_invitation(invitation, token))


@require_POST
@in_workspace(Role.ADMIN)
def invitation_withdrawal(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation.objects.of(request.workspace).unanswered(), pk=pk)
    return _try(
        request, lambda: invitation.revoke(by=request.member, now=utc_now()), _("The invitation has been withdrawn.")
    )


def _try(request: WorkspaceRequest, verb: Callable[[], None], said: str) -> HttpResponse:
    """Do it, or say why not; then show the members again."""
    try:
        verb()
    except KindredError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("members", workspace=request.workspace.slug)


def _page(
    request: WorkspaceRequest, form: InvitationForm, *, sent: Sent | None = None, status: int = 200
) -> HttpResponse:
    """Show members, invitations and, this once, the link of the invitation just sent."""
    now = utc_now()
    people = list(Member.objects.of(request.workspace).in_order())
    mine = Role(request.member.role)
    context = {
        "form": form,
        "sent": sent,
        "people": [(person, request.member.may_change(person)) for person in people],
        "roles": [role for role in Role if mine.may_give(role)],
        "invitations": [
            (invitation, invitation.is_open(now), mine.may_give(Role(invitation.role)))
            for invitation in Invitation.objects.of(request.workspace).unanswered().select_related("invited_by")
        ],
    }
    return render(request, "settings/members.html", context, status=status)

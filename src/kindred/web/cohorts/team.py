"""Step 2 of the wizard: with whom. Members of the workspace are picked, others are invited by e-mail."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Invitation, Member, Notification, Role
from kindred.cohorts.models import Collaborator
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.cohorts.wizard import wizard_steps
from kindred.web.settings.invitation_mail import send_invitation

#: What each role may do, for the person who gives it.
ALLOWS = {
    Collaborator.Role.OWNER: gettext_lazy("Everything, also archiving it and choosing other owners"),
    Collaborator.Role.EDITOR: gettext_lazy("Changes the cohort and its workflow, and runs it"),
    Collaborator.Role.RUNNER: gettext_lazy("Adds contacts and moves cards; changes nothing else"),
    Collaborator.Role.REVIEWER: gettext_lazy("Looks and gives an opinion; changes nothing"),
    Collaborator.Role.VIEWER: gettext_lazy("Looks"),
}


class CollaboratorForm(forms.Form):
    """Who joins, and as what."""

    who = forms.CharField(label=gettext_lazy("Member or e-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Collaborator.Role.EDITOR)

    def __init__(self, *args: Any, roles: list[Collaborator.Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@in_cohort()
def team(request: CohortRequest) -> HttpResponse:
    """Show who works on the cohort; add somebody."""
    if request.method == "GET":
        return _page(request, CollaboratorForm(roles=_givable(request)))
    if not request.powers.can_edit:
        raise PermissionDenied
    form = CollaboratorForm(request.POST, roles=_givable(request))
    if form.is_valid() and _added(request, form):
        return _page(request, CollaboratorForm(roles=_givable(request)))
    return _page(request, form, status=422)


@require_http_methods(["POST", "DELETE"])
@in_cohort(Collaborator.Role.EDITOR)
def collaborator(request: CohortRequest, pk: int) -> HttpResponse:
    """Give a collaborator another role, or let them go."""
    one = get_object_or_404(request.cohort.collaborators, pk=pk)
    role = request.POST.get("role", one.role)
    if not {one.role, role} <= {str(given) for given in _givable(request)}:
        raise PermissionDenied
    try:
        if request.method == "DELETE":
            request.cohort.unshare(one.pk)
        else:
            request.cohort.share_with(role=role, user=one.user, email=one.email)
    except KindredError as refusal:
        messages.error(request, refusal.message)
    return _page(request, CollaboratorForm(roles=_givable(request)))


def _added(request: CohortRequest, form: CollaboratorForm) -> bool:
    """Add a member, or invite an address; say in the form why not."""
    who, role = form.cleaned_data["who"].strip(), form.cleaned_data["role"]
    members = Member.objects.of(request.workspace).select_related("user")
    found = members.filter(user__email__iexact=who).first() or _by_name(members, who)
    if found:
        request.cohort.share_with(role=role, user=found.user)
        _tell(request, found)
        return True
    if not _is_address(who):
        form.add_error("who", _("No member is called that. Choose one from the list, or enter an e-mail address."))
        return False
    return _invited(request, form, who, role)


def _tell(request: CohortRequest, member: Member) -> None:
    """Let a member know that they work on the cohort now."""
    if member.user_id == request.user.pk:
        return
    words = {"who": request.user, "cohort": request.cohort}
    Notification.objects.tell(
        workspace=request.workspace,
        users=[member.user],
        text=_("%(who)s made you a collaborator on “%(cohort)s”.") % words,
        now=utc_now(),
        path=reverse("cohort", kwargs={"workspace": request.workspace.slug, "cohort": request.cohort.pk}),
    )


def _invited(request: CohortRequest, form: CollaboratorForm, email: str, role: str) -> bool:
    """Invite an address into the workspace and make it a collaborator once it answers."""
    given = Role.VIEWER if role in {Collaborator.Role.VIEWER, Collaborator.Role.REVIEWER} else Role.MEMBER
    try:
        invitation, token = Invitation.objects.invite(
            workspace=request.workspace, email=email, role=given, by=request.member, now=utc_now()
        )
    except KindredError:
        text = _("%(email)s is not a member yet. Ask an admin of the workspace to invite them, then add them here.")
        form.add_error("who", text % {"email": email})
        return False
    request.cohort.share_with(role=role, email=email)
    sent = send_invitation(invitation, token)
    if sent.mailed:
        messages.success(request, _("%(email)s has been invited.") % {"email": email})
    else:
        text = _("%(email)s is invited, but no mail server is set up. Pass this link on: %(link)s")
        messages.warning(request, text % {"email": email, "link": sent.link})
    return True


def _by_name(members: Any, name: str) -> Member | None:
    """Find the one member of this name."""
    named = list(members.filter(user__name__iexact=name)[:2])
    return named[0] if len(named) == 1 else None


def _is_address(text: str) -> bool:
    """Whether a text looks like an e-mail address."""
    try:
        forms.EmailField().clean(text)
    except forms.ValidationError:
        return False
    return True


def _givable(request: CohortRequest) -> list[Collaborator.Role]:
    """Return the roles this person may give and take: only an owner makes owners."""
    if not request.powers.can_edit:
        return []
    return [role for role in Collaborator.Role if request.powers.can_own or role != Collaborator.Role.OWNER]


def _page(request: CohortRequest, form: CollaboratorForm, *, status: int = 200) -> HttpResponse:
    """Show the people; to htmx only their list and the form."""
    people = list(request.cohort.collaborators.select_related("user").order_by("pk"))
    givable = {str(role) for role in _givable(request)}
    taken = {person.user_id for person in people}
    members = Member.objects.of(request.workspace).select_related("user").exclude(user__in=[t for t in taken if t])
    context = {
        "cohort": request.cohort,
        "powers": request.powers,
        "form": form,
        "people": [(person, str(person.role) in givable) for person in people],
        "members": members.order_by("user__name", "user__email")[:200],
        "roles": [(role, ALLOWS[role]) for role in Collaborator.Role],
        "givable": _givable(request),
        "steps": wizard_steps(request.workspace, request.cohort),
        "current": 2,
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "cohorts/_team.html" if is_fragment else "cohorts/team.html", context, status=status)

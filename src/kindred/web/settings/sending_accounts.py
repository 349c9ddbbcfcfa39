"""The accounts a workspace sends from."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.messaging.models import SendingAccount
from kindred.messaging.trial import try_out
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.settings.sending_account_form import SendingAccountForm


def _account(request: WorkspaceRequest, pk: int) -> SendingAccount:
    """Return an account of the workspace; its password stays unread, so that a lost key locks nobody out."""
    return get_object_or_404(SendingAccount.objects.of(request.workspace).defer("password"), pk=pk)


@require_safe
@in_workspace()
def sending_accounts(request: WorkspaceRequest) -> HttpResponse:
    """List the accounts."""
    accounts = SendingAccount.objects.of(request.workspace).defer("password").order_by("-is_default", "name")
    return render(request, "settings/sending_accounts.html", {"accounts": accounts})


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def sending_account_new(request: WorkspaceRequest) -> HttpResponse:
    """Add an account."""
    if request.workspace.is_demo:
        raise PermissionDenied  # Nothing ever leaves a demo.
    initial = {"from_name": request.workspace.name, "from_email": request.user.email}
    form = SendingAccountForm(
        request.POST or None, instance=SendingAccount(workspace=request.workspace), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        account = SendingAccount.objects.open_for(request.workspace, now=utc_now(), by=request.user, **form.details)
        return redirect("sending_account", workspace=request.workspace.slug, pk=account.pk)
    return render(request, "settings/sending_account.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def sending_account(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show and change an account."""
    account = _account(request, pk)
    form = SendingAccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        account.change(now=utc_now(), by=request.user, **form.details)
        messages.success(request, _("Saved."))
        return redirect("sending_account", workspace=request.workspace.slug, pk=pk)
    context = {"form": form, "account": _account(request, pk)}
    return render(request, "settings/sending_account.html", context, status=422 if form.errors else 200)


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_check(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Connect and log in, and say how that went."""
    fault = _account(request, pk).check_connection()
    said = fault or _("The server answers and the login works.")
    return render(request, "settings/_account_answer.html", {"said": said, "is_well": not fault})


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_trial(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send a mail to oneself, and say how that went."""
    fault = try_out(_account(request, pk), to=request.user.email, name=request.user.name, now=utc_now())
    said = fault or _("The server has taken a mail to %(email)s.") % {"email": request.user.email}
    return render(request, "settings/_account_answer.html", {"said": said, "is_well": not fault})


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_pause(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Stop sending; its messages wait."""
    _account(request, pk).pause(reason=_("Paused by %(person)s.") % {"person": request.user})
    return redirect("sending_accounts", workspace=request.workspace.slug)


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_resumption(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Go on sending."""
    _account(request, pk).resume()
    return redirect("sending_accounts", workspace=request.workspace.slug)


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_default(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Use it where no other is chosen."""
    _account(request, pk).make_default()
    return redirect("sending_accounts", workspace=request.workspace.slug)


@require_POST
@in_workspace(Role.ADMIN)
def sending_account_deletion(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Remove it; what waited for it goes by the account that is used where no other is chosen."""
    account = _account(request, pk)
    account.close(now=utc_now(), by=request.user)
    messages.success(request, _("The account %(name)s has been removed.") % {"name": account.name})
    return redirect("sending_accounts", workspace=request.workspace.slug)

"""Kept views of the list: made, changed, shared, copied, deleted and put back; and the columns it shows."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kindred.contacts.models import View
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.columns import MOST, USUAL
from kindred.web.contacts.look import Look

P = ParamSpec("P")


class ViewForm(forms.Form):
    """What a view is called, and for whom it is."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=View.MAX_NAME,
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share it with the workspace"),
        required=False,
        help_text=gettext_lazy("Everybody here can use it; you and admins can change it."),
    )
    is_default = forms.BooleanField(
        label=gettext_lazy("Open my list with it"),
        required=False,
        help_text=gettext_lazy("Only for you."),
    )


class ViewRequest(WorkspaceRequest):
    """A request about a view that the member may change."""

    view: View


def in_view(
    *, deleted: bool = False, change: bool = True
) -> Callable[
    [Callable[Concatenate[ViewRequest, P], HttpResponse]], Callable[Concatenate[ViewRequest, P], HttpResponse]
]:
    """Give a view function its kept view; 404 for one the member does not see, 403 for one they may not change."""

    def decorate(
        view: Callable[Concatenate[ViewRequest, P], HttpResponse],
    ) -> Callable[Concatenate[ViewRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: ViewRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = View.objects.filter(workspace=request.workspace, owner=request.user)
            managed = View.objects.filter(workspace=request.workspace, is_shared=True)
            seen = (mine | managed).filter(deleted_at__isnull=not deleted)
            request.view = get_object_or_404(seen, pk=kwargs.pop("view"))
            if change and not request.view.may_change(request.member):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return in_workspace()(inner)  # type: ignore[arg-type]

    return decorate


@require_http_methods(["GET", "POST"])
@in_workspace()
def view_new(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a name, and keep the list as it looks now."""
    look = _look(request)
    form = ViewForm(request.POST if request.method == "POST" else None)
    if not request.member.can_edit:
        del form.fields["is_shared"]
    if request.method == "POST" and form.is_valid():
        view = View.objects.keep(
            member=request.member,
            name=form.cleaned_data["name"],
            look=look.kept,
            now=utc_now(),
            is_shared=form.cleaned_data.get("is_shared", False),
            is_default=form.cleaned_data["is_default"],
        )
        messages.success(request, _("View “%(name)s” kept.") % {"name": view})
        return _to(view)
    context = {"form": form, "look": look, "action": request.path, "is_new": True}
    return render(request, "contacts/views/_form.html", context, status=422 if form.errors else 200)


@require_POST
@in_view()
def view_change(request: ViewRequest) -> HttpResponse:
    """Keep the list as it looks now in the view it started from."""
    request.view.change(look=_look(request).kept, now=utc_now())
    messages.success(request, _("View “%(name)s” changed.") % {"name": request.view})
    return _to(request.view)


@require_http_methods(["GET", "POST"])
@in_view(change=False)
def view_settings(request: ViewRequest) -> HttpResponse:
    """Ask what a view is called and for whom it is; who may not change it decides only what their own list opens with."""
    view, may_change = request.view, request.view.may_change(request.member)
    opens = view.opens_for.filter(pk=request.user.pk).exists()
    initial = {"name": view.name, "is_shared": view.is_shared, "is_default": opens}
    form = ViewForm(request.POST if request.method == "POST" else None, initial=initial)
    if not may_change:
        del form.fields["name"]
    if not (may_change and request.member.can_edit):
        del form.fields["is_shared"]
    if request.method == "POST" and form.is_valid():
        if may_change:
            said = form.cleaned_data
            view.change(name=said["name"], is_shared=said.get("is_shared"), now=utc_now())
        view.open_for(request.member, is_default=form.cleaned_data["is_default"])
        return _to(view)
    context = {"form": form, "view": view, "action": request.path}
    return render(request, "contacts/views/_form.html", context, status=422 if form.errors else 200)


@require_POST
@in_view(change=False)
def view_copy(request: ViewRequest) -> HttpResponse:
    """Make a view of one's own that looks the same."""
    return _to(request.view.copy(member=request.member, now=utc_now()))


@require_POST
@in_view()
def view_deletion(request: ViewRequest) -> HttpResponse:
    """Delete a view; it can be put back."""
    request.view.delete_softly(now=utc_now())
    place = {"workspace": request.workspace.slug, "view": request.view.pk}
    undo = reverse("view_restoration", kwargs=place)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": request.view}, extra_tags=undo)
    return redirect(reverse("contacts", kwargs={"workspace": request.workspace.slug}) + "?view=all")


@require_POST
@in_view(deleted=True)
def view_restoration(request: ViewRequest) -> HttpResponse:
    """Put a deleted view back."""
    request.view.put_back()
    return _to(request.view)


@require_http_methods(["GET", "POST"])
@in_workspace()
def columns(request: WorkspaceRequest) -> HttpResponse:
    """Ask which columns the list shall show, in which order, and show them."""
    look = _look(request)
    if request.method == "POST":
        keys = USUAL if "usual" in request.POST else tuple(request.POST.getlist("column"))
        known = tuple(dict.fromkeys(key for key in keys if key in look.known))[:MOST]
        return redirect(replace(look, columns=() if known == USUAL else known).address())
    chosen = [column.key for column in look.shown]
    order = [*chosen, *(key for key in look.known if key not in chosen)]
    context = {"columns": [(look.known[key], key in chosen) for key in order], "look": look, "most": MOST}
    return render(request, "contacts/views/_columns.html", context)


def _look(request: WorkspaceRequest) -> Look:
    """Return how the list looks that a form was opened from."""
    query = QueryDict(request.POST.get("look", "")) if request.method == "POST" else request.GET
    return Look.read(query, member=request.member)


def _to(view: View) -> HttpResponse:
    """Go to the list as a view shows it."""
    return redirect(reverse("contacts", kwargs={"workspace": view.workspace.slug}) + f"?view={view.pk}")

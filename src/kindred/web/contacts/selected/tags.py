"""Hanging a tag on a selection, and taking one off."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.errors import EmptyName
from kindred.contacts.keys import folded
from kindred.contacts.models import Tag
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.selected.answer import done
from kindred.web.contacts.selection import Selection


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def tagging(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a tag, and hang it on the selected contacts."""
    if request.method == "GET":
        return _ask(request)
    now, name = utc_now(), request.POST.get("tag", "")
    contacts = Selection.read(request.POST).contacts(workspace=request.workspace, now=now)
    try:
        tag = Tag.objects.named(request.workspace, name)
    except EmptyName:
        return _ask(request, error=_("Choose a tag, or write a new one."))
    count = contacts.add_tag(tag, at=now, by=request.user)
    words = {"count": count, "tag": tag.name}
    return done(
        request,
        ngettext("%(count)d contact tagged “%(tag)s”.", "%(count)d contacts tagged “%(tag)s”.", count) % words
        if count
        else _("All of them had the tag “%(tag)s” already.") % words,
    )


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def untagging(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a tag, and take it off the selected contacts."""
    if request.method == "GET":
        return _ask(request, is_removal=True)
    now, name = utc_now(), request.POST.get("tag", "")
    contacts = Selection.read(request.POST).contacts(workspace=request.workspace, now=now)
    tag = Tag.objects.filter(workspace=request.workspace, name_key=folded(name)).first()
    if tag is None:
        return _ask(request, is_removal=True, error=_("Choose one of the tags there are."))
    count = contacts.remove_tag(tag, at=now, by=request.user)
    words = {"count": count, "tag": tag.name}
    return done(
        request,
        ngettext(
            "Tag “%(tag)s” removed from %(count)d contact.", "Tag “%(tag)s” removed from %(count)d contacts.", count
        )
        % words
        if count
        else _("None of them had the tag “%(tag)s”.") % words,
    )


def _ask(request: WorkspaceRequest, *, is_removal: bool = False, error: str = "") -> HttpResponse:
    """Show the dialog."""
    asked = request.GET if request.method == "GET" else request.POST
    selection = Selection.read(asked)
    count = selection.contacts(workspace=request.workspace, now=utc_now()).count()
    context = {
        "selection": selection,
        "count": count,
        "is_removal": is_removal,
        "is_addition": not is_removal,
        "error": error,
    }
    return render(request, "contacts/selected/_tags.html", context, status=422 if error else 200)

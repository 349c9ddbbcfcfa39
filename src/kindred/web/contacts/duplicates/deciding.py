"""Deciding about a card: one person, or not; and taking that back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role
from kindred.contacts.models import Contact, Duplicate, Merge
from kindred.contacts.models.united import Group
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.duplicates.card import cards, people_of

_CHOICE = "choice-"


@require_POST
@in_workspace(Role.MEMBER)
def merging(request: WorkspaceRequest, pair: int) -> HttpResponse:
    """Merge the contacts of a card as chosen on it, and show what came of it."""
    one = Duplicate.objects.of(request.workspace).filter(pk=pair).first()
    if one is None:
        return _gone(request, pair)
    group = _group(request.POST, among=people_of(one))
    if group is None:
        messages.error(request, _("Choose at least two contacts, and who stays."))
        return _shown(request, one)
    merges = Merge.objects.perform([group], workspace=request.workspace, now=utc_now(), by=request.user)
    if not merges:
        return _gone(request, pair)
    context = {"merge": merges[0], "survivor": merges[0].survivor, "names": _names(merges[0]), "pair_id": pair}
    return render(request, "contacts/duplicates/_merged.html", context)


@require_POST
@in_workspace(Role.MEMBER)
def unmerging(request: WorkspaceRequest, merge: int) -> HttpResponse:
    """Undo a merge, and show the card again."""
    one = get_object_or_404(Merge.objects.of(request.workspace).select_related("survivor"), pk=merge)
    try:
        stayed = one.undo(now=utc_now(), by=request.user)
    except KindredError as fault:
        messages.error(request, fault.message)
        pair_id = _pair_id(request.POST)
        context = {"merge": one, "survivor": one.survivor, "names": _names(one), "pair_id": pair_id}
        return render(request, "contacts/duplicates/_merged.html", context)
    if stayed:
        said = ngettext(
            "%(n)d value has been changed since the merge and stays as it is now.",
            "%(n)d values have been changed since the merge and stay as they are now.",
            stayed,
        )
        messages.info(request, said % {"n": stayed})
    pair = Duplicate.objects.of(request.workspace).undecided().filter(pk=_pair_id(request.POST)).first()
    return _shown(request, pair) if pair else render(request, "contacts/duplicates/_unmerged.html", {"merge": one})


@require_POST
@in_workspace(Role.MEMBER)
def parting(request: WorkspaceRequest, pair: int) -> HttpResponse:
    """Note that the contacts of a card are not the same person."""
    one = Duplicate.objects.of(request.workspace).undecided().filter(pk=pair).first()
    if one is None:
        return _gone(request, pair)
    group = people_of(one)
    pairs = Duplicate.objects.of(request.workspace).undecided().filter(first__in=group, second__in=group)
    ids = list(pairs.values_list("pk", flat=True))
    Duplicate.objects.filter(pk__in=ids).set_apart(now=utc_now(), by=request.user)
    people = Contact.objects.filter(pk__in=group).order_by("pk")
    return render(request, "contacts/duplicates/_parted.html", {"pair": one, "ids": ids, "people": people})


@require_POST
@in_workspace(Role.MEMBER)
def rejoining(request: WorkspaceRequest, pair: int) -> HttpResponse:
    """Take back that contacts are not the same, and show the card again."""
    one = get_object_or_404(Duplicate.objects.of(request.workspace), pk=pair)
    ids = [int(text) for text in request.POST.getlist("ids") if text.isascii() and text.isdigit() and len(text) < 19]
    Duplicate.objects.of(request.workspace).filter(pk__in=[one.pk, *ids]).bring_back()
    one.refresh_from_db()
    return _shown(request, one)


def _shown(request: WorkspaceRequest, pair: Duplicate) -> HttpResponse:
    """Show the card of a pair."""
    found = cards([pair], workspace=request.workspace)
    if not found:
        return _gone(request, pair.pk)
    return render(request, "contacts/duplicates/_card.html", {"card": found[0], "is_again": True})


def _gone(request: WorkspaceRequest, pair: int) -> HttpResponse:
    """Say that somebody else has dealt with it."""
    return render(request, "contacts/duplicates/_gone.html", {"pair_id": pair})


def _group(form: QueryDict, *, among: set[int]) -> Group | None:
    """Read who is merged, who stays and whose values are kept; None where that are not two."""
    wanted = [pk for text in form.getlist("with") if (pk := _id(text)) in among]
    survivor = _id(form.get("survivor", ""))
    if survivor not in wanted or len(set(wanted)) < 2:
        return None
    choices = {
        key.removeprefix(_CHOICE): pk
        for key, value in form.items()
        if key.startswith(_CHOICE) and (pk := _id(str(value))) in wanted
    }
    losers = tuple(pk for pk in dict.fromkeys(wanted) if pk != survivor)
    return Group(survivor=survivor, losers=losers, choices=choices)


def _id(text: str) -> int:
    """Read an id; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _pair_id(form: QueryDict) -> int:
    """Read the pair a card was about."""
    return _id(form.get("pair", ""))


def _names(merge: Merge) -> list[Any]:
    """Return the names of those who became part of another."""
    return list(merge.merged.order_by("pk").values_list("name", flat=True))

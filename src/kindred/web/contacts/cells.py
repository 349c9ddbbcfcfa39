"""The cells of the list of contacts: shown, and edited where they stand."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.errors import InvalidContact
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.columns import Column, chosen_columns, known_columns
from kindred.web.contacts.detail import entered, shown
from kindred.web.contacts.details import detail
from kindred.web.contacts.taking_back import offer


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a column shows of a contact."""

    column: Column
    value: Any
    contact_id: int

    @property
    def id(self) -> str:
        """Its id in the page, by which it is found again once it has been edited."""
        return f"cell-{self.contact_id}-{slugify(self.column.key.replace(':', '-'))}"


def row_of(contact: Contact, columns: list[Column]) -> dict[str, Any]:
    """Return a contact with its cells."""
    cells = [Cell(column=column, value=column.of(contact), contact_id=contact.pk) for column in columns]
    return {"contact": contact, "cells": cells}


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def cell(request: ContactRequest, key: str) -> HttpResponse:
    """Show the form of a cell, or keep what was entered and show the row; an error stands in the cell."""
    column = known_columns(request.workspace).get(key)
    known = detail(request.contact, column.field) if column and column.field else None
    if column is None or known is None:
        raise Http404
    if "shown" in request.GET:
        return _row(request)
    context = {"contact": request.contact, "column": column, "detail": known, "columns_query": _asked(request)}
    if request.method == "GET":
        return render(request, "contacts/_cell_form.html", context)
    value = entered(request.POST, known, name="value")
    try:
        is_changed = request.contact.edit(values={known.key: value}, now=utc_now(), by=request.user)
    except InvalidContact as refusal:
        again = shown(known, value, problems=refusal.problems)
        context |= {"detail": again, "error": refusal.message}
        return render(request, "contacts/_cell_form.html", context, status=422)
    kept = detail(request.contact, known.key)
    if is_changed and kept:
        said = _("%(label)s of %(name)s changed.") % {"label": known.label, "name": request.contact}
        messages.success(request, said, extra_tags=offer(request.contact, before=known, after=kept))
    return _row(request)


def _asked(request: ContactRequest) -> str:
    """Return the columns of the list the cell stands in."""
    return request.GET.get("columns", "")


def _row(request: ContactRequest) -> HttpResponse:
    """Show the row."""
    columns = chosen_columns(_asked(request).split(","), known_columns(request.workspace))
    context = {"row": row_of(request.contact, columns), "columns_query": _asked(request)}
    return render(request, "contacts/_row.html", context)

"""Finding contacts by what one types: what the combobox suggests, and what it then posts."""

from django.http import HttpRequest, JsonResponse

from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet

#: Suggestions at a time.
SHOWN = 12


def suggested(request: HttpRequest, pool: ContactQuerySet) -> JsonResponse:
    """Answer with the first contacts that fit what was typed."""
    found = pool.search(request.GET.get("q", "")[:120]).select_related("company").order_by("name_key", "pk")[:SHOWN]
    return JsonResponse(
        [{"value": str(one.pk), "label": str(one), "note": _note(one)} for one in found],
        safe=False,
    )


def picked(request: HttpRequest, pool: ContactQuerySet) -> ContactQuerySet:
    """Return the contacts that were picked, those of other workspaces left out."""
    return pool.filter(pk__in=[int(one) for one in request.POST.getlist("contacts") if one.isdecimal()])


def _note(contact: Contact) -> str:
    """Tell contacts of one name apart."""
    return " · ".join(filter(None, (contact.title, str(contact.company or ""))))

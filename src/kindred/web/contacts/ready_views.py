"""Views of the list that come with every workspace."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from kindred.contacts.models import View
from kindred.contacts.provenance import FIRST_OF_ALL

#: As the address names it.
VERIFY = "verify"


def _verify_first() -> View:
    """Return whom to verify first: people of whom something important has not been verified for a year."""
    stale = [{"field": f"{key}.verified", "is": "before", "value": "1 year ago"} for key in FIRST_OF_ALL]
    return View(
        name=_("Verify first"),
        is_shared=True,
        columns=["title", "company_name", "email", "phone", "place", "verified_at"],
        filter={"where": {"format": 1, "any": stale}},
    )


READY: dict[str, Callable[[], View]] = {VERIFY: _verify_first}


def ready_view(key: str) -> View | None:
    """Return the view of this name."""
    if key not in READY:
        return None
    view = READY[key]()
    view.ready = key
    return view


def ready_views() -> list[View]:
    """Return all of them."""
    return [view for key in READY if (view := ready_view(key))]

"""What messaging holds on a person without leading to them; named in `config/followers.py`."""

from typing import Any

from kindred.contacts.disclosing import Disclosure, rows_of
from kindred.messaging.models import Suppression


def disclose(*, data: dict[str, Any], **_fact: Any) -> None:
    """Add what stands against writing to the person."""
    found: Disclosure = data["disclosure"]
    person = found.contact
    addresses = [person.email, *(point.value for point in person.points.filter(medium="email"))]
    theirs = Suppression.objects.of(found.workspace).covering(filter(None, addresses))
    found.add("messaging.suppression", str(Suppression._meta.verbose_name_plural).capitalize(), lambda: rows_of(theirs))

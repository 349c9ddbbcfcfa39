"""What hangs on a contact in this room, carried over when contacts become one; named in `config/followers.py`."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact, ContactPoint
from kindred.contacts.models.carrying import Carrying
from kindred.kit.db.gate import close_gate
from kindred.messaging.addresses import normalised
from kindred.messaging.models import Message, Suppression

#: Each table that refers to contacts, with what becomes of its rows.
CARRIED: dict[type[Model], str] = {
    Message: "go to the survivor; where they went and what became of them stays as it was",
}
#: What a person has said themselves, and what therefore holds for their other addresses.
_WISHES = (Suppression.Reason.UNSUBSCRIBED, Suppression.Reason.COMPLAINED)


def carry_over(*, workspace: Workspace, data: dict[str, Any], **_fact: Any) -> None:
    """Give the messages of the losers to their survivors, and heed what any of them has said."""
    carrying: Carrying = data["carrying"]
    carrying.move(Message)
    _heed_wishes(carrying, workspace)


def _heed_wishes(carrying: Carrying, workspace: Workspace) -> None:
    """Who did not want to be written to at one address is not written to at the others they turn out to have."""
    addresses = {address: carrying.survivor_of.get(pk, pk) for pk, address in _addresses(carrying)}
    in_force = Suppression.objects.of(workspace).in_force().filter(kind=Suppression.Kind.ADDRESS)
    known = {row.value: row for row in in_force.filter(value__in=addresses)}
    wishes = {addresses[address]: row for address, row in known.items() if row.reason in _WISHES}
    new = [address for address, survivor in addresses.items() if survivor in wishes and address not in known]
    if not new:
        return
    close_gate(workspace.pk)
    made = Suppression.objects.bulk_create(
        Suppression(
            workspace=workspace,
            value=address,
            reason=wishes[addresses[address]].reason,
            source=_("merged with %(address)s") % {"address": wishes[addresses[address]].value[:150]},
            created_at=carrying.at,
        )
        for address in new
    )
    carrying.made(made, of=lambda row: addresses[row.value])


def _addresses(carrying: Carrying) -> Iterator[tuple[int, str]]:
    """Yield the addresses of all who take part, primary and further ones."""
    people = Contact.objects.filter(pk__in=carrying.everybody).exclude(email="")
    points = ContactPoint.objects.filter(contact__in=carrying.everybody, medium="email")
    for pk, email in (*people.values_list("pk", "email"), *points.values_list("contact", "value")):
        yield pk, normalised(email)

"""What hangs on a contact in this room, carried over when contacts become one; named in `config/followers.py`."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from kindred.cohorts.models import Membership, Pin, Recheck
from kindred.contacts.models.carrying import Carrying

#: Each table that refers to contacts, with what becomes of its rows.
CARRIED: dict[type[Model], str] = {
    Membership: "go to the survivor; of two open ones in a cohort the older stays open",
    Recheck: "made anew for the survivor",
    Pin: "go to the survivor; of two in a cohort the later decision counts",
}


def carry_over(*, data: dict[str, Any], **_fact: Any) -> None:
    """Give memberships and pins of the losers to their survivors."""
    carrying: Carrying = data["carrying"]
    _keep_latest_pins(carrying)
    carrying.move(Pin)
    _close_all_but_the_oldest(carrying)
    carrying.move(Membership)
    _heed_pins(carrying)
    Recheck.objects.filter(contact__in=carrying.losers).delete()


def _keep_latest_pins(carrying: Carrying) -> None:
    """Of several decisions about one cohort keep the last, whoever's it was."""
    latest: dict[tuple[int, int], Pin] = {}
    for pin in Pin.objects.filter(contact__in=carrying.everybody).order_by("at", "pk"):
        place = (carrying.survivor_of.get(pin.contact_id, pin.contact_id), pin.cohort_id)
        if earlier := latest.get(place):
            carrying.remove([earlier])
        latest[place] = pin


def _close_all_but_the_oldest(carrying: Carrying) -> None:
    """Of several open memberships in one cohort keep the oldest open, so that it is known since when."""
    kept: set[tuple[int, int]] = set()
    doubled = []
    stays = Membership.objects.filter(contact__in=carrying.everybody, left_at=None)
    for stay in stays.order_by("entered_at", "pk"):
        place = (carrying.survivor_of.get(stay.contact_id, stay.contact_id), stay.cohort_id)
        if place in kept:
            doubled.append(stay)
        kept.add(place)
    carrying.change(doubled, {stay.pk: {"left_at": max(stay.entered_at, carrying.at)} for stay in doubled})


def _heed_pins(carrying: Carrying) -> None:
    """Close the membership of a survivor who is pinned out; workflows follow by ending the place there."""
    out = Pin.objects.filter(contact=OuterRef("contact"), cohort=OuterRef("cohort"), kind=Pin.Kind.OUT)
    unwanted = Membership.objects.filter(Q(contact__in=carrying.survivors), Exists(out), left_at=None)
    stays = list(unwanted)
    carrying.change(stays, {stay.pk: {"left_at": max(stay.entered_at, carrying.at)} for stay in stays})

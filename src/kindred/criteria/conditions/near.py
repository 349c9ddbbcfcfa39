"""Conditions on how far from a point a contact is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.condition import Condition
from kindred.criteria.cursor import Cursor, Part
from kindred.criteria.kind import ConditionKind, Raw
from kindred.criteria.misread import Misread
from kindred.criteria.reading import Reading
from kindred.criteria.scope import Scope

#: The mean radius of the earth.
EARTH_KM = 6371.0088
#: Half way round it.
MOST_KM = 20_038
#: Kilometres of one degree of latitude.
DEGREE_KM = EARTH_KM * radians(1)


@dataclass(frozen=True, kw_only=True)
class NearCondition(Condition):
    """That a contact's coordinates lie within so many kilometres of a point."""

    km: float
    latitude: float
    longitude: float

    def where(self, scope: Scope) -> Q:  # noqa: ARG002 (as every condition)
        """Put it to the database: the band of latitudes first, which costs little."""
        reach = self.km / DEGREE_KM + 1e-6
        there = Q(latitude__isnull=False, longitude__isnull=False)
        band = Q(latitude__gte=self.latitude - reach, latitude__lte=self.latitude + reach)
        return there & band & Q(LessThanOrEqual(self._distance(), Value(self.km, output_field=FloatField())))

    def holds(self, contact: Contact, scope: Scope) -> bool:  # noqa: ARG002
        """Put it to one contact."""
        km = self._km_to(contact)
        return km is not None and km <= self.km

    def seen(self, contact: Contact, scope: Scope) -> str:  # noqa: ARG002
        """Return how far away the contact is."""
        km = self._km_to(contact)
        return _("no coordinates") if km is None else _("%(km).0f km away") % {"km": km}

    def say(self, workspace: Workspace | None = None) -> str:  # noqa: ARG002
        """Read it aloud."""
        words = {"km": f"{self.km:.15g}", "at": f"{self.latitude:.15g}, {self.longitude:.15g}"}
        return _("within %(km)s km of %(at)s") % words

    def clause(self, workspace: Workspace | None = None) -> str:
        """Return it as the end of a sentence about several people."""
        return _("who are %(said)s") % {"said": self.say(workspace)}

    @property
    def reading(self) -> Reading:
        """The coordinates."""
        return Reading.of("latitude", "longitude")

    def _km_to(self, contact: Contact) -> float | None:
        """Return the way over the ground, by the haversine formula."""
        if contact.latitude is None or contact.longitude is None:
            return None
        north = sin(radians(contact.latitude - self.latitude) / 2) ** 2
        east = sin(radians(contact.longitude - self.longitude) / 2) ** 2
        part = north + cos(radians(self.latitude)) * cos(radians(contact.latitude)) * east
        return 2 * EARTH_KM * asin(sqrt(min(part, 1.0)))

    def _distance(self) -> Any:
        """Return the same as an expression."""
        north = Power(Sin(Radians(F("latitude") - self.latitude) / 2.0), 2.0)
        east = Power(Sin(Radians(F("longitude") - self.longitude) / 2.0), 2.0)
        part = north + Cos(Radians(F("latitude"))) * east * cos(radians(self.latitude))
        one = Value(1.0, output_field=FloatField())
        return ASin(Sqrt(Least(part, one, output_field=FloatField()))) * (2 * EARTH_KM)


def _read(raw: Raw) -> NearCondition:
    """Read it from a document."""
    point = raw.get("of")
    if not isinstance(point, Mapping) or set(point) != {"latitude", "longitude"}:
        raise Misread("/of", _("Give the point as “latitude” and “longitude”."))
    km = _within(raw["within_km"], "/within_km", 0, MOST_KM)
    if not km:
        raise Misread("/within_km", _("Enter a distance above 0."))
    return NearCondition(
        km=km,
        latitude=_within(point["latitude"], "/of/latitude", -90, 90),
        longitude=_within(point["longitude"], "/of/longitude", -180, 180),
    )


def _within(number: Any, path: str, least: float, most: float) -> float:
    """Return a number within bounds."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= most:
        raise Misread(path, _("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return float(number)


def _read_text(cursor: Cursor) -> Part | None:
    """Read it from text: `within 50 km of (52.52, 13.40)`."""
    start = cursor.offset
    if not cursor.accept("within", "is within"):
        return None
    places = {"": start, "/within_km": cursor.offset}
    km = cursor.number()
    if not cursor.accept("km of"):
        cursor.expect("km of")
    in_brackets = cursor.accept("(")
    places |= {"/of": cursor.offset, "/of/latitude": cursor.offset}
    latitude = cursor.number()
    cursor.accept(",")
    places["/of/longitude"] = cursor.offset
    longitude = cursor.number()
    if in_brackets:
        cursor.expect(")")
    return Part(document={"within_km": km, "of": {"latitude": latitude, "longitude": longitude}}, places=places)


def _write(raw: Raw, _workspace: Workspace | None) -> str:
    """Write it as text."""
    return f"within {raw['within_km']!r} km of ({raw['of']['latitude']!r}, {raw['of']['longitude']!r})"


KIND = ConditionKind(key="within_km", others=("of",), read=_read, read_text=_read_text, write=_write)

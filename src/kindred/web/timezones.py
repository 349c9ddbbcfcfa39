"""The time zones a person can choose from."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.http import HttpRequest, HttpResponseBase
from django.utils.timezone import override

from kindred.accounts.models import User


@cache
def timezone_choices() -> list[tuple[str, str]]:
    """Return the zones by region, as people read them; names without a region are for machines."""
    zones = sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and "Etc/" not in zone))
    return [(zone, zone.replace("_", " ")) for zone in zones]


class OwnTimezone:
    """Middleware: show every time in the time zone of the person who looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with override(_zone_of(request.user)):
            return self.get_response(request)


def _zone_of(user: object) -> ZoneInfo | None:
    """Return the zone a person has chosen; None for strangers, and for a zone that this machine does not know."""
    if not isinstance(user, User):
        return None
    try:
        return ZoneInfo(user.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None

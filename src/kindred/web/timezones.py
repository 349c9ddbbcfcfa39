"""The time zones a person can choose from."""

from functools import cache
from zoneinfo import available_timezones


@cache
def timezone_choices() -> list[tuple[str, str]]:
    """Return the zones by region, as people read them; names without a region are for machines."""
    zones = sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and "Etc/" not in zone))
    return [(zone, zone.replace("_", " ")) for zone in zones]

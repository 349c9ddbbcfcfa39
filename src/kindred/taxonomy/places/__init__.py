"""Places as people write them, read as city, country, region and time zone."""

from kindred.taxonomy.places.place import PlaceReading, read

__all__ = ["PlaceReading", "read"]

"""Places as people write them."""

from zoneinfo import available_timezones

import pytest

from bench.taxonomy import HELD_OUT, SEEN, labelled_places_of, share
from kindred.taxonomy.places import read
from kindred.taxonomy.places.gazetteer import countries, regions, zones


@pytest.mark.parametrize(
    ("place", "city", "country", "timezone"),
    [
        ("Greater Paris Metropolitan", "Paris", "FR", "Europe/Paris"),
        ("SF Bay Area", "San Francisco", "US", "America/Los_Angeles"),
        ("München", "Munich", "DE", "Europe/Berlin"),
        ("Muenchen", "Munich", "DE", "Europe/Berlin"),
        ("MUNICH, GERMANY", "Munich", "DE", "Europe/Berlin"),
        ("Paris, TX", "Paris", "US", "America/Chicago"),
        ("London, Ontario", "London", "CA", "America/Toronto"),
        ("London", "London", "GB", "Europe/London"),
        ("Birmingham, AL", "Birmingham", "US", "America/Chicago"),
        ("Cambridge, MA", "Cambridge", "US", "America/New_York"),
        ("10115 Berlin", "Berlin", "DE", "Europe/Berlin"),
        ("北京", "Beijing", "CN", "Asia/Shanghai"),
        ("Москва", "Moscow", "RU", "Europe/Moscow"),
        ("São Paulo, Brasil", "São Paulo", "BR", "America/Sao_Paulo"),
        ("Hybrid - Austin, TX", "Austin", "US", "America/Chicago"),
        ("Singapore", "Singapore", "SG", "Asia/Singapore"),
    ],
)
def test_a_city_is_found_with_its_country_and_time_zone(place: str, city: str, country: str, timezone: str) -> None:
    reading = read(place)
    assert (reading.city, reading.country, reading.timezone) == (city, country, timezone)


@pytest.mark.parametrize(
    ("place", "country", "state"),
    [
        ("Georgia, USA", "US", "Georgia"),
        ("Atlanta, Georgia", "US", "Georgia"),
        ("Georgia", "GE", ""),
        ("Tbilisi, Georgia", "GE", ""),
        ("CA", "CA", ""),
        ("CA, USA", "US", "California"),
        ("Ontario, CA", "CA", "Ontario"),
    ],
)
def test_what_stands_beside_a_name_decides_between_state_and_country(place: str, country: str, state: str) -> None:
    reading = read(place)
    assert (reading.city if place.startswith(("CA", "Georgia", "Ontario")) else "", reading.country) == ("", country)
    assert not state or reading.state == state


def test_a_name_with_two_meanings_says_so() -> None:
    assert "could also be the state Georgia" in read("Georgia").why


@pytest.mark.parametrize("place", ["EMEA", "APAC", "LATAM"])
def test_a_region_of_business_over_several_continents_keeps_its_name(place: str) -> None:
    reading = read(f"Remote - {place}")
    assert (reading.region, reading.country, reading.is_remote) == (place, "", True)


def test_a_country_knows_its_continent_and_its_regions_of_business() -> None:
    reading = read("Deutschland")
    assert (reading.country, reading.region) == ("DE", "Europe")
    assert {"DACH", "EMEA"} <= set(reading.regions)


def test_remote_in_a_country_is_that_country_and_remote() -> None:
    reading = read("Remote (US)")
    assert (reading.country, reading.city, reading.is_remote) == ("US", "", True)


@pytest.mark.parametrize("place", ["", "   ", "asdfgh", "—", "0", "\x00", "💥", "," * 500])
def test_nonsense_is_nowhere(place: str) -> None:
    reading = read(place)
    assert (reading.city, reading.country, reading.region, reading.timezone) == ("", "", "", "")
    assert reading.why


def test_a_place_of_any_length_is_read() -> None:
    assert read("Berlin, " * 5_000).city == "Berlin"
    assert read("a b c " * 5_000).city == ""


def test_every_time_zone_of_the_data_exists() -> None:
    assert set(zones().values()) <= available_timezones()


def test_every_region_of_business_is_made_of_known_countries() -> None:
    assert {code for region in regions().values() for code in region.countries} <= set(countries())


@pytest.mark.parametrize("place", ["Estado de São Paulo", "Bundesland Berlin", "State of New York"])
def test_a_name_that_says_it_is_a_state_is_no_city(place: str) -> None:
    assert read(place).city == ""
    assert read(place).state


def test_names_that_stand_without_a_space_are_taken_apart() -> None:
    assert (read("日本東京都").city, read("日本東京都").country) == ("Tokyo", "JP")


@pytest.mark.parametrize("which", [SEEN, HELD_OUT])
def test_the_labelled_places_are_read_as_right_as_is_promised(which: str) -> None:
    right = [one.is_right for one in labelled_places_of(which)]
    assert len(right) >= 150
    assert share(right) >= 0.95

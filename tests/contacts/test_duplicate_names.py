"""Whether two names may be one person's."""

import pytest

from kindred.contacts.duplicates.judging import compared_names
from kindred.contacts.duplicates.keys import keys_of
from kindred.contacts.duplicates.names import root_of, roots, sound_of, words_of
from kindred.contacts.duplicates.profile import Profile, mailbox, page_of
from kindred.contacts.keys import sortable


def compared(one: str, other: str) -> str:
    """Compare names as they are written."""
    return compared_names(words_of(sortable(one)), words_of(sortable(other)))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Ada Lovelace", "ADA  lovelace", "same"),
        ("Zoë Ångström", "Zoe Angstrom", "same"),
        ("Иван Петров", "Ivan Petrov", "same"),
        ("Dr. Ada Lovelace", "Ada Lovelace", "same"),
        ("Ada Lovelace", "Lovelace Ada", "turned"),
        ("Ada B. Lovelace", "Ada Lovelace", "middle"),
        ("Bob Kahn", "Robert Kahn", "forms"),
        ("Kasia Nowak", "Katarzyna Nowak", "forms"),
        ("Paco García", "Francisco Garcia", "forms"),
        ("Kahn Bob", "Robert Kahn", "forms"),
        ("A. Lovelace", "Ada Lovelace", "initial"),
        ("Ada Lovelcae", "Ada Lovelace", "slip"),
        ("Ada Lovelaec", "Ada Lovelace", "slip"),
        ("Ada Lowvelacy", "Ada Lovelace", "close"),
        ("Zanele van Wky", "Zanele van Wyk", "slip"),
        ("Jan Maier", "Jan Meyer", "sound"),
        ("Ada Lovelace", "Bob Kahn", "differs"),
        ("Mario García", "Maria García", "differs"),
        ("Martin Lang", "Martina Lang", "differs"),
        ("Pat Person12", "Pat Person13", "differs"),
        ("Tom Brown", "Ian Brown", "differs"),
        ("Ada", "Ada Lovelace", "differs"),
        ("", "Ada Lovelace", ""),
    ],
)
def test_names_are_compared_as_people_would(one: str, other: str, how: str) -> None:
    assert compared(one, other) == how
    assert compared(other, one) == how


def test_every_nickname_is_a_word_and_leads_to_a_name() -> None:
    assert len(roots()) > 1000
    assert {root for names in roots().values() for root in names} <= {root_of(root) for root in roots()}
    assert root_of("bob") == "robert"
    assert root_of("lovelace") == "lovelace"


@pytest.mark.parametrize(
    ("one", "other"), [("meyer", "maier"), ("schmidt", "smit"), ("stephan", "stefan"), ("philip", "filip")]
)
def test_what_sounds_alike_is_written_in_several_ways(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(
    ("written", "box"),
    [
        ("ada.love.lace@gmail.com", "adalovelace@gmail.com"),
        ("adalovelace+jobs@googlemail.com", "adalovelace@gmail.com"),
        ("ada.lovelace+jobs@acme.example", "ada.lovelace@acme.example"),
        ("+ada@acme.example", "+ada@acme.example"),
    ],
)
def test_a_mailbox_has_several_addresses(written: str, box: str) -> None:
    assert mailbox(written) == box


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("https://www.linkedin.com/in/ada-lovelace", "linkedin.com/in/ada-lovelace"),
        ("http://de.linkedin.com/in/Ada-Lovelace/?trk=x", "linkedin.com/in/ada-lovelace"),
        ("linkedin.com/in/ada-lovelace/de", "linkedin.com/in/ada-lovelace"),
        ("https://github.com/ada#readme", "github.com/ada"),
        ("https://acme.example", ""),
        ("https://acme.example/about/", ""),
    ],
)
def test_a_page_is_the_same_however_it_was_copied(written: str, page: str) -> None:
    assert page_of(written) == page


def test_who_may_be_one_person_shares_a_key() -> None:
    def person(name: str, *, company: int | None = None, city: str = "") -> Profile:
        return Profile(1, name, words_of(sortable(name)), company, city, "", *[frozenset[str]()] * 4)

    def share(one: Profile, other: Profile) -> bool:
        return bool(keys_of(one) & keys_of(other))

    assert share(person("Bob Kahn"), person("Kahn Robert"))
    assert share(person("Ada Lovelace", company=1), person("Ada Lovelcae", company=1))
    assert share(person("Ada Lovelace", city="berlin"), person("Ada Lovelcae", city="berlin"))
    assert share(person("A. Lovelace", city="berlin"), person("Ada Lovelace", city="berlin"))
    assert not share(person("Ada Lovelace", company=1), person("Bob Kahn", company=1))
    assert not share(person("Ada Lovelace", company=1), person("Ada Smith", company=2))

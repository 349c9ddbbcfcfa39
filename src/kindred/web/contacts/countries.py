"""The countries a person can choose from."""

from functools import cache

from babel import Locale

from kindred.contacts.keys import sortable

#: Two letters that stand for a union, for nowhere, or for a test.
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@cache
def country_choices(language: str) -> list[tuple[str, str]]:
    """Return the countries in the order of their names in a language."""
    names = [(str(code), str(name)) for code, name in Locale.parse(language.replace("-", "_")).territories.items()]
    found = [(code, name) for code, name in names if len(code) == 2 and code not in _NO_COUNTRIES]
    return sorted(found, key=lambda one: sortable(one[1]))

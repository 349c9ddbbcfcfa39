"""Amounts of money and their currencies."""

import re
from functools import cache

from babel import Locale
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.number import number
from kindred.contacts.cleaning.place import LANGUAGES
from kindred.contacts.cleaning.text import line
from kindred.contacts.keys import sortable

#: The currencies people are paid in, by ISO 4217.
IN_USE = (
    "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "GEL",
    "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN", "MYR",
    "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND",
    "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
)  # fmt: skip
#: The most that fits its column, and more than anybody earns in any currency.
MOST = 10**15
_SIGNS = {
    "€": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "zł": "PLN",
    "kč": "CZK", "r$": "BRL", "ft": "HUF", "a$": "AUD", "c$": "CAD", "chf": "CHF", "fr.": "CHF", "₺": "TRY", "₴": "UAH",
    "₪": "ILS",
}  # fmt: skip
_AMOUNT = re.compile(r"(?P<before>[^\d+-]*)(?P<amount>[+-]?\d[\d\s.,'’]*)\s*(?P<thousands>[kK]?)(?P<after>.*)")
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
_A_YEAR = re.compile(r"(?:/|per|pro|p\.?\s?)?\s*(?:a\.?|year|yr|annum|jahr|an|año|anno)\.?$", re.IGNORECASE)


def money(text: str) -> tuple[int | None, str]:
    """Return a whole amount and its currency, which may be nothing: "80k EUR", "$ 120,000", "65.000".

    Raises BadValue for what is no amount.
    """
    written = line(text)
    if not written:
        return None, ""
    found = _AMOUNT.fullmatch(written)
    if not found:
        raise BadValue(_not_money(written))
    try:
        digits = found["amount"].strip(" .,")
        # Nobody writes thousandths of an amount.
        digits = digits.replace(".", "") if _THOUSANDS.fullmatch(digits) else digits
        amount = round((number(digits) or 0) * (1000 if found["thousands"] else 1))
        beside = found["before"].strip() or _A_YEAR.sub("", found["after"].strip()).strip()
        unit = currency(beside) if beside else ""
    except BadValue as fault:
        raise BadValue(_not_money(written)) from fault
    if not 0 <= amount <= MOST:
        raise BadValue(_not_money(written))
    return amount, unit


def currency(text: str) -> str:
    """Return the three letters of a currency, from its code, its sign or its name.

    Raises BadValue for one that is not known.
    """
    written = line(text)
    if not written:
        return ""
    found = _SIGNS.get(written.casefold()) or _known().get(sortable(written))
    if not found:
        raise BadValue(
            _("“%(currency)s” is not a currency we know. Write its three letters such as EUR.")
            % {"currency": written[:60]}
        )
    return found


@cache
def currencies(language: str = "en") -> list[tuple[str, str]]:
    """Return the currencies that are in use, code and name, in the order of the codes."""
    names = Locale.parse(language.replace("-", "_")).currencies
    return [(code, f"{code} · {names.get(code, code)}") for code in IN_USE]


@cache
def _known() -> dict[str, str]:
    """Return the codes by code and by name in many languages."""
    known = {code.lower(): code for code in IN_USE}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).currencies.items():
            if code in IN_USE:
                known.setdefault(sortable(str(name)), str(code))
    return known


def _not_money(written: str) -> str:
    """Say that it is no amount."""
    return _("“%(amount)s” is not an amount. Write it like 80000 or 80,000 EUR.") % {"amount": written[:60]}

"""Telephone numbers."""

from django.utils.translation import gettext as _
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

MOST = 40


def phone(text: str, *, country: str = "") -> str:
    """Return a number as +4930123456 where that can be told, else as it was written.

    The country tells how a number without + is meant. Raises BadValue for a text that is far too long for a number.
    """
    written = line(text)
    try:
        number = parse(written, country or None)
        if is_valid_number(number) and not number.extension:
            return format_number(number, PhoneNumberFormat.E164)
    except NumberParseException:
        pass
    if len(written) > MOST:
        raise BadValue(_("“%(start)s…” is too long for a telephone number.") % {"start": written[:30]})
    return written

"""Telephone numbers."""

import re

from django.utils.translation import gettext as _
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

MOST = 40
#: A number with its country's code and nothing between that would need a closer look.
_PLAIN = re.compile(r"\+[1-9][\d ./-]*(?:\([1-9]\d*\))?[\d ./-]*\Z", re.ASCII)
_NOT_DIGITS = re.compile(r"[^\d]", re.ASCII)


def phone(text: str, *, country: str = "") -> str:
    """Return a number as +4930123456 where that can be told, else as it was written.

    The country tells how a number without + is meant. Raises BadValue for a text that is far too long for a number.
    """
    written = line(text)
    if plain := _international(written):
        return plain
    try:
        number = parse(written, country or None)
        if is_valid_number(number) and not number.extension:
            return format_number(number, PhoneNumberFormat.E164)
    except NumberParseException:
        pass
    if len(written) > MOST:
        raise BadValue(_("“%(start)s…” is too long for a telephone number.") % {"start": written[:30]})
    return written


def _international(written: str) -> str:
    """Return a number that plainly has its country's code, without what parts its digits; nothing for any other.

    Most numbers in spreadsheets are such, and need no slower look. A zero after the code may be one that is not
    dialled from abroad: that takes the closer look.
    """
    if not _PLAIN.match(written):
        return ""
    digits = _NOT_DIGITS.sub("", written)
    if not 8 <= len(digits) <= 15:
        return ""
    code = next((digits[:size] for size in (1, 2, 3) if int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE), "")
    return f"+{digits}" if code and digits[len(code)] != "0" else ""

"""Text as it is compared: one case, no accents, no punctuation."""

import re
import unicodedata

#: Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ə": "e", "’": "'"}
)
_GAPS = re.compile(r"[\W_]+")


def unaccented(text: str) -> str:
    """Return the text in lower case and without accents, its punctuation untouched."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(letter for letter in parts if not unicodedata.combining(letter)))


def folded(text: str) -> str:
    """Return the words of the text in lower case, without accents, one space between them."""
    return _GAPS.sub(" ", unaccented(text)).strip()

"""How words are compared: the form under which duplicates are found, sorted and searched."""

from unicodedata import combining, normalize

#: Letters that are no plain letter with a mark, and the letters people sort and seek them by.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})  # noqa: RUF001


def folded(text: str) -> str:
    """Return the text as it is compared: one form of Unicode, no case, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(normalize("NFKC", text).casefold().split())


def sortable(text: str) -> str:
    """Return a name as it is sorted and sought: folded, and without accents, so that Ångström is not after Zuse."""
    if text.isascii():
        return folded(text)
    bare = "".join(letter for letter in normalize("NFKD", folded(text)) if not combining(letter))
    return folded(bare.translate(_LETTERS))

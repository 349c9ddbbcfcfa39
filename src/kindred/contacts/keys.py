"""How words are compared: the form under which duplicates are found, sorted and searched."""

from unicodedata import normalize


def folded(text: str) -> str:
    """Return the text as it is compared: one form of Unicode, no case, single spaces."""
    return " ".join(normalize("NFKC", text).casefold().split())

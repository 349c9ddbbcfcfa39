"""What a word is, to whoever seeks one and to the databases that keep them."""

import re
from unicodedata import normalize

#: What may stand in a word; anything else parts words.
_WORD = re.compile(r"[^\W_]+")
#: Marks that PostgreSQL would take for parts of addresses and numbers; to it, too, they part words.
MARKS = "@.,;:-_+/\\'\"()[]{}<>|&!?*~#=^`$"
#: Of these, the ones that stand before words often enough to be minded where no index helps.
CLOSE_MARKS = "@.-_/(&,+"


def words_of(text: str) -> list[str]:
    """Return the words of a text as they can be sought, each once."""
    return list(dict.fromkeys(_WORD.findall(normalize("NFKC", text).casefold())))

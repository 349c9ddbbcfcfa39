"""The keys of a contact: who may be the same person shares one, so that nobody is compared with everybody.

A key is a number made of a text: 61 bits of its hash, and 3 that say what the text is.
"""

from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from kindred.contacts.duplicates.names import Words, root_of, sound_of
from kindred.contacts.duplicates.profile import Profile

_KIND_BITS = 7
_from_bytes = int.from_bytes


class KeyKind(IntEnum):
    """What two contacts with the same key have in common."""

    MAILBOX = 0
    PHONE = 1
    LINK = 2
    #: All words of the name as they sound, in any order.
    NAME = 3
    #: A company, how one name sounds and how the other begins, in whatever order they stand.
    COLLEAGUE = 4
    #: A city, how one name sounds and how the other begins.
    NEIGHBOUR = 5


#: As plain numbers, which are quicker in the hundred-millionth key.
_MAILBOX, _PHONE, _LINK, _NAME, _COLLEAGUE, _NEIGHBOUR = (kind.value for kind in KeyKind)


def kind_of(key: int) -> KeyKind:
    """Return what a key is made of."""
    return KeyKind(key & _KIND_BITS)


def keys_of(one: Profile) -> set[int]:
    """Return the keys of a contact."""
    keys = {_key(box, _MAILBOX) for box in one.mailboxes} if one.mailboxes else set()
    for number in one.phones:
        keys.add(_key(number, _PHONE))
    for page in one.links:
        keys.add(_key(page, _LINK))
    if not one.words:
        return keys
    first, last, name = _sounds(one.words)
    if name:
        keys.add(_key(name, _NAME))
    if one.company_id:
        keys.add(_key(f"{first} {one.words[-1][0]}@{one.company_id}", _COLLEAGUE))
        keys.add(_key(f"{last} {one.words[0][0]}@{one.company_id}", _COLLEAGUE))
    if one.city and name:
        keys.add(_key(f"{first} {last[:2]}@{one.city}", _NEIGHBOUR))
        keys.add(_key(f"{one.words[0][0]} {last}@{one.city}", _NEIGHBOUR))
    return keys


@lru_cache(maxsize=50_000)
def _sounds(words: Words) -> tuple[str, str, str]:
    """Return how the first, the last and, where there are several, all words of a name sound, whatever their order."""
    sounds = [sound_of(root_of(word)) for word in words]
    return sounds[0], sounds[-1], " ".join(sorted(sounds)) if len(sounds) > 1 else ""


def _key(text: str, kind: int) -> int:
    """Return the key of a text."""
    return _from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) & ~_KIND_BITS | kind
